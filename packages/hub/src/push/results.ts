import type { ValueNote } from '@esplanade/connector-kit'
import type { DeadLetter } from '@esplanade/core/store'
import type { PlannedTarget } from '../plan/results.ts'

export interface PushResult {
  readonly connections: readonly PushedConnection[]
  readonly braked: readonly PlannedTarget[]
}

export interface PushedConnection {
  readonly id: string
  readonly connector: string
  readonly changed: number
  readonly applied: number
  readonly accepted: number
  readonly unchanged: number
  readonly refused: number
  readonly rejected: number
  readonly deferred: number
  readonly inDoubt: number
  /** Rows whose job the vendor still works on; the next push or sync asks again, and sends none of them twice. */
  readonly pending: number
  readonly requests: number
  readonly writes: number
  readonly throttled: number
  readonly error: string | null
  /** The first dead letters of this push, the vendor's words included. */
  readonly deadLetters: readonly DeadLetter[]
  /** What was done to values so that the vendor took them. */
  readonly notes: readonly PushedNote[]
}

/** One thing that was done to the values of a field, and of how many rows. */
export interface PushedNote extends ValueNote {
  readonly target: string
  readonly rows: number
}

export interface ReplayResult {
  readonly push: PushResult
  /** Letters that were forgotten, since nobody wants their rows any more. */
  readonly moot: number
}
