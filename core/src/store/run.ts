import type { ConnectionId, Instant, RunId } from '../schema/index.ts'
import type { CursorKey } from './state-store.ts'

export type RunKind =
  | 'import'
  | 'pull'
  | 'compact'
  | 'evaluate'
  | 'train'
  | 'score'
  | 'plan'
  | 'push'
  | 'sync'
  | 'erase'
  | 'unmerge'
export type RunStatus = 'running' | 'finished' | 'failed' | 'stopped'

/** One pull, evaluation or push from start to end. `running` in a store that nobody owns means killed. */
export interface Run {
  readonly id: RunId
  readonly kind: RunKind
  readonly connection: ConnectionId | null
  readonly status: RunStatus
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  /** Counts by name: contacts, events, requests, applied, rejected … */
  readonly counts: Readonly<Record<string, number>>
  readonly error: string | null
}

export interface RunStore {
  saveRun(run: Run): Promise<void>
  /** Newest first. */
  runs(query: { kind?: RunKind; connection?: ConnectionId; limit: number }): Promise<Run[]>
  /** The checkpoint as JSON, or undefined before the first page. */
  cursor(key: CursorKey): Promise<string | undefined>
  saveCursor(key: CursorKey, checkpoint: string): Promise<void>
}
