import type { KeyChunk, KeyScan, KeySource } from '@esplanade/core/segments'
import type { Reader } from '../engine/reader.ts'
import type { Session } from '../engine/session.ts'
import { eventSource, type FindSource } from './event-source.ts'
import { type KeyPart, keyScanSql, keyStatement } from './scan-keys-sql.ts'
import { TALLY_LIMITS, type TallyLimits, tallyKeys } from './tally-keys.ts'

/**
 * Counts different values of a property for each contact, and those that other events have too: by a
 * tally in memory, or by grouping pairs in the engine where `limits` would be passed.
 */
export async function* scanKeys(
  reader: Reader,
  request: KeyScan,
  {
    find = eventSource,
    limits = TALLY_LIMITS,
  }: { readonly find?: FindSource; readonly limits?: TallyLimits } = {},
): AsyncGenerator<KeyChunk> {
  const found = await reader.snapshot(async session => {
    const subject = await rowsOf(session, request.subject, find)
    if (subject.length === 0) return undefined
    const keys = { subject, match: await rowsOf(session, request.match, find), last: request.last }
    const tallied = await tallyKeys(session, keys, limits)
    return tallied ?? keyStatement(keys, keyScanSql)
  })
  if (found === undefined) return
  if ('contactNo' in found) {
    yield found
    return
  }
  for await (const chunk of reader.chunks(found.sql, found.parameters)) {
    yield {
      contactNo: chunk.uint32(0),
      columns: [1, 2].map(column => ({ kind: 'number', values: chunk.numbers(column) })),
    }
  }
}

/** Types that never occurred have no rows. The place among the types orders events of one instant. */
async function rowsOf(session: Session, sources: readonly KeySource[], find: FindSource): Promise<KeyPart[]> {
  const rows: KeyPart[] = []
  for (const [place, source] of sources.entries()) {
    const found = await find(session, { type: source.type, aggregates: [source] })
    if (found !== undefined) rows.push({ source, place, rows: found, columnOf: found.columnOf })
  }
  return rows
}
