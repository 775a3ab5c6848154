import { type ScoreType, strictShape } from '@esplanade/core/schema'
import { type ScoreDefinition, scoreColumns, scoreSchema } from '@esplanade/core/scores'
import { z } from 'zod'
import { type Schedule, scheduleOf, scheduleSchema } from './schedule.ts'

/** When scores are trained and applied again, and the seed of all chance in them. */
export interface ScoringConfig {
  /** When a model is trained anew: after a length of time, or `daily`, `weekly`, `monthly`, `quarterly`. Default `30d`. */
  readonly trainEvery?: string
  /** When contacts are scored anew by it, written alike. Default `1d`. */
  readonly scoreEvery?: string
  readonly seed?: number
  /**
   * Which events the features of a past snapshot see: those that had happened by then (`occurred`, the
   * default), or of these only those that had come in by then (`ingested`).
   */
  readonly known?: 'occurred' | 'ingested'
  /** Threads that clusters of many contacts are trained on. Default: as many as the machine has; the result does not depend on it. */
  readonly threads?: number
}

export interface CheckedScoring {
  readonly trainEvery: Schedule
  readonly scoreEvery: Schedule
  readonly seed: number
  readonly known: 'occurred' | 'ingested'
  readonly threads: number | undefined
}

const MOST_THREADS = 16
const SCORE_NAME = /^[a-z][a-z0-9_]{0,50}$/

/** The part of a configuration that asks for scores. */
export const scoreShape = {
  scores: z
    .record(z.string().regex(SCORE_NAME, 'expected a snake_case name, 51 characters at most'), scoreSchema)
    .default({}),
  scoring: strictShape({
    trainEvery: scheduleSchema.exactOptional(),
    scoreEvery: scheduleSchema.exactOptional(),
    seed: z.int().min(0).max(0xffff_ffff).exactOptional(),
    known: z.enum(['occurred', 'ingested']).exactOptional(),
    threads: z.int().min(1).max(MOST_THREADS).exactOptional(),
  }).default({}),
}

export function checkedScoring({
  trainEvery,
  scoreEvery,
  seed = 1,
  known = 'occurred',
  threads,
}: ScoringConfig): CheckedScoring {
  return {
    trainEvery: scheduleOf(trainEvery, 30),
    scoreEvery: scheduleOf(scoreEvery, 1),
    seed,
    known,
    threads,
  }
}

/** The columns of all scores, or the problem with their names. */
export function checkedColumns(scores: ReadonlyMap<string, ScoreDefinition>): {
  readonly columns: ReadonlyMap<string, ScoreType>
  readonly problems: readonly string[]
} {
  try {
    return { columns: scoreColumns(scores), problems: [] }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { columns: new Map(), problems: [`scores: ${error.message}`] }
  }
}
