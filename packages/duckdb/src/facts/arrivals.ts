import type { Instant } from '@esplanade/core/schema'
import type { FactArrivals } from '@esplanade/core/store'
import type { Database } from '../engine/database.ts'
import type { Session } from '../engine/session.ts'
import { attributeColumns } from './attribute-columns.ts'
import { eventSource, type FindSource } from './event-source.ts'
import { scan } from './scan.ts'
import { scanKeys } from './scan-keys.ts'
import { scanTimeline } from './scan-timeline.ts'

/** What was known when. The log is in the order of arrival, so a moment is a place in it. */
export function factArrivals(database: Database): FactArrivals {
  return {
    first: async () => (await database.read(firstArrival)) ?? null,
    knownAt: async moment => {
      const last = await database.read(session => knownUntil(session, moment))
      const find: FindSource = (session, request) => eventSource(session, request, { knownUntil: last })
      return {
        scan: request => scan(database, request, find),
        countKeys: request => scanKeys(database, request, { find }),
        timeline: request => scanTimeline(database, request, { find }),
        attributes: names => database.snapshot(session => attributeColumns(session, names)),
      }
    },
  }
}

/** Notes when the events from this number of the log on came in. A clock that went back is the one before. */
export async function noteArrival(session: Session, firstSeq: number, receivedAt: Instant): Promise<void> {
  const { last } = await session.one<{ last: number | null }>(
    'select max(received_at) as last from event_arrival',
  )
  if (last === null || receivedAt > last)
    await session.run('insert into event_arrival values ($1, $2)', [firstSeq, receivedAt])
}

async function firstArrival(session: Session): Promise<Instant | null> {
  const { first } = await session.one<{ first: Instant | null }>(
    'select min(received_at) as first from event_arrival',
  )
  return first
}

/** The last number of the log that was known at a moment; 0 before the first arrival that was noted. */
async function knownUntil(session: Session, moment: Instant): Promise<number> {
  const first = await firstArrival(session)
  if (first === null || moment < first) return 0
  const { next } = await session.one<{ next: number | null }>(
    'select min(seq) as next from event_arrival where received_at > $1',
    [moment],
  )
  return next === null ? Number.MAX_SAFE_INTEGER : next - 1
}
