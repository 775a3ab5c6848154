import { days, parseDuration, type ScoreType, strictShape } from '@esplanade/core/schema'
import { type ScoreDefinition, scoreColumns, scoreSchema } from '@esplanade/core/scores'
import { durationSchema } from '@esplanade/core/segments'
import { z } from 'zod'

/** When scores are trained and applied again, and the seed of all chance in them. */
export interface ScoringConfig {
  /** Length of time after which a model is trained anew. Default `30d`. */
  readonly trainEvery?: string
  /** After which contacts are scored anew by it. Default `1d`. */
  readonly scoreEvery?: string
  readonly seed?: number
}

export interface CheckedScoring {
  readonly trainEveryMs: number
  readonly scoreEveryMs: number
  readonly seed: number
}

const SCORE_NAME = /^[a-z][a-z0-9_]{0,50}$/

/** The part of a configuration that asks for scores. */
export const scoreShape = {
  scores: z
    .record(z.string().regex(SCORE_NAME, 'expected a snake_case name, 51 characters at most'), scoreSchema)
    .default({}),
  scoring: strictShape({
    trainEvery: durationSchema.exactOptional(),
    scoreEvery: durationSchema.exactOptional(),
    seed: z.int().min(0).max(0xffff_ffff).exactOptional(),
  }).default({}),
}

export function checkedScoring({ trainEvery, scoreEvery, seed = 1 }: ScoringConfig): CheckedScoring {
  return { trainEveryMs: lengthOf(trainEvery, 30), scoreEveryMs: lengthOf(scoreEvery, 1), seed }
}

const lengthOf = (length: string | undefined, usualDays: number): number =>
  (length === undefined ? undefined : parseDuration(length)) ?? days(usualDays)

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
