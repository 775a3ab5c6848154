import type { AttributeFact, Value } from '@esplanade/core/schema'
import type { Session } from '../engine/session.ts'
import { doubleColumn, ordinalColumn, textColumn, uint32Column } from '../engine/staged-column.ts'
import { refreshContacts } from './contact-table.ts'

/**
 * Stores each source's latest statement about each attribute of each identity; of statements about
 * one instant the last to arrive holds. A value said again keeps the time it was first said: vendors
 * date a whole member, which our own writes move, and an old word must not become the newest that way.
 * Blanks state nothing, so they never overwrite.
 */
export async function appendAttributes(session: Session, facts: readonly AttributeFact[]): Promise<void> {
  const stated = facts.filter(({ value }) => !isBlank(value))
  if (stated.length === 0) return
  await session.stage('stated', [
    ordinalColumn(stated.length),
    uint32Column('identity_no', stated, row => row.identityNo),
    textColumn('name', stated, row => row.name),
    textColumn('source', stated, row => row.source),
    textColumn('value', stated, row => JSON.stringify(row.value)),
    doubleColumn('stated_at', stated, row => row.at),
  ])
  await session.run(
    `create or replace temp table newer as
     select s.identity_no, s.name, s.source, s.value, s.stated_at::bigint as stated_at
     from (from stated qualify
       row_number() over (partition by identity_no, name, source order by stated_at desc, ordinal desc) = 1) s
     left join attribute_value v using (identity_no, name, source)
     where v.identity_no is null or (s.stated_at >= v.stated_at and s.value <> v.value)`,
  )
  await session.run(
    `delete from attribute_value v using newer n
     where v.identity_no = n.identity_no and v.name = n.name and v.source = n.source`,
  )
  await session.run('insert into attribute_value by name from newer')
  await session.run(
    `create or replace temp table touched as
     select distinct contact_no from identity_now semi join newer using (identity_no)`,
  )
  await refreshContacts(session, 'touched')
}

const isBlank = (value: Value): boolean => typeof value === 'string' && value.trim() === ''
