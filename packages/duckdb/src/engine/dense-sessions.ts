import type { DuckDBInstance } from '@duckdb/node-api'
import { Session } from './session.ts'

/** Scans that one evaluation has under way at once. */
const SESSIONS = 2

/** Numbers up to four million are grouped by place; beyond, the engine hashes as ever. */
const PLACE_BITS = 22

/**
 * Sessions that group by a whole number as a place in an array (the engine's perfect hash), where others
 * hash it: several times faster for many rows and few aggregates, slower for few rows, and its memory is
 * never spilled. The engine knows no such choice for a single statement, and a store's settings are locked
 * once it is open; so they are made before.
 */
export async function openDense(instance: DuckDBInstance, file: string): Promise<Session[]> {
  const sessions: Session[] = []
  while (sessions.length < SESSIONS) {
    const session = new Session(await instance.connect(), file)
    await session.run(`set session perfect_ht_threshold = ${PLACE_BITS}`)
    sessions.push(session)
  }
  return sessions
}
