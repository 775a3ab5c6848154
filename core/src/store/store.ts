import type { FactStore } from './fact-store.ts'
import type { StateStore } from './state-store.ts'
import type { TableReader } from './table.ts'

/**
 * Everything a hub keeps. Facts are appended before the state that says so (cursor, ledger):
 * both are idempotent, so a process killed between the two repeats the page and changes nothing.
 */
export interface Store {
  readonly state: StateStore
  readonly facts: FactStore
  /**
   * Runs `work` with its writes made visible and durable together where facts and state share an
   * engine; where they don't, in the order written. One at a time: a second caller waits. Calls of
   * the store inside `work` belong to it. When `work` throws, nothing of it remains (shared engine).
   */
  atomically<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A store that can be opened: what a configuration holds. */
export interface StoreSource {
  /** Where it is, for people: a path or an address, never a secret. */
  readonly location: string
  /** The file that exactly one process may hold, when there is one; its owner listens beside it. */
  readonly file: string | null
  /** Reads files to import, apart from the store and never with its rights. */
  readonly tables: TableReader
  /** Opens it and brings its schema up to date. Throws `StoreError`. */
  open(): Promise<Store>
}

/** Why a store cannot be used, sorted by what to do next. */
export type StoreErrorKind = 'held' | 'read-only' | 'full' | 'corrupt' | 'newer-schema' | 'missing-folder'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly kind: StoreErrorKind

  constructor(kind: StoreErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
