import type { Aggregate, EventScan, ScanChunk, ScanColumn } from '@esplanade/core/segments'
import type { Chunk } from '../engine/chunk.ts'
import type { Database } from '../engine/database.ts'
import type { Parameter } from '../engine/session.ts'
import { eventSource } from './event-source.ts'
import { scanSql } from './scan-sql.ts'

/** One grouped pass over one event type, answered in typed arrays. */
export async function* scan(database: Database, request: EventScan): AsyncGenerator<ScanChunk> {
  if (request.aggregates.length === 0) return
  const statement = await database.read(async session => {
    const source = await eventSource(session, request)
    if (source === undefined) return undefined
    const parameters: Parameter[] = []
    const printing = {
      columnOf: source.columnOf,
      bind: (value: Parameter) => `$${parameters.push(value)}`,
    }
    const sql = scanSql(request, source, printing)
    return { sql, parameters }
  })
  if (statement === undefined) return
  for await (const chunk of database.chunks(statement.sql, statement.parameters)) {
    yield {
      contactNo: chunk.uint32(0),
      columns: request.aggregates.map((aggregate, j) => answer(aggregate, chunk, j + 1)),
    }
  }
}

function answer({ fn, property }: Aggregate, chunk: Chunk, column: number): ScanColumn {
  if (fn !== 'count' && property?.type === 'text') return { kind: 'text', values: chunk.texts(column) }
  return { kind: 'number', values: chunk.numbers(column) }
}
