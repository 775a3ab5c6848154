import type { ValueType } from '@esplanade/core/schema'
import type { Session } from '../engine/session.ts'

/** An event type by its permanent number. */
export interface EventTypeRow {
  readonly no: number
  readonly name: string
  /** Once true it stays true: `event_current` knows the standing version of each of its events. */
  readonly correctable: boolean
  /** True when it has a table of its own with typed columns. */
  readonly hot: boolean
}

/** A property with a column in its type's table. */
export interface EventPropertyRow {
  readonly typeNo: number
  readonly no: number
  readonly name: string
  readonly type: ValueType
}

export async function eventTypes(session: Session): Promise<Map<string, EventTypeRow>> {
  const rows = await session.rows<EventTypeRow>(
    'select type_no as no, name, correctable, hot from event_type order by type_no',
  )
  return new Map(rows.map(row => [row.name, row]))
}

export const eventProperties = (session: Session): Promise<EventPropertyRow[]> =>
  session.rows<EventPropertyRow>(
    'select type_no as "typeNo", property_no as no, name, type from event_property order by type_no, property_no',
  )

/** Gives a type its number, or notes what changed about it. */
export async function saveEventType(session: Session, row: EventTypeRow): Promise<void> {
  await session.run('delete from event_type where type_no = $1', [row.no])
  await session.run('insert into event_type values ($1, $2, $3, $4)', [
    row.no,
    row.name,
    row.correctable,
    row.hot,
  ])
}

export function nextTypeNo(types: ReadonlyMap<string, EventTypeRow>): number {
  return Math.max(0, ...[...types.values()].map(({ no }) => no)) + 1
}
