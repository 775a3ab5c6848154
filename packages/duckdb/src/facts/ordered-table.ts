import type { Session } from '../engine/session.ts'
import type { EventTypeRow } from './event-types.ts'
import { hotTable } from './hot-table.ts'
import { noteResolved } from './resolved-aliases.ts'
import { saveSetting, setting } from './settings.ts'

/** By time, so that a window reads its own part of the table; the id tells rows of one instant apart. */
const ORDER = 'ts, event_id'

/**
 * Writes the table of a type anew from rows of its shape (its own, or what the log says), in the order
 * that scans read fastest and with contacts as merged as they are now.
 */
export async function writeOrdered(session: Session, type: EventTypeRow, rows: string): Promise<number> {
  await session.run(
    `create or replace table ${hotTable(type)} as
     select e.* replace (coalesce(into_no, contact_no) as contact_no)
     from ${rows} e left join contact_alias on from_no = contact_no order by ${ORDER}`,
  )
  const count = await rowsIn(session, type)
  await saveSetting(session, orderedSetting(type), String(count))
  await noteResolved(session, type)
  return count
}

/** Rows that were added since the table was written in order, and all of them. */
export async function tailOf(session: Session, type: EventTypeRow): Promise<{ tail: number; rows: number }> {
  const rows = await rowsIn(session, type)
  return { tail: rows - Number((await setting(session, orderedSetting(type))) ?? 0), rows }
}

async function rowsIn(session: Session, type: EventTypeRow): Promise<number> {
  return (await session.one<{ n: number }>(`select count(*) as n from ${hotTable(type)}`)).n
}

const orderedSetting = ({ no }: EventTypeRow): string => `rows in order of type ${no}`
