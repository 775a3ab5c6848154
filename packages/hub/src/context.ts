import type { Clock } from '@esplanade/core/schema'
import type { EvaluationMemory } from '@esplanade/core/segments'
import type { Store } from '@esplanade/core/store'
import type { CheckedConfig } from './config.ts'
import type { Connection } from './connection.ts'
import type { Report } from './request.ts'

/** What every part of an open hub works with. */
export interface HubContext {
  readonly config: CheckedConfig
  readonly store: Store
  readonly clock: Clock
  /** What the last evaluation left for the next. */
  readonly memory: EvaluationMemory
  readonly connections: ReadonlyMap<string, Connection>
  /** Folder that relative paths start from. */
  readonly folder: string
  /** Threads that long trainings may use. */
  readonly processors: number
  readonly report: Report
  /** An error in words for people, secrets masked. */
  explain(error: unknown): string
}
