import type { ContactNo, Value } from '@esplanade/core/schema'
import type { Session } from '../engine/session.ts'
import { uint32Column } from '../engine/staged-column.ts'
import { currentValuesSql } from './contact-table.ts'

/** Attributes that hold now, as they were stated. A number merged away shows the contact it became. */
export async function profiles(
  session: Session,
  contacts: readonly ContactNo[],
): Promise<ReadonlyMap<ContactNo, Readonly<Record<string, Value>>>> {
  const found = new Map<ContactNo, Record<string, Value>>()
  if (contacts.length === 0) return found
  await session.stage('asked', [uint32Column('asked_no', contacts, no => no)])
  await session.run(
    `create or replace temp table shown as
     select distinct asked_no, coalesce(into_no, asked_no) as contact_no
     from asked left join contact_alias on from_no = asked_no`,
  )
  const rows = await session.rows<{ asked_no: ContactNo; name: string; value: string }>(
    `select asked_no, name, value from shown join (${currentValuesSql('shown')}) using (contact_no)
     order by asked_no, name`,
  )
  for (const { asked_no, name, value } of rows) {
    const profile = found.get(asked_no) ?? {}
    profile[name] = JSON.parse(value)
    found.set(asked_no, profile)
  }
  return found
}
