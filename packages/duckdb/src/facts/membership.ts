import type { ContactNo, Instant } from '@esplanade/core/schema'
import { contactsToMask, maskToContacts } from '@esplanade/core/segments'
import type { FactStore, MembershipChange, MembershipSpell, MembershipTurn } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import type { Parameter, Session } from '../engine/session.ts'

/** Who is in which segment, and the history that says since when. */
export function membershipStore(
  database: Database,
): Pick<FactStore, 'members' | 'commitMembership' | 'membershipHistory' | 'membershipChanges'> {
  return {
    members: async segment => {
      const parts: Uint32Array[] = []
      const sql = `select contact_no from ${MEMBER_NOW} where segment_no = $1`
      for await (const chunk of database.chunks(sql, [segment])) parts.push(chunk.uint32(0))
      return ascending(parts)
    },
    membershipChanges: ({ segment, from, until }) =>
      database.read(session =>
        session.rows<MembershipTurn>(
          `select coalesce(into_no, contact_no) as "contactNo", changed_at as "at", entered
           from membership_history left join contact_alias on from_no = contact_no
           where segment_no = $1 and changed_at between $2 and $3
           order by changed_at, membership_history.rowid`,
          [segment, from, until],
        ),
      ),
    commitMembership: change => database.write(session => commit(session, change)),
    membershipHistory: async ({ segment, contact }) => {
      const parameters: Parameter[] = [segment]
      const only = contact === undefined ? '' : `where contact_no = $${parameters.push(contact)}`
      // An exit closes the entry before it; within one instant the order of storing decides.
      const rows = await database.read(session =>
        session.rows<MembershipSpell & { readonly contactNo: ContactNo; readonly enteredAt: Instant }>(
          `select contact_no as "contactNo", changed_at as "enteredAt", left_at as "leftAt", version from (
             select *, lead(changed_at) over (partition by told_of order by changed_at, rowid) as left_at
             from (
               select * replace (coalesce(into_no, contact_no) as contact_no), contact_no as told_of, h.rowid
               from membership_history h left join contact_alias on from_no = contact_no
               where segment_no = $1) ${only})
           where entered order by changed_at, contact_no`,
          parameters,
        ),
      )
      return rows
    },
  }
}

/** Members by the contact they are now; `told_of` is the number that the entry was told of, before a merge. */
const MEMBER_NOW = `(
  select segment_no, contact_no as told_of, coalesce(into_no, contact_no) as contact_no
  from member left join contact_alias on from_no = contact_no)`

/**
 * Entries of members and exits of others change nothing, so a change committed twice counts once. Of
 * somebody merged, the exit closes what was told of any of the numbers.
 */
async function commit(session: Session, { asOf, segments }: MembershipChange): Promise<void> {
  await session.stage('changed', columnsOf(segments))
  await session.run(
    `create or replace temp table changed_now as
     select * from changed c where entered <> 0 and not exists (
       from ${MEMBER_NOW} m where m.segment_no = c.segment_no and m.contact_no = c.contact_no)
     union all by name
     select c.* replace (m.told_of as contact_no)
     from changed c join ${MEMBER_NOW} m using (segment_no, contact_no) where c.entered = 0`,
  )
  await session.run(
    `insert into membership_history by name
     select segment_no, contact_no, $1::bigint as changed_at, version, entered <> 0 as entered
     from changed_now order by segment_no, contact_no`,
    [asOf],
  )
  await session.run(
    `delete from member using changed_now c
     where c.entered = 0 and member.segment_no = c.segment_no and member.contact_no = c.contact_no`,
  )
  await session.run(
    `insert into member select segment_no, contact_no from changed_now where entered <> 0
     order by segment_no, contact_no`,
  )
}

function columnsOf(segments: MembershipChange['segments']) {
  const length = segments.reduce((sum, { entered, left }) => sum + entered.length + left.length, 0)
  const segmentNo = new Uint32Array(length)
  const version = new Uint32Array(length)
  const contactNo = new Uint32Array(length)
  const entered = new Uint8Array(length)
  let from = 0
  for (const segment of segments) {
    const middle = from + segment.entered.length
    const to = middle + segment.left.length
    segmentNo.fill(segment.segment, from, to)
    version.fill(segment.version, from, to)
    contactNo.set(segment.entered, from)
    contactNo.set(segment.left, middle)
    entered.fill(1, from, middle)
    from = to
  }
  return [
    { name: 'segment_no', values: segmentNo },
    { name: 'version', values: version },
    { name: 'contact_no', values: contactNo },
    { name: 'entered', values: entered },
  ]
}

/** Each number once, by way of a bit for each: grouping and sorting millions in the engine takes four times as long. */
function ascending(parts: readonly Uint32Array[]): Uint32Array {
  const contacts = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let from = 0
  for (const part of parts) {
    contacts.set(part, from)
    from += part.length
  }
  const highest = contacts.reduce((most, contact) => Math.max(most, contact), 0)
  return maskToContacts(contactsToMask(contacts, highest + 1))
}
