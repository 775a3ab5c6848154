import type { Chunk } from './chunk.ts'
import type { Parameter, Session } from './session.ts'

/** What runs a scan: a whole database, or one session of it whose temporary tables the scan reads. */
export interface Reader {
  read<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** Several reads that must see one moment. */
  snapshot<T>(work: (session: Session) => Promise<T>): Promise<T>
  chunks(sql: string, parameters?: readonly Parameter[]): AsyncIterable<Chunk>
}

export const readerOf = (session: Session): Reader => ({
  read: work => work(session),
  snapshot: work => work(session),
  async *chunks(sql, parameters = []) {
    yield* await session.chunks(sql, parameters)
  },
})
