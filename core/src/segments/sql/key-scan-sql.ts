import type { KeyScan, KeySource } from '../plan.ts'
import { rowTestSql } from './row-test-sql.ts'
import { allSql, contactSql, insideSql, rowsSql } from './rows-sql.ts'
import type { Printing } from './tables.ts'

/**
 * Prints a key scan: each value of a contact becomes one row (`of` tells that a subject has it), then
 * each contact one. Both steps group, so neither holds more than their results. Answers `contact`,
 * `kept` (values) and `matched`; undefined where no subject ever occurred.
 */
export function keyScanSql({ subject, match, last }: KeyScan, printing: Printing): string | undefined {
  const { dialect } = printing
  const side = (sources: readonly KeySource[], of: boolean): string[] =>
    sources.flatMap((source, place) => sideSql(source, place, of, last !== null, printing))
  const subjects = side(subject, true)
  if (subjects.length === 0) return undefined
  const rows = [...subjects, ...(match.length === 0 ? [] : side(match, false))].join(' union all ')
  // Without anything to match, a value is a value: no flag has to be carried along.
  const matched = match.length === 0 ? 'false' : dialect.any('not from_subject')
  const having = match.length === 0 ? '' : ` having ${dialect.any('from_subject')}`
  const latest = last === null ? '' : ', max(place) as latest'
  const values = `select contact, value, ${matched} as matched${latest} from (${rows}) group by contact, value${having}`
  if (last !== null) return dialect.latestFew(`(${values})`, last)
  return `select contact, count(*) as kept, ${dialect.aggregate('count', null, ['matched'])} as matched
    from (${values}) group by contact`
}

function sideSql(
  source: KeySource,
  place: number,
  of: boolean,
  ordered: boolean,
  printing: Printing,
): string[] {
  const table = printing.tables.events(source.type)
  if (table === undefined) return []
  const value = table.columnOf(source.property)
  const conditions = [
    insideSql(source, printing),
    `${value} is not null`,
    ...(source.where === null ? [] : [rowTestSql(source.where, table, printing)]),
  ]
  // Rows of the other side take no part in the order: a null is less than any place.
  const order = ordered ? `, ${of ? printing.dialect.order(place) : 'null'} as place` : ''
  return [
    `select ${contactSql(printing)} as contact, ${value} as value, ${of} as from_subject${order}
    from ${rowsSql(table, printing)} where ${allSql(conditions)}`,
  ]
}
