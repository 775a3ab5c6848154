import type { KeySource } from '@esplanade/core/segments'
import { type Printing, rowTestSql } from './row-test-sql.ts'
import { contactSql, insideSql, type RowSource, rowsSql } from './scan-sql.ts'

/** The rows of one event type that a key scan reads. */
export interface KeyRows {
  readonly source: KeySource
  /** Rank of the type among those of its side, below 32. */
  readonly place: number
  readonly rows: RowSource
  readonly printing: Printing
}

/**
 * Prints a key scan: each value of a contact becomes one row (`of` tells that a subject has it), then
 * each contact one. Both steps group, so neither holds more than their results. Column 1 counts the
 * values, column 2 the matched ones.
 */
export function keyScanSql({
  subject,
  match,
  last,
}: {
  subject: readonly KeyRows[]
  match: readonly KeyRows[]
  last: number | null
}): string {
  const rows = [
    ...subject.map(part => sideSql(part, true, last !== null)),
    ...match.map(part => `${sideSql(part, false, last !== null)} and value in (from wanted)`),
  ]
  // Answers are read over all time and mails are not: what nobody was sent need not be grouped.
  const wanted = `with wanted as materialized (select distinct value from (${rows.slice(0, subject.length).join(' union all ')}))`
  const values = `select contact, value, bool_or(not of) as matched${last === null ? '' : ', max(place) as latest'}
    from (${rows.join(' union all ')}) group by contact, value having bool_or(of)`
  if (last === null) {
    return `${wanted} select contact, count(*), count(*) filter (where matched) from (${values}) group by contact`
  }
  return `${wanted} select contact, len(kept), len(list_filter(kept, lambda one: one))
    from (select contact, arg_max(matched, latest, ${last}) as kept from (${values}) group by contact)`
}

function sideSql({ source, place, rows, printing }: KeyRows, of: boolean, ordered: boolean): string {
  const value = printing.columnOf(source.property)
  const conditions = [
    insideSql(source),
    `${value} is not null`,
    ...(source.where === null ? [] : [rowTestSql(source.where, printing)]),
  ]
  const order = ordered ? `, ${of ? orderSql(place) : 'null::hugeint'} as place` : ''
  return `select ${contactSql(rows)} as contact, ${value} as value, ${of} as of${order}
    from ${rowsSql(rows)} where ${conditions.join(' and ')}`
}

/** (time, place, event id) in one 128-bit number. */
const orderSql = (place: number): string =>
  `((ts::hugeint * 32 + ${place}) * 18446744073709551616 + event_id)`
