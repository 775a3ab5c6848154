import type { Aggregate, PropertyRef, RowTest } from '@esplanade/core/segments'
import type { Bounds, ChangeScan } from '@esplanade/core/store'
import { joined, number, sequence } from '../engine/sql.ts'
import type { EventSource } from './event-source.ts'
import { movedRanges, type Range } from './moved-ranges.ts'
import { type Printing, rowTestSql } from './row-test-sql.ts'
import { contactSql, functionSql, insideSql, rowsSql, widest } from './scan-sql.ts'

/**
 * Prints what moved in one type: the rows stored since, and the older ones over which a bound moved,
 * one branch for each range. (Ranges joined by OR would read the whole table.) Column 0 is the contact,
 * then come the columns of each aggregate, then one for each source.
 */
export function changeSql(
  { since, aggregates, sources }: ChangeScan,
  source: EventSource,
  printing: Printing,
): string {
  const windows = [
    ...aggregates.map(({ before, aggregate }) => ({ before, now: aggregate })),
    ...sources.map(({ before, source }) => ({ before, now: source })),
  ]
  const moved = (fresh: boolean, inside: string) =>
    `select ${[`${contactSql(source)} as contact`, 'ts', 'event_id', `${fresh} as fresh`, ...source.columns].join(', ')}
     from ${rowsSql(source)} where seq ${fresh ? '>' : '<='} ${sequence(since)} and ${inside}`
  const branches = [
    moved(true, insideSql(widest(windows.map(({ now }) => now)))),
    ...movedRanges(windows).map(range => moved(false, rangeSql(range))),
  ]
  const answers = [
    ...aggregates.flatMap(({ before, aggregate }) => answersSql(aggregate, before, printing)),
    ...sources.map(({ before, source }) => {
      const { came, went } = movements(before, source, printing)
      return `max(case when (${came}) or (${went}) then 1 else 0 end)`
    }),
  ]
  return `select ${['contact', ...answers].join(', ')} from (${branches.join(' union all ')}) group by contact`
}

/** How many columns answer one aggregate. */
export function answerWidth(fn: Aggregate['fn']): number {
  if (fn === 'count' || fn === 'sum') return 1
  return fn === 'min' || fn === 'max' ? 2 : 3
}

function answersSql(aggregate: Aggregate, before: Bounds, printing: Printing): string[] {
  const { came, went } = movements(before, aggregate, printing)
  const answer = functionSql(aggregate, printing)
  const [plus, minus] = [`${answer} filter (where ${came})`, `${answer} filter (where ${went})`]
  switch (aggregate.fn) {
    case 'count':
    case 'sum':
      return [`coalesce(${plus}, 0) - coalesce(${minus}, 0)`]
    case 'min':
    case 'max':
      return [plus, minus]
    case 'first':
    case 'last': {
      const end = aggregate.fn === 'first' ? 'min' : 'max'
      return [plus, `${end}(ts) filter (where ${came})`, `${end}(ts) filter (where ${went})`]
    }
    default:
      throw new Error(`Unhandled aggregate function: ${aggregate.fn satisfies never}`)
  }
}

interface Movable extends Bounds {
  readonly property: PropertyRef | null
  readonly where: RowTest | null
}

/** Conditions that a row has come into a window, or gone out of it. */
function movements(before: Bounds, now: Movable, printing: Printing): { came: string; went: string } {
  const passes = joined(
    [
      ...(now.property === null ? [] : [`${printing.columnOf(now.property)} is not null`]),
      ...(now.where === null ? [] : [rowTestSql(now.where, printing)]),
    ],
    'and',
    'true',
  )
  const [inside, wasInside] = [insideSql(now), insideSql(before)]
  return {
    came: `(${inside}) and (fresh or not (${wasInside})) and ${passes}`,
    went: `not fresh and (${wasInside}) and not (${inside}) and ${passes}`,
  }
}

const rangeSql = ({ after, until }: Range): string =>
  Number.isFinite(after) ? `ts > ${number(after)} and ts <= ${number(until)}` : `ts <= ${number(until)}`
