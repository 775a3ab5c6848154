import type { BatchId, Instant } from '../schema/index.ts'
import type { TargetKey } from './mirror.ts'

/** What we last delivered to one member of a target. */
export interface LedgerRow {
  readonly remoteId: string
  /** Hash of what we sent. */
  readonly sent: string
  /** Hash of what the vendor made of it, learnt from the first pull after the delivery; null until then. */
  readonly settled: string | null
  readonly batch: BatchId
  readonly at: Instant
}

export interface LedgerStore {
  saveLedger(target: TargetKey, rows: readonly LedgerRow[]): Promise<void>
  /** Everything delivered to a target, in pages ordered by remote id. */
  readLedger(target: TargetKey): AsyncIterable<readonly LedgerRow[]>
}
