import type { Timeline, TimelineChunk, TimelineSource } from '@esplanade/core/segments'
import type { Reader } from '../engine/reader.ts'
import type { Parameter, Session } from '../engine/session.ts'
import { type BucketCount, ContactOrder } from './contact-order.ts'
import { eventSource, type FindSource } from './event-source.ts'
import { type TimelineRows, timelineSql } from './scan-timeline-sql.ts'

/**
 * Rows put in order at once. A timeline of more is read in parts, each of other contacts, so that memory
 * is bounded by this and not by the base: a row is 28 bytes in the engine's answer and 25 in ours.
 */
const MAX_ROWS_ORDERED = 4_000_000

/** Rows of several types, contact by contact, in the order in which they happened. */
export async function* scanTimeline(
  reader: Reader,
  timeline: Timeline,
  {
    maxRows = MAX_ROWS_ORDERED,
    find = eventSource,
  }: { readonly maxRows?: number; readonly find?: FindSource } = {},
): AsyncGenerator<TimelineChunk> {
  const parameters: Parameter[] = []
  const bind = (value: Parameter) => `$${parameters.push(value)}`
  const statement = await reader.read(async session => {
    const rows = await rowsOf(session, timeline.sources, bind, find)
    return rows.length === 0 ? undefined : timelineSql(rows)
  })
  if (statement === undefined) return
  const buckets = await reader.read(session => session.rows<BucketCount>(statement.counts, parameters))
  for (const part of partsOf(buckets, maxRows)) {
    const [from, to] = [part[0], part.at(-1)]
    if (from === undefined || to === undefined) continue
    const order = new ContactOrder(part)
    for await (const chunk of reader.chunks(statement.rows(from, to), parameters)) {
      order.add({
        contacts: chunk.uint32(0),
        at: chunk.numbers(1),
        marks: chunk.uint32(2),
        ids: new Uint32Array(chunk.uint64(3).buffer),
        places: chunk.columnCount > 4 ? chunk.uint32(4) : null,
      })
    }
    yield* order.chunks()
  }
}

/** Neighbouring buckets of `maxRows` rows together, or one bucket of more. */
function partsOf(buckets: readonly BucketCount[], maxRows: number): BucketCount[][] {
  const parts: BucketCount[][] = []
  let rows = Number.POSITIVE_INFINITY
  for (const bucket of buckets) {
    if (rows + bucket.rows > maxRows) {
      parts.push([])
      rows = 0
    }
    parts.at(-1)?.push(bucket)
    rows += bucket.rows
  }
  return parts
}

/** The sources of one event type are read together, as a row may have several marks. */
async function rowsOf(
  session: Session,
  sources: readonly TimelineSource[],
  bind: (value: Parameter) => string,
  find: FindSource,
): Promise<TimelineRows[]> {
  const rows: TimelineRows[] = []
  for (const [type, ofType] of Map.groupBy(sources, source => source.type)) {
    const aggregates = ofType.map(({ where }) => ({ property: null, where }))
    const found = await find(session, { type, aggregates })
    if (found === undefined) continue
    rows.push({ sources: ofType, rows: found, printing: { columnOf: found.columnOf, bind } })
  }
  return rows
}
