import type { Chunk } from './chunk.ts'
import type { Parameter, Session } from './session.ts'
import { Turns } from './turns.ts'

/** What runs a scan: a whole database, or one session of it whose temporary tables the scan reads. */
export interface Reader {
  read<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** Several reads that must see one moment. */
  snapshot<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** Whether it has sessions that group by place; without, nobody needs to ask whether they pay. */
  hasDense(): boolean
  /** With `dense` on a session that groups by place, where the reader has one. */
  chunks(
    sql: string,
    parameters?: readonly Parameter[],
    options?: { readonly dense?: boolean },
  ): AsyncIterable<Chunk>
}

/** Statements that belong together are not parted by those of another scan: both may name their tables alike. */
export function readerOf(session: Session): Reader {
  const turns = new Turns()
  return {
    read: work => turns.take(() => work(session)),
    snapshot: work => turns.take(() => work(session)),
    hasDense: () => false,
    async *chunks(sql, parameters = []) {
      yield* await session.chunks(sql, parameters)
    },
  }
}
