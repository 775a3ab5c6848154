import type { Database } from '../engine/database.ts'
import type { Parameter } from '../engine/session.ts'

/** The contact numbers that a query answers in its first column, in its order. */
export async function contactNumbers(
  database: Database,
  sql: string,
  parameters: readonly Parameter[],
): Promise<Uint32Array> {
  const parts: Uint32Array[] = []
  for await (const chunk of database.chunks(sql, [...parameters]))
    parts.push(chunk.uint32(0).slice(0, chunk.rowCount))
  const numbers = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let next = 0
  for (const part of parts) {
    numbers.set(part, next)
    next += part.length
  }
  return numbers
}
