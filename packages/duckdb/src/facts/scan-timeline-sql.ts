import type { TimelineSource } from '@esplanade/core/segments'
import { number } from '../engine/sql.ts'
import { type Printing, rowTestSql } from './row-test-sql.ts'
import { contactSql, insideSql, type RowSource, rowsSql, widest } from './scan-sql.ts'

/** The rows of one event type that a timeline reads. */
export interface TimelineRows {
  readonly sources: readonly TimelineSource[]
  readonly rows: RowSource
  readonly printing: Printing
}

/** Prints a timeline: how many rows it has, and those of every `parts`-th contact in their order. */
export function timelineSql(types: readonly TimelineRows[]): {
  count: string
  part: (part: number, parts: number) => string
} {
  const rows = `(${types.map(markedSql).join(' union all ')})`
  return {
    count: `select count(*)::integer as count from ${rows} where marks <> 0`,
    part: (part, parts) => `select contact, ts, marks from ${rows}
      where marks <> 0${parts === 1 ? '' : ` and contact % ${number(parts)} = ${number(part)}`}
      order by contact, ts, place, event_id`,
  }
}

function markedSql({ sources, rows, printing }: TimelineRows, place: number): string {
  const reach = widest(sources)
  const marks = sources.map(source => {
    const conditions = [
      ...(source.after === reach.after && source.until === reach.until ? [] : [insideSql(source)]),
      ...(source.where === null ? [] : [rowTestSql(source.where, printing)]),
    ]
    const bit = `(1 << ${source.mark})`
    return conditions.length === 0 ? bit : `(case when ${conditions.join(' and ')} then ${bit} else 0 end)`
  })
  return `select ${contactSql(rows)} as contact, ts, (${marks.join(' | ')})::uinteger as marks,
    ${place} as place, event_id from ${rowsSql(rows)} where ${insideSql(reach)}`
}
