import type { ContactNo } from '@esplanade/core/schema'
import type { MaturedCheck, ModelCard, ScoreReasons, SegmentReport } from '@esplanade/core/scores'
import type { StoredModel } from '@esplanade/core/store'
import type { MissingAmounts } from '../segments/results.ts'

type Role = StoredModel['role']

export interface ScoreTrainResult {
  readonly asOf: string
  readonly trained: readonly TrainedScore[]
  /** Scores that were not trained, because amounts that they read have no rate. */
  readonly held: readonly HeldScore[]
  readonly scored: ScoresApplied
}

export interface TrainedScore {
  readonly score: string
  readonly version: number
  readonly role: Role
  /** Why it serves, or does not. */
  readonly because: string
  readonly card: ModelCard
}

export interface ScoresApplied {
  readonly asOf: string
  readonly applied: readonly AppliedScore[]
  /** Scores without a model that answers what is asked now. */
  readonly untrained: readonly string[]
  /** Scores that say what they said before, because amounts that they read have no rate. */
  readonly held: readonly HeldScore[]
}

export interface HeldScore extends MissingAmounts {
  readonly score: string
}

export interface AppliedScore {
  readonly score: string
  readonly version: number
  /** Contacts that it says something of. */
  readonly contacts: number
  readonly health: ScoreHealth
}

/** What speaks for training a model again, as scoring last found it. */
export interface ScoreHealth {
  /** Features by which contacts are others than those of training, the most moved first. */
  readonly drift: readonly { readonly feature: string; readonly psi: number }[]
  /** Whether chances whose time is over came true; null for scores that foretell nothing, and before there are any. */
  readonly calibration: ToldCalibration | null
  /** Sentences, one for each thing that is wrong; empty where nothing is. */
  readonly alarms: readonly string[]
}

/** A check of chances; `snapshot` and `until` are ISO 8601. */
export interface ToldCalibration extends Omit<MaturedCheck, 'snapshot' | 'until'> {
  /** What was known then. */
  readonly snapshot: string
  /** The end of what was foretold. */
  readonly until: string
}

export interface ListedScore {
  readonly score: string
  readonly kind: string
  /** The names that segments and syncs read. */
  readonly columns: readonly string[]
  /** Of the model that serves; null before the first training. */
  readonly version: number | null
  readonly trainedAt: string | null
  readonly verdict: ModelCard['verdict'] | null
  /** Its definition was changed since, so it serves nobody until it is trained again. */
  readonly changed: boolean
  /** What the last scoring found wrong with the model that serves. */
  readonly alarms: readonly string[]
}

export interface ScoreReport {
  readonly score: string
  readonly version: number
  readonly role: Role
  readonly trainedAt: string
  readonly card: ModelCard
  readonly markdown: string
  /** What the last scoring by this version found; null where it never scored, or no longer does. */
  readonly health: (ScoreHealth & { readonly checkedAt: string }) | null
  /** Newest first. */
  readonly versions: readonly { readonly version: number; readonly role: Role; readonly trainedAt: string }[]
}

export interface ExperimentReport {
  readonly experiment: string
  readonly asOf: string
  readonly from: string
  readonly look: number
  readonly segments: readonly SegmentReport[]
}

export interface ScoreExplanation {
  readonly score: string
  readonly version: number
  readonly asOf: string
  readonly contact: ContactNo
  /** Null where the score says nothing of the contact. */
  readonly reasons: ScoreReasons | null
}
