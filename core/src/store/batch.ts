import type { BatchId, ConnectionId, Instant, RunId } from '../schema/index.ts'
import type { TargetKey } from './mirror.ts'

/**
 * A batch is `planned` when cut, `sending` from before its call until its answer, `submitted` while a
 * vendor's job works on it, and then `done`; `pending` when that job outlasted a push, which asks after it
 * instead of sending it again. Found `submitted` after a crash it is polled to its end; found `sending` it is closed and its rows are planned anew, or, where they must not be sent twice,
 * `in-doubt` until the vendor has been read.
 */
export type BatchState = 'planned' | 'sending' | 'submitted' | 'pending' | 'in-doubt' | 'done'

export interface BatchRecord {
  readonly id: BatchId
  readonly run: RunId
  readonly target: TargetKey
  readonly operation: string
  readonly state: BatchState
  /** The rows as JSON, in the order sent: what the outcomes of its job are told of. A batch that is `done` keeps none. */
  readonly rows: string
  /** The vendor's job as JSON, when `submitted` or `pending`. */
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
  /** Forgets what was refused of these members of a target; those without letters are no mistake. */
  removeDeadLetters(target: TargetKey, remoteIds: readonly string[]): Promise<void>
}
