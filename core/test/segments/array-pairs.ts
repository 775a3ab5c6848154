import type { PairChunk, PairScan, ValueChunk, ValueScan } from '../../src/segments/index.ts'
import type { World } from '../../src/segments/reference/index.ts'
import { inReach } from './array-count-keys.ts'
import { propertyOf, type Read } from './array-rows.ts'

/** Spells out what a `PairScan` says, a pair a chunk. */
export async function* pairs({ sources }: PairScan, world: World, read: Read): AsyncGenerator<PairChunk> {
  const rows = sources.flatMap(source =>
    world.events
      .filter(event => inReach(event, source, read))
      .map(({ contactNo, at, ...event }) => ({
        contactNo,
        at,
        value: String(propertyOf({ contactNo, at, ...event }, source.property, read)),
      })),
  )
  for (const [contactNo, own] of Map.groupBy(rows, row => row.contactNo))
    for (const [value, same] of Map.groupBy(own, row => row.value))
      yield {
        contactNo: Uint32Array.of(contactNo),
        values: [value],
        times: Float64Array.of(same.length),
        lastAt: Float64Array.of(Math.max(...same.map(({ at }) => at))),
      }
}

/** Spells out what a `ValueScan` says, a value a chunk. */
export async function* latestByValue(
  { sources }: ValueScan,
  world: World,
  read: Read,
): AsyncGenerator<ValueChunk> {
  const rows = sources.flatMap(source =>
    world.events
      .filter(event => inReach(event, source, read))
      .map(event => ({
        at: event.at,
        eventId: event.eventId,
        value: String(propertyOf(event, source.property, read)),
        told: source.tell.map(property => property && propertyOf(event, property, read)),
      })),
  )
  for (const [value, own] of Map.groupBy(rows, row => row.value)) {
    const latestFirst = own.toSorted((a, b) => b.at - a.at || (a.eventId < b.eventId ? 1 : -1))
    const columns = (sources[0]?.tell ?? []).map((_, place) => {
      const told = latestFirst.find(row => row.told[place] !== null)?.told[place] ?? null
      return [told === null ? null : String(told)]
    })
    yield { values: [value], columns }
  }
}
