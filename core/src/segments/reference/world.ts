import type { Catalog, Instant, Value } from '../../schema/index.ts'

/** Everything that happened, as plain objects: what the reference evaluator reads. */
export interface World {
  readonly contacts: readonly WorldContact[]
  readonly events: readonly WorldEvent[]
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
}
