import type { TimelineSource } from '@esplanade/core/segments'
import { number } from '../engine/sql.ts'
import { BUCKET_BITS, type BucketCount } from './contact-order.ts'
import { type Printing, rowTestSql } from './row-test-sql.ts'
import { contactSql, insideSql, type RowSource, rowsSql, widest } from './scan-sql.ts'

/** The rows of one event type that a timeline reads. */
export interface TimelineRows {
  readonly sources: readonly TimelineSource[]
  readonly rows: RowSource
  readonly printing: Printing
}

/** Prints a timeline: how many rows each bucket of contacts has, and the rows of some of them as they lie. */
export function timelineSql(types: readonly TimelineRows[]): {
  counts: string
  rows: (from: BucketCount, to: BucketCount) => string
} {
  const rows = `(${types.map(markedSql).join(' union all ')})`
  const bucket = `(contact >> ${BUCKET_BITS})`
  return {
    counts: `select ${bucket}::uinteger as bucket, count(*)::uinteger as rows from ${rows}
      where marks <> 0 group by bucket order by bucket`,
    rows: (
      from,
      to,
    ) => `select contact, ts, marks, event_id${types.length === 1 ? '' : ', place'} from ${rows}
      where marks <> 0 and contact >= ${number(from.bucket * 2 ** BUCKET_BITS)}
        and contact < ${number((to.bucket + 1) * 2 ** BUCKET_BITS)}`,
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
    ${place}::uinteger as place, event_id from ${rowsSql(rows)} where ${insideSql(reach)}`
}
