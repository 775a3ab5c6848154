import type { KeySource } from '@esplanade/core/segments'
import type { Parameter } from '../engine/session.ts'
import { type Printing, rowTestSql } from './row-test-sql.ts'
import { contactSql, insideSql, type RowSource, rowsSql } from './scan-sql.ts'

/** The rows of one event type that a key scan reads. */
export interface KeyPart {
  readonly source: KeySource
  /** Rank of the type among those of its side, below 32. */
  readonly place: number
  readonly rows: RowSource
  readonly columnOf: Printing['columnOf']
}

export interface KeyParts<Part = KeyPart> {
  readonly subject: readonly Part[]
  readonly match: readonly Part[]
  readonly last: number | null
}

/** A part as one statement prints it. */
type KeyRows = Omit<KeyPart, 'columnOf'> & { readonly printing: Printing }

/** A statement about the parts, with the values that it is run with. */
export function keyStatement(
  { subject, match, last }: KeyParts,
  print: (parts: KeyParts<KeyRows>) => string,
): { readonly sql: string; readonly parameters: readonly Parameter[] } {
  const parameters: Parameter[] = []
  const bind = (value: Parameter) => `$${parameters.push(value)}`
  const printed = ({ columnOf, ...part }: KeyPart): KeyRows => ({ ...part, printing: { columnOf, bind } })
  return { sql: print({ subject: subject.map(printed), match: match.map(printed), last }), parameters }
}

/**
 * Prints a key scan: each value of a contact becomes one row (`of` tells that a subject has it), then
 * each contact one. Both steps group, so neither holds more than their results. Column 1 counts the
 * values, column 2 the matched ones.
 */
export function keyScanSql({ subject, match, last }: KeyParts<KeyRows>): string {
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

/** Where a session keeps the numbers of the keys of one scan. */
export const CODES = 'key_code'

/** A number from 0 for each value that a subject has. */
export const codesSql = ({ subject }: KeyParts<KeyRows>): string =>
  `create or replace temp table ${CODES} as select value, (row_number() over () - 1)::uinteger as code from (select distinct value
    from (${subject.map(part => sideSql(part, true, false)).join(' union all ')}))`

/** How many rows a scan may have to look at, and the highest contact of its subject. */
export function sizeSql({ subject, match }: KeyParts<KeyRows>): string {
  const looked = [...subject, ...match].map(
    ({ source, rows }) => `(select count(*) from ${rows.relation} where ${insideSql(source)})`,
  )
  const highest = subject.map(part => `select contact from (${sideSql(part, true, false)})`)
  return `select ${looked.join(' + ')} as rows, (select max(contact) from (${highest.join(' union all ')})) as most`
}

/** Rows whose value has a number: contact and number, then with `ordered` time and event id. */
export function codedSql({ source, rows, printing }: KeyRows, ordered: boolean): string {
  const order = ordered ? ', ts, event_id' : ''
  return `select ${contactSql(rows)} as contact, code${order}
    from ${rowsSql(rows)} join ${CODES} on value = ${printing.columnOf(source.property)}
    where ${passesSql(source, printing)}`
}

function sideSql({ source, place, rows, printing }: KeyRows, of: boolean, ordered: boolean): string {
  const value = printing.columnOf(source.property)
  const order = ordered ? `, ${of ? orderSql(place) : 'null::hugeint'} as place` : ''
  return `select ${contactSql(rows)} as contact, ${value} as value, ${of} as of${order}
    from ${rowsSql(rows)} where ${passesSql(source, printing)}`
}

function passesSql(source: KeySource, printing: Printing): string {
  const conditions = [
    insideSql(source),
    `${printing.columnOf(source.property)} is not null`,
    ...(source.where === null ? [] : [rowTestSql(source.where, printing)]),
  ]
  return conditions.join(' and ')
}

/** (time, place, event id) in one 128-bit number. */
const orderSql = (place: number): string =>
  `((ts::hugeint * 32 + ${place}) * 18446744073709551616 + event_id)`
