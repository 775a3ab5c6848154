import type { KeyChunk, KeyScan, KeySource } from '../../src/segments/index.ts'
import type { World, WorldEvent } from '../../src/segments/reference/index.ts'
import { propertyOf, type Read, rowPasses } from './array-rows.ts'

/** Spells out what a `KeyScan` says. */
export async function* countKeys(scan: KeyScan, world: World, read: Read): AsyncGenerator<KeyChunk> {
  const rowsOf = (sources: readonly KeySource[]) =>
    sources.flatMap((source, place) =>
      world.events
        .filter(event => inReach(event, source, read))
        .map(event => ({ event, place, value: JSON.stringify(propertyOf(event, source.property, read)) })),
    )
  const matched = rowsOf(scan.match)
  for (const [contactNo, rows] of Map.groupBy(rowsOf(scan.subject), ({ event }) => event.contactNo)) {
    const latestFirst = rows.toSorted(
      (a, b) => b.event.at - a.event.at || b.place - a.place || (a.event.eventId < b.event.eventId ? 1 : -1),
    )
    const values = [...new Set(latestFirst.map(({ value }) => value))].slice(0, scan.last ?? undefined)
    const found = values.filter(value =>
      matched.some(row => row.event.contactNo === contactNo && row.value === value),
    )
    yield {
      contactNo: Uint32Array.of(contactNo),
      columns: [values, found].map(({ length }) => ({ kind: 'number', values: Float64Array.of(length) })),
    }
  }
}

export function inReach(
  event: WorldEvent,
  { type, property, after, until, where }: KeySource,
  read: Read,
): boolean {
  return (
    event.type === type &&
    (after === null || event.at > after) &&
    event.at <= until &&
    propertyOf(event, property, read) !== null &&
    (where === null || rowPasses(where, event, read))
  )
}
