import type { Aggregate, EventScan, ScanChunk, ScanColumn } from '@esplanade/core/segments'
import type { Chunk } from '../engine/chunk.ts'
import type { Reader } from '../engine/reader.ts'
import type { Parameter } from '../engine/session.ts'
import { groupsDensely } from './dense-grouping.ts'
import { eventSource, type FindSource } from './event-source.ts'
import { scanSql, widest } from './scan-sql.ts'

/** One grouped pass over one event type, answered in typed arrays. */
export async function* scan(
  reader: Reader,
  request: EventScan,
  find: FindSource = eventSource,
): AsyncGenerator<ScanChunk> {
  if (request.aggregates.length === 0) return
  const statement = await reader.read(async session => {
    const source = await find(session, request)
    if (source === undefined) return undefined
    const parameters: Parameter[] = []
    const printing = {
      columnOf: source.columnOf,
      bind: (value: Parameter) => `$${parameters.push(value)}`,
    }
    const sql = scanSql(request, source, printing)
    const { aggregates } = request
    const size = { aggregates: aggregates.length, reach: widest(aggregates) }
    return { sql, parameters, dense: reader.hasDense() && (await groupsDensely(session, source, size)) }
  })
  if (statement === undefined) return
  const { sql, parameters, dense } = statement
  for await (const chunk of reader.chunks(sql, parameters, { dense })) {
    yield {
      contactNo: chunk.uint32(0),
      columns: request.aggregates.map((aggregate, j) => answer(aggregate, chunk, j + 1)),
    }
  }
}

/** An aggregate's answers: texts for a text property, numbers for all else. */
export function answer(
  { fn, property }: Pick<Aggregate, 'fn' | 'property'>,
  chunk: Chunk,
  column: number,
): ScanColumn {
  if (fn !== 'count' && property?.type === 'text') return { kind: 'text', values: chunk.texts(column) }
  return { kind: 'number', values: chunk.numbers(column) }
}
