import type { AttributeFact, BatchId, ConnectionId, Instant } from '../schema/index.ts'

export interface FactPage {
  readonly batch: BatchId
  readonly attributes: readonly AttributeFact[]
  readonly events: readonly EventColumns[]
  /** When the hub got it. Left out, its events came in with those before. */
  readonly receivedAt?: Instant
}

/** Events of one type, column by column; row `i` is made of the `i`-th of each. */
export interface EventColumns {
  readonly type: string
  readonly source: ConnectionId
  /** From `eventId()`; equal ids are one event. */
  readonly eventId: BigUint64Array
  readonly contactNo: Uint32Array
  readonly identityNo: Uint32Array
  /** Milliseconds since the epoch, whole numbers. */
  readonly at: Float64Array
  /** Properties as one JSON object each. */
  readonly properties: readonly string[]
  /** 1 where the row takes an event back; absent when none does. */
  readonly retracted?: Uint8Array
}

export interface AppendReport {
  /** True when the whole batch was there already. */
  readonly repeated: boolean
  /** Events that were new. With duplicates and corrected they make up the page. */
  readonly events: number
  /** Events that were stored before, unchanged, or told more than once in the page. */
  readonly duplicates: number
  /** Correctable events whose time or properties changed, or that were taken back. */
  readonly corrected: number
}

export interface CompactReport {
  /** Tables that were written anew, and the rows in them. */
  readonly tables: number
  readonly rows: number
}
