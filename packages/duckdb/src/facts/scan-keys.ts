import type { KeyScan, KeySource, ScanChunk } from '@esplanade/core/segments'
import type { Reader } from '../engine/reader.ts'
import type { Parameter, Session } from '../engine/session.ts'
import { eventSource, type FindSource } from './event-source.ts'
import { type KeyRows, keyScanSql } from './scan-keys-sql.ts'

/** Counts different values of a property for each contact, and those that other events have too. */
export async function* scanKeys(
  reader: Reader,
  request: KeyScan,
  find: FindSource = eventSource,
): AsyncGenerator<ScanChunk> {
  const statement = await reader.read(async session => {
    const parameters: Parameter[] = []
    const bind = (value: Parameter) => `$${parameters.push(value)}`
    const subject = await rowsOf(session, request.subject, bind, find)
    if (subject.length === 0) return undefined
    const match = await rowsOf(session, request.match, bind, find)
    return { sql: keyScanSql({ subject, match, last: request.last }), parameters }
  })
  if (statement === undefined) return
  for await (const chunk of reader.chunks(statement.sql, statement.parameters)) {
    yield {
      contactNo: chunk.uint32(0),
      columns: [1, 2].map(column => ({ kind: 'number', values: chunk.numbers(column) })),
    }
  }
}

/** Types that never occurred have no rows. The place among the types orders events of one instant. */
async function rowsOf(
  session: Session,
  sources: readonly KeySource[],
  bind: (value: Parameter) => string,
  find: FindSource,
): Promise<KeyRows[]> {
  const rows: KeyRows[] = []
  for (const [place, source] of sources.entries()) {
    const found = await find(session, { type: source.type, aggregates: [source] })
    if (found === undefined) continue
    rows.push({ source, place, rows: found, printing: { columnOf: found.columnOf, bind } })
  }
  return rows
}
