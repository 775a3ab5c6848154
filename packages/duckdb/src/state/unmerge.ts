import type { ContactNo, Identity } from '@esplanade/core/schema'
import type { RecordedMerge, Separation } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { uint32Column } from '../engine/staged-column.ts'
import { noteChanged } from '../facts/contact-changes.ts'
import { refreshContacts } from '../facts/contact-table.ts'

export const standingMerges = (session: Session, limit: number): Promise<RecordedMerge[]> =>
  session.rows<RecordedMerge>(
    `select from_no as "from", direct_no as "into", into_no as survivor from contact_alias
     order by from_no limit $1`,
    [limit],
  )

/** Identities by the contact that they came with, of this one and of all whose merges lead through it. */
export async function identitiesBefore(session: Session, merged: ContactNo): Promise<Identity[]> {
  const taken = await ledThrough(session, merged)
  if (taken === undefined) return []
  await session.stage('asked', [uint32Column('contact_no', taken.with, no => no)])
  const rows = await session.rows<Identity>(
    `select kind, value, connection, identity_no as "identityNo", contact_no as "contactNo"
     from identity semi join asked using (contact_no) order by identity_no`,
  )
  return rows.map(row => ({ ...row, connection: row.connection === ('' as string) ? null : row.connection }))
}

/** Removes the alias, lets those that led through it end there, and keeps the two apart from now on. */
export async function unmerge(session: Session, merged: ContactNo): Promise<void> {
  const taken = await ledThrough(session, merged)
  if (taken === undefined) return
  const { survivor, with: numbers } = taken
  await session.run('delete from contact_alias where from_no = $1', [merged])
  await session.stage('led_through', [uint32Column('from_no', numbers, no => no)])
  await session.run(
    `update contact_alias as a set into_no = $1 from led_through l where a.from_no = l.from_no`,
    [merged],
  )
  await session.run('insert into separation values ($1, $2)', [merged, survivor])
  await session.run(
    `create or replace temp table touched as select unnest([$1, $2])::uinteger as contact_no`,
    [merged, survivor],
  )
  await noteChanged(session, 'select contact_no from touched', 'events')
  await refreshContacts(session, 'touched')
}

/** By the numbers that the separated have now; of two that became one by another way nothing is left to keep apart. */
export async function separations(session: Session, contacts: readonly ContactNo[]): Promise<Separation[]> {
  const rows = await session.rows<{ one: ContactNo; other: ContactNo }>(
    `select distinct coalesce(a.into_no, one_no) as one, coalesce(b.into_no, other_no) as other
     from separation left join contact_alias a on a.from_no = one_no
     left join contact_alias b on b.from_no = other_no order by one, other`,
  )
  const asked = new Set(contacts)
  return rows
    .filter(({ one, other }) => one !== other && (asked.has(one) || asked.has(other)))
    .map(({ one, other }) => [one, other] as const)
}

/** The contact and all that were merged into it, itself included; undefined for one that is not merged away. */
async function ledThrough(
  session: Session,
  merged: ContactNo,
): Promise<{ readonly survivor: ContactNo; readonly with: readonly ContactNo[] } | undefined> {
  const [own] = await session.rows<{ survivor: ContactNo }>(
    'select into_no as survivor from contact_alias where from_no = $1',
    [merged],
  )
  if (own === undefined) return undefined
  const rows = await session.rows<{ from: ContactNo; into: ContactNo }>(
    'select from_no as "from", direct_no as "into" from contact_alias where into_no = $1 order by from_no',
    [own.survivor],
  )
  const found = new Set([merged])
  // A round finds those one merge further away, so there are no more rounds than merges.
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const { from, into } of rows) if (found.has(into) && from !== own.survivor) found.add(from)
  }
  return { survivor: own.survivor, with: [...found] }
}
