import { identifier } from '../engine/sql.ts'
import { convertedSql, memberSql } from './convert.ts'
import type { EventPropertyRow, EventTypeRow } from './event-types.ts'

/** The table of one type: its current truth, with a typed column for every property that is named. */
export const hotTable = ({ no }: Pick<EventTypeRow, 'no'>): string => identifier(`events_${no}`)

export const propertyColumn = ({ no }: Pick<EventPropertyRow, 'no'>): string => identifier(`p_${no}`)

/** The events of a type that hold now, as the log has them. */
export function livingSql({ no, correctable }: Pick<EventTypeRow, 'no' | 'correctable'>): string {
  const standing = correctable ? 'semi join event_current using (seq)' : ''
  return `(select seq, event_id, contact_no, identity_no, ts, properties
    from event_log ${standing} where type_no = ${no})`
}

/** Rows with JSON properties (a part of the log, or what is about to join it) as rows of a hot table, or with other columns kept. */
export function typedSql(
  relation: string,
  properties: readonly EventPropertyRow[],
  currency: string,
  keep = 'seq, event_id, contact_no, identity_no, ts',
): string {
  const conversions = properties.map(row => ({
    value: memberSql('properties', row.name),
    type: row.type,
    as: propertyColumn(row),
  }))
  return convertedSql(relation, keep, conversions, currency)
}
