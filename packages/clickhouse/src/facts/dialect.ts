import type { SqlDialect, TypedColumn } from '@esplanade/core/segments/sql'
import { number } from '../engine/sql.ts'

/** Days of 400 years, after which the calendar repeats, and from 1900-01-01 to 1970-01-01. */
const CYCLE = 146_097
const SINCE_1900 = 25_567
const MILLION = 1_000_000

/** How ClickHouse spells what core decided. */
export const dialect: SqlDialect = {
  number: value => number(value),
  float: value => `toFloat64(${value})`,
  comparable: (column, type) => (type === 'number' ? `toFloat64(${column})` : column),
  isTrue: condition => `coalesce(${condition}, false)`,
  monthDay: day => {
    // Dates reach from 1900 to 2299; months and days are those of any other 400 years.
    const date = `addDays(toDate32('1900-01-01'), positiveModulo(toInt64(${day}) + ${SINCE_1900}, ${CYCLE}))`
    return `(100 * toMonth(${date}) + toDayOfMonth(${date}))`
  },
  text: (is, text, values) => {
    if (is === 'in') return `${text} in (${values.join(', ')})`
    const [value] = values
    if (is === 'contains') return `position(${text}, ${value}) > 0`
    return `${is === 'starts_with' ? 'startsWith' : 'endsWith'}(${text}, ${value})`
  },
  exchange: (text, from, to) => `translateUTF8(${text}, ${from}, ${to})`,
  anyElement: (list, test) =>
    `(${list} is not null and arrayExists(item -> ${test('item')}, JSONExtract(coalesce(${list}, '[]'), 'Array(String)')))`,
  aggregate: (fn, column, conditions) => {
    const filter = conditions.length === 0 ? '' : ` filter (where ${conditions.join(' and ')})`
    return `${column === null ? 'count()' : functionSql(fn, column)}${filter}`
  },
  any: condition => `max(${condition})`,
  order: place => `tuple(ts, ${place}, event_id)`,
  latestFew: (rows, last) =>
    `select contact, count() as kept, countIf(matched) as matched
    from (select contact, matched from ${rows} order by contact, latest desc limit ${last} by contact)
    group by contact`,
  nthLeast: (column, nth) => `if(count() >= ${nth}, groupArraySorted(${nth})(${column})[${nth}], null)`,
  lastNotNull: (value, window) => `last_value(${value}) ignore nulls over ${window}`,
  before: (value, rows, window) => `lag(toNullable(${value}), ${rows}) over ${window}`,
  cut: (key, millionths, beyond) => {
    const place = beyond
      ? `intDiv(count() * ${millionths}, ${MILLION}) + 1`
      : `intDiv(count() * ${millionths} + ${MILLION - 1}, ${MILLION})`
    return `arraySort(groupArray(${key}))[${place}]`
  },
  extreme: (which, values) =>
    values.length === 1 ? (values[0] as string) : `${which}(${values.join(', ')})`,
  as: () => 'as',
}

const ORDER = 'tuple(ts, event_id)'

function functionSql(fn: Parameters<SqlDialect['aggregate']>[0], { sql, type }: TypedColumn): string {
  // Of nothing, an aggregate of a column that may be null is null, and of another one 0.
  const column = `toNullable(${sql})`
  switch (fn) {
    case 'count':
      return 'count()'
    case 'sum':
      return `sum(${type === 'boolean' ? `toInt64(${column})` : type === 'number' ? column : `toInt128(${column})`})`
    case 'min':
    case 'max':
      return `${fn}(${column})`
    case 'last':
      return `argMax(${column}, ${ORDER})`
    case 'first':
      return `argMin(${column}, ${ORDER})`
    default:
      throw new Error(`Unhandled aggregate function: ${fn satisfies never}`)
  }
}
