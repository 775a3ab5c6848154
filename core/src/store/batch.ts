import type { BatchId, ConnectionId, Instant, RunId } from '../schema/index.ts'
import type { TargetKey } from './mirror.ts'

/**
 * A batch is `planned` when cut, `sending` from before its call until its answer, `submitted` while a
 * vendor's job works on it, and then `done`. After a crash a batch found `sending` is repeated when its
 * operation is idempotent; else it is `in-doubt` until the vendor has been read.
 */
export type BatchState = 'planned' | 'sending' | 'submitted' | 'in-doubt' | 'done'

export interface BatchRecord {
  readonly id: BatchId
  readonly run: RunId
  readonly target: TargetKey
  readonly operation: string
  readonly state: BatchState
  /** The rows as JSON, in the order sent: what a repeat sends again. */
  readonly rows: string
  /** The vendor's job as JSON, when `submitted`. */
  readonly job: string | null
  readonly at: Instant
}

/** A row that the vendor or we refused, kept with the words that say why until somebody replays it. */
export interface DeadLetter {
  readonly target: TargetKey
  readonly remoteId: string
  readonly batch: BatchId
  readonly operation: string
  /** The row as JSON. */
  readonly row: string
  readonly code: string
  readonly message: string
  readonly at: Instant
}

export interface BatchStore {
  saveBatches(batches: readonly BatchRecord[]): Promise<void>
  /** Batches of a connection that are not `done`, oldest first. */
  openBatches(connection: ConnectionId): Promise<BatchRecord[]>
  saveDeadLetters(letters: readonly DeadLetter[]): Promise<void>
  deadLetters(connection: ConnectionId): Promise<DeadLetter[]>
}
