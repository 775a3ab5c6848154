import type { Aggregate, PropertyRef } from '@esplanade/core/segments'
import { number } from '../engine/sql.ts'
import { type EventSource, isOwnTime } from './event-source.ts'
import { type Printing, rowTestSql } from './row-test-sql.ts'

/**
 * Prints a scan over `source`: one pass, the widest window in WHERE and narrower ones in FILTER.
 * Column 0 is the contact, column `j + 1` answers aggregate `j`.
 */
export function scanSql(aggregates: readonly Aggregate[], source: RowSource, printing: Printing): string {
  const reach = widest(aggregates)
  const answers = aggregates.map(aggregate => `, ${aggregateSql(aggregate, reach, printing)}`)
  return `select ${contactSql(source)} as contact${answers.join('')}
    from ${rowsSql(source)} where ${insideSql(reach)} group by contact`
}

export type RowSource = Pick<EventSource, 'relation' | 'merged'>

/** Whose row it is now, of `rowsSql`. */
export const contactSql = ({ merged }: RowSource): string =>
  merged ? 'coalesce(alias.into_no, e.contact_no)' : 'e.contact_no'

/** Rows of a relation beside where their contacts were merged into, if any was. */
export const rowsSql = ({ relation, merged }: RowSource): string =>
  `${relation} e ${merged ? 'left join contact_alias alias on alias.from_no = e.contact_no' : ''}`

/** An open lower and a closed upper bound; null reaches back for ever. */
export interface Reach {
  readonly after: number | null
  readonly until: number
}

export function widest(aggregates: readonly Reach[]): Reach {
  const open = aggregates.some(({ after }) => after === null)
  return {
    after: open ? null : Math.min(...aggregates.map(({ after }) => after ?? 0)),
    until: Math.max(...aggregates.map(({ until }) => until)),
  }
}

export const insideSql = ({ after, until }: Reach): string =>
  after === null ? `ts <= ${number(until)}` : `ts > ${number(after)} and ts <= ${number(until)}`

function aggregateSql(aggregate: Aggregate, reach: Reach, printing: Printing): string {
  const { property, where, after, until } = aggregate
  const conditions = [
    ...(after === reach.after && until === reach.until ? [] : [insideSql(aggregate)]),
    ...(property === null ? [] : [`${printing.columnOf(property)} is not null`]),
    ...(where === null ? [] : [rowTestSql(where, printing)]),
  ]
  const filter = conditions.length === 0 ? '' : ` filter (where ${conditions.join(' and ')})`
  return `${functionSql(aggregate, printing)}${filter}`
}

/** An aggregate over whatever rows it is given. */
export function functionSql({ fn, property, key }: Aggregate, printing: Printing): string {
  if (fn === 'count') return 'count(*)'
  if (property === null) throw new TypeError(`The aggregate ${key} needs a property to take ${fn} of.`)
  const column = printing.columnOf(property)
  if (property.type === 'texts' || (property.type === 'text' && fn === 'sum')) {
    throw new TypeError(`There is no ${fn} of "${property.name}", which is ${property.type}.`)
  }
  // The first event's time is the least, whatever its id: no need to carry the order along.
  if (isOwnTime(property) && fn !== 'sum')
    return `${fn === 'first' || fn === 'min' ? 'min' : 'max'}(${column})`
  switch (fn) {
    case 'sum':
      return `sum(${summable(property, column)})`
    case 'min':
    case 'max':
      return `${fn}(${column})`
    case 'last':
      return `arg_max(${column}, ${ORDER})`
    case 'first':
      return `arg_min(${column}, ${ORDER})`
    default:
      throw new Error(`Unhandled aggregate function: ${fn satisfies never}`)
  }
}

const summable = ({ type }: PropertyRef, column: string): string =>
  type === 'boolean' ? `${column}::bigint` : column

/** (time, event id) in one 128-bit number, which compares a third faster than a pair. */
const ORDER = '(ts::hugeint * 18446744073709551616 + event_id)'
