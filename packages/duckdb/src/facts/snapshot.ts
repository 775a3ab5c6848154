import type { Database } from '../engine/database.ts'
import type { Session } from '../engine/session.ts'

/** Keeps the state of an evaluation; changes that it has seen need not be told again. */
export async function saveSnapshot(
  session: Session,
  parts: Iterable<Uint8Array>,
  watermark: number,
): Promise<void> {
  await session.run('delete from evaluation_snapshot')
  let part = 0
  for (const bytes of parts) {
    await session.run('insert into evaluation_snapshot values ($1, $2)', [part, bytes])
    part += 1
  }
  await session.run('delete from contact_change where seq <= $1', [watermark])
}

/** One part at a time, since a large state is not wanted in memory twice. */
export async function* readSnapshot(database: Database): AsyncGenerator<Uint8Array> {
  const { parts } = await database.read(session =>
    session.one<{ parts: number }>('select count(*) as parts from evaluation_snapshot'),
  )
  for (let part = 0; part < parts; part++) {
    for await (const chunk of database.chunks('select bytes from evaluation_snapshot where part = $1', [
      part,
    ])) {
      yield* chunk.bytes(0)
    }
  }
}
