import type { SqlDialect, TypedColumn } from '@esplanade/core/segments/sql'
import { number } from '../engine/sql.ts'

/** How DuckDB spells what core decided. */
export const dialect: SqlDialect = {
  number: value => number(value),
  float: value => `(${value})::double`,
  comparable: (column, type) =>
    type === 'number' ? `${column}::double` : type === 'boolean' ? `${column}::integer` : column,
  isTrue: condition => `coalesce(${condition}, false)`,
  monthDay: day => {
    const date = `date '1970-01-01' + (${day})::integer`
    return `(100 * month(${date}) + day(${date}))`
  },
  text: (is, text, values) =>
    is === 'in' ? `${text} in (${values.join(', ')})` : `${TEXT_FUNCTIONS[is]}(${text}, ${values[0]})`,
  exchange: (text, from, to) => `translate(${text}, ${from}, ${to})`,
  anyElement: (list, test) => `list_bool_or(list_transform(${list}, lambda item: ${test('item')}))`,
  aggregate: (fn, column, conditions) => {
    const filter = conditions.length === 0 ? '' : ` filter (where ${conditions.join(' and ')})`
    return `${column === null ? 'count(*)' : functionSql(fn, column)}${filter}`
  },
  any: condition => `bool_or(${condition})`,
  // One 128-bit number compares a third faster than a list of three.
  order: place => `((ts::hugeint * 32 + ${place}) * 18446744073709551616 + event_id)`,
  latestFew: (rows, last) =>
    `select contact, len(few) as kept, len(list_filter(few, lambda one: one)) as matched
    from (select contact, arg_max(matched, latest, ${last}) as few from ${rows} group by contact)`,
  nthLeast: (column, nth) => `min(${column}, ${nth})[${nth}]`,
  lastNotNull: (value, window) => `last_value(${value} ignore nulls) over ${window}`,
  before: (value, rows, window) => `lag(${value}, ${rows}) over ${window}`,
  cut: (key, millionths, beyond) =>
    // A fraction that is a decimal is counted in whole numbers; from the far end, the floor is a ceiling.
    beyond
      ? `-quantile_disc(-(${key}), ${decimal(MILLION - millionths)})`
      : `quantile_disc(${key}, ${decimal(millionths)})`,
  extreme: (which, values) => `${which}(${values.join(', ')})`,
  as: shared => (shared ? 'as materialized' : 'as not materialized'),
}

const MILLION = 1_000_000

const decimal = (millionths: number): string => `'${millionths / MILLION}'::decimal(7, 6)`

const TEXT_FUNCTIONS = { contains: 'contains', starts_with: 'starts_with', ends_with: 'ends_with' } as const

function functionSql(fn: Parameters<SqlDialect['aggregate']>[0], { sql, type }: TypedColumn): string {
  switch (fn) {
    case 'count':
      return 'count(*)'
    case 'sum':
      return `sum(${type === 'boolean' ? `${sql}::bigint` : sql})`
    case 'min':
    case 'max':
      return `${fn}(${sql})`
    case 'last':
      return `arg_max(${sql}, ${ORDER})`
    case 'first':
      return `arg_min(${sql}, ${ORDER})`
    default:
      throw new Error(`Unhandled aggregate function: ${fn satisfies never}`)
  }
}

/** (time, event id) in one 128-bit number. */
const ORDER = '(ts::hugeint * 18446744073709551616 + event_id)'
