import type { Timeline, TimelineChunk, TimelineSource } from '../../src/segments/index.ts'
import type { World, WorldEvent } from '../../src/segments/reference/index.ts'
import { type Read, rowPasses } from './array-rows.ts'

/** Spells out what a `Timeline` says, a row a chunk, so that every contact crosses chunks. */
export async function* timeline(
  { sources }: Timeline,
  world: World,
  read: Read,
): AsyncGenerator<TimelineChunk> {
  const ordered = world.events.toSorted(
    (a, b) =>
      b.contactNo - a.contactNo ||
      a.at - b.at ||
      (a.type === b.type ? (a.eventId < b.eventId ? -1 : 1) : a.type < b.type ? -1 : 1),
  )
  for (const event of ordered) {
    const marks = sources
      .filter(source => isMarked(event, source, read))
      .reduce((bits, { mark }) => bits | (1 << mark), 0)
    if (marks === 0) continue
    const { contactNo, at } = event
    yield { contactNo: Uint32Array.of(contactNo), at: Float64Array.of(at), marks: Uint32Array.of(marks) }
  }
}

function isMarked(event: WorldEvent, { type, after, until, where }: TimelineSource, read: Read): boolean {
  return (
    event.type === type &&
    (after === null || event.at > after) &&
    event.at <= until &&
    (where === null || rowPasses(where, event, read))
  )
}
