import type { Catalog, ExchangeRates, Instant, Value } from '../../schema/index.ts'
import type { RosterProvider } from '../plan.ts'

/** Everything that happened, as plain objects: what the reference evaluator reads. */
export interface World {
  readonly contacts: readonly WorldContact[]
  readonly events: readonly WorldEvent[]
  /** Contact numbers by `rosterKey`; a roster that is not here holds nobody. */
  readonly rosters?: ReadonlyMap<string, ReadonlySet<number>>
}

/** Answers rosters as a world has them. */
export function worldRosters({ rosters }: World): RosterProvider {
  return async ({ key }) => Uint32Array.from([...(rosters?.get(key) ?? [])].toSorted((a, b) => a - b))
}

export interface WorldContact {
  readonly contactNo: number
  /** Values as in JSON, read as a store reads them: blank text, or a value of another type, is none. */
  readonly attributes: Readonly<Record<string, Value>>
}

export interface WorldEvent {
  /** Each event's own; orders events of one type at one instant. */
  readonly eventId: bigint
  readonly type: string
  readonly contactNo: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly properties: Readonly<Record<string, Value>>
}

export interface ReferenceOptions {
  readonly asOf: Instant
  readonly currency: string
  /** IANA; what words of the calendar mean. */
  readonly timeZone: string
  readonly catalog: Catalog
  /** What converts events' amounts in other currencies; without them those are missing. */
  readonly rates?: ExchangeRates
}
