import type { Aggregate } from '@esplanade/core/segments'
import type { Session } from '../engine/session.ts'
import { countPlaces, groupsByPlace } from './dense-grouping.ts'
import type { EventSource } from './event-source.ts'
import { type Reach, widest } from './scan-sql.ts'

/** Aggregates of one event type that one statement answers. */
export interface ScanPass {
  /** Their places in the request. */
  readonly places: readonly number[]
  /** Whether their rows are grouped by contacts as places. */
  readonly dense: boolean
}

/** Aggregates that are grouped together; each of more has to be set up, tested and merged for every contact. */
const MOST_AGGREGATES = 4

/** How far an aggregate of a pass reaches back at least, of what the first of it does. */
const LEAST_REACH = 1 / 2

/** Below as many rows, another statement costs more than it spares. */
const LEAST_ROWS = 100_000

/**
 * How to read a type: rows of a table in passes of few aggregates that reach about as far, so that a window of a
 * week reads a week of the table and tests nobody's date; all in one where rows are few, or where reading them is
 * more than reading a table.
 */
export async function scanPasses(
  session: Session,
  source: Pick<EventSource, 'relation' | 'merged' | 'isTable'>,
  aggregates: readonly Aggregate[],
): Promise<readonly ScanPass[]> {
  // Where contacts were merged into others is looked up, and what numbers come of it the engine cannot tell.
  if (source.merged || !source.isTable) return [inOnePass(aggregates)]
  const { places: whole } = inOnePass(aggregates)
  const parts = partsOf(aggregates)
  const reaches = [whole, ...parts].map(places => widest(places.map(place => aggregates[place] as Aggregate)))
  const { rows, ...places } = await countPlaces(session, source.relation, reaches)
  const [all = 0, ...each] = rows
  const chosen =
    all < LEAST_ROWS ? [{ part: whole, rows: all }] : parts.map((part, i) => ({ part, rows: each[i] ?? 0 }))
  return chosen.map(({ part, rows }) => ({
    places: part,
    dense: groupsByPlace(places, { aggregates: part.length, rows }),
  }))
}

/** All together, by their contacts' hashes: what every reader can do. */
export const inOnePass = (aggregates: readonly unknown[]): ScanPass => ({
  places: [...aggregates.keys()],
  dense: false,
})

/** The places of aggregates in parts that reach about as far back, the farthest first. */
export function partsOf(aggregates: readonly Reach[]): number[][] {
  const { until } = widest(aggregates)
  const reachOf = (place: number) => until - (aggregates[place]?.after ?? Number.NEGATIVE_INFINITY)
  const parts: number[][] = []
  for (const place of farthestFirst(aggregates)) {
    const part = parts.at(-1)
    const [first] = part ?? []
    const fits = first !== undefined && reachOf(place) >= reachOf(first) * LEAST_REACH
    if (part !== undefined && fits && part.length < MOST_AGGREGATES) part.push(place)
    else parts.push([place])
  }
  return parts
}

function farthestFirst(aggregates: readonly Reach[]): number[] {
  const after = (place: number) => aggregates[place]?.after ?? Number.NEGATIVE_INFINITY
  return [...aggregates.keys()].sort((a, b) => (after(a) === after(b) ? a - b : after(a) < after(b) ? -1 : 1))
}
