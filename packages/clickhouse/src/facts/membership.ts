import type { ContactNo, Instant, SegmentNo } from '@esplanade/core/schema'
import type { FactStore, MembershipChange, MembershipSpell, MembershipTurn } from '@esplanade/core/store'
import type { FactContext } from './context.ts'

const COLUMNS = ['segment_no', 'contact_no', 'changed_at', 'revision', 'version', 'entered']

/**
 * Who is in which segment is read off the history: one append is all there is to a change, so it holds
 * as a whole or not at all.
 */
export function membershipStore(
  context: FactContext,
): Pick<FactStore, 'members' | 'commitMembership' | 'membershipHistory' | 'membershipChanges'> {
  return {
    members: async segment => {
      const told = await membersAsTold(context, segment)
      return Uint32Array.from(new Set([...told].map(contact => context.resolve(contact)))).sort()
    },
    commitMembership: change => commit(context, change),
    membershipChanges: async ({ segment, from, until }) => {
      const rows = await context.server.rows<HistoryRow>({
        sql: `select contact_no as contact, changed_at as at, version, entered
          from ${context.server.table('membership')}
          where segment_no = ${segment} and changed_at between ${from} and ${until}
          order by changed_at, revision, contact_no`,
      })
      return rows.map(
        (row): MembershipTurn => ({
          contactNo: context.resolve(row.contact) as ContactNo,
          at: Number(row.at) as Instant,
          entered: row.entered === 1,
        }),
      )
    },
    membershipHistory: query => history(context, query),
  }
}

/** The numbers by which members are on record, from before any merge. */
async function membersAsTold({ server }: FactContext, segment: SegmentNo): Promise<Uint32Array> {
  const parts: number[] = []
  const sql = `select contact_no from ${server.table('membership')} where segment_no = ${segment}
    group by contact_no having argMax(entered, revision) = 1`
  for await (const [contacts] of server.columns({ sql }, ['uint32'])) {
    for (const contact of contacts as Uint32Array) parts.push(contact)
  }
  return Uint32Array.from(parts)
}

/**
 * Entries of members and exits of others change nothing, so a change committed twice counts once. Of
 * somebody merged, the exit closes what was told of any of the numbers.
 */
async function commit(context: FactContext, { asOf, segments }: MembershipChange): Promise<void> {
  const rows: number[][] = []
  const revision = context.nextRevision()
  for (const { segment, version, entered, left } of segments) {
    if (entered.length + left.length === 0) continue
    const told = await membersAsTold(context, segment)
    const now = new Set<number>()
    for (const contact of told) now.add(context.resolve(contact))
    for (const contact of new Set(entered)) {
      if (!now.has(contact)) rows.push([segment, contact, asOf, revision, version, 1])
    }
    const leaving = new Set(left)
    for (const contact of told) {
      if (leaving.has(context.resolve(contact))) rows.push([segment, contact, asOf, revision, version, 0])
    }
  }
  await context.server.insert('membership', COLUMNS, rows)
}

interface HistoryRow {
  readonly contact: number
  readonly at: string
  readonly version: number
  readonly entered: number
}

/** An exit closes the entry before it; within one instant the order of storing decides. */
async function history(
  context: FactContext,
  { segment, contact }: { segment: SegmentNo; contact?: ContactNo },
): Promise<MembershipSpell[]> {
  const { server } = context
  const only = contact === undefined ? '' : ` and contact_no in (${context.numbersOf([contact]).join(', ')})`
  const rows = await server.rows<HistoryRow>({
    sql: `select contact_no as contact, changed_at as at, version, entered from ${server.table('membership')}
      where segment_no = ${segment}${only} order by contact_no, changed_at, revision`,
  })
  const spells = rows.flatMap((row, index): MembershipSpell[] => {
    const next = rows[index + 1]
    if (row.entered === 0) return []
    return [
      {
        contactNo: context.resolve(row.contact) as ContactNo,
        enteredAt: Number(row.at) as Instant,
        leftAt: next?.contact === row.contact ? (Number(next.at) as Instant) : null,
        version: row.version,
      },
    ]
  })
  const asked = contact === undefined ? spells : spells.filter(({ contactNo }) => contactNo === contact)
  return asked.sort((a, b) => a.enteredAt - b.enteredAt || a.contactNo - b.contactNo)
}
