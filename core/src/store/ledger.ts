import type { BatchId, Instant } from '../schema/index.ts'
import type { TargetKey } from './mirror.ts'

/** What we last delivered to one member of a target. */
export interface LedgerRow {
  readonly remoteId: string
  /** Hash of what we sent. */
  readonly sent: string
  /**
   * Hash of the other value that the vendor showed when we had to send the same again: it rewrites
   * ours (a phone number, a truncated text). Showing it once more is no reason to send a third time.
   */
  readonly settled: string | null
  readonly batch: BatchId
  readonly at: Instant
}

export interface LedgerStore {
  saveLedger(target: TargetKey, rows: readonly LedgerRow[]): Promise<void>
  /** Everything delivered to a target, in pages ordered by remote id. */
  readLedger(target: TargetKey): AsyncIterable<readonly LedgerRow[]>
  /** Forgets these rows of a target. */
  removeLedger(target: TargetKey, remoteIds: readonly string[]): Promise<void>
}
