import type { Aggregate, EventScan, ScanChunk, ScanColumn } from '@esplanade/core/segments'
import type { Chunk } from '../engine/chunk.ts'
import type { Reader } from '../engine/reader.ts'
import type { Parameter } from '../engine/session.ts'
import { type EventSource, eventSource, type FindSource } from './event-source.ts'
import { inOnePass, type ScanPass, scanPasses } from './scan-passes.ts'
import { scanSql } from './scan-sql.ts'

/** What one event type's aggregates say, in typed arrays: grouped in one pass, or in a few that each answer some. */
export async function* scan(
  reader: Reader,
  { type, aggregates }: EventScan,
  find: FindSource = eventSource,
): AsyncGenerator<ScanChunk> {
  if (aggregates.length === 0) return
  const statements = await reader.read(async session => {
    const source = await find(session, { type, aggregates })
    if (source === undefined) return []
    const passes = reader.hasDense() ? await scanPasses(session, source, aggregates) : [inOnePass(aggregates)]
    return passes.map(pass => ({ ...pass, ...statementOf(pass, aggregates, source) }))
  })
  for (const { places, dense, sql, parameters } of statements) {
    for await (const chunk of reader.chunks(sql, parameters, { dense })) {
      const columns: (ScanColumn | undefined)[] = aggregates.map(() => undefined)
      for (const [column, place] of places.entries()) {
        columns[place] = answer(aggregates[place] as Aggregate, chunk, column + 1)
      }
      yield { contactNo: chunk.uint32(0), columns }
    }
  }
}

function statementOf({ places }: ScanPass, aggregates: readonly Aggregate[], source: EventSource) {
  const parameters: Parameter[] = []
  const printing = {
    columnOf: source.columnOf,
    bind: (value: Parameter) => `$${parameters.push(value)}`,
  }
  const asked = places.map(place => aggregates[place] as Aggregate)
  return { sql: scanSql(asked, source, printing), parameters }
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
