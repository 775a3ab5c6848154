import type { AggregateChange, ChangeChunk, ChangeScan } from '@esplanade/core/store'
import type { Chunk } from '../engine/chunk.ts'
import type { Reader } from '../engine/reader.ts'
import type { Parameter } from '../engine/session.ts'
import { answerWidth, changeSql } from './change-sql.ts'
import { eventSource } from './event-source.ts'
import { answer } from './scan.ts'

/** What moved in one event type, aggregated by contact. */
export async function* differences(reader: Reader, request: ChangeScan): AsyncGenerator<ChangeChunk> {
  if (request.aggregates.length + request.sources.length === 0) return
  const statement = await reader.read(async session => {
    const aggregates = [
      ...request.aggregates.map(({ aggregate }) => aggregate),
      ...request.sources.map(({ source }) => source),
    ]
    const source = await eventSource(session, { type: request.type, aggregates })
    if (source === undefined) return undefined
    const parameters: Parameter[] = []
    const bind = (value: Parameter) => `$${parameters.push(value)}`
    return { sql: changeSql(request, source, { columnOf: source.columnOf, bind }), parameters }
  })
  if (statement === undefined) return
  for await (const chunk of reader.chunks(statement.sql, statement.parameters)) yield read(request, chunk)
}

function read({ aggregates, sources }: ChangeScan, chunk: Chunk): ChangeChunk {
  let column = 1
  const changes = aggregates.map(({ aggregate }): AggregateChange => {
    const first = column
    column += answerWidth(aggregate.fn)
    switch (aggregate.fn) {
      case 'count':
      case 'sum':
        return { kind: 'difference', values: chunk.numbers(first) }
      case 'min':
      case 'max':
        return { kind: 'extremes', came: chunk.numbers(first), went: chunk.numbers(first + 1) }
      case 'first':
      case 'last':
        return {
          kind: 'ends',
          came: answer(aggregate, chunk, first),
          cameAt: chunk.numbers(first + 1),
          wentAt: chunk.numbers(first + 2),
        }
      default:
        throw new Error(`Unhandled aggregate function: ${aggregate.fn satisfies never}`)
    }
  })
  return {
    contactNo: chunk.uint32(0),
    aggregates: changes,
    sources: sources.map(() => chunk.numbers(column++)),
  }
}
