import type { Timeline, TimelineChunk, TimelineSource } from '@esplanade/core/segments'
import type { Reader } from '../engine/reader.ts'
import type { Parameter, Session } from '../engine/session.ts'
import { eventSource, type FindSource } from './event-source.ts'
import { type TimelineRows, timelineSql } from './scan-timeline-sql.ts'

/**
 * Rows sorted at once. A timeline of more is read in parts, each of other contacts, so that memory
 * is bounded by this and not by the base: a row is 16 bytes in the answer and some 40 in the sort.
 */
const MAX_ROWS_SORTED = 4_000_000

/** Rows of several types, contact by contact, in the order in which they happened. */
export async function* scanTimeline(
  reader: Reader,
  timeline: Timeline,
  {
    maxRows = MAX_ROWS_SORTED,
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
  const { count } = await reader.read(session => session.one<{ count: number }>(statement.count, parameters))
  const parts = Math.max(1, Math.ceil(count / maxRows))
  for (let part = 0; part < parts; part++) {
    for await (const chunk of reader.chunks(statement.part(part, parts), parameters)) {
      yield { contactNo: chunk.uint32(0), at: chunk.numbers(1), marks: chunk.uint32(2) }
    }
  }
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
