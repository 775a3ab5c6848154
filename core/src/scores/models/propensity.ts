import type { FeatureTable } from '../data/feature-table.ts'
import type { Verdict } from '../data/verdict.ts'
import { type Evaluation, evaluate } from '../metrics/evaluation.ts'
import { type Calibration, calibrate } from './calibration.ts'
import type { Reasons } from './contribution.ts'
import { explain, type Model, type ModelKind, predict } from './model.ts'

/** A trained propensity: plain data, the same bytes for the same rows and seed. */
export interface Propensity {
  readonly model: Model
  readonly calibration: Calibration
  /** Where a probability counts as a yes. */
  readonly threshold: number
  readonly verdict: Verdict
  /** What people should know of the data: leaks, features that never vary, values that were infinite. */
  readonly warnings: readonly string[]
  readonly seed: number
  readonly rows: number
  readonly positives: number
  /** How the rows that decided were held back; null where nothing was trained. */
  readonly heldBack: 'latest' | 'stratified' | null
  /** What competed, with its log loss and area on the held rows, chosen one included. */
  readonly candidates: readonly Competitor[]
  /** The chosen model, with its calibration, on the held rows (before it learned from them, if it did); null without one. */
  readonly evaluation: Evaluation | null
  /** How much the held rows' log loss rises when a feature's values change places, largest first. */
  readonly importance: readonly { readonly feature: string; readonly lossIncrease: number }[]
}

export interface Competitor {
  readonly kind: ModelKind
  readonly logLoss: number
  readonly rocAuc: number | null
}

/**
 * The calibrated probability for every row, 0 to 1, never NaN.
 *
 * @throws when the table lacks a column that the model was trained on.
 */
export function predictPropensity({ model, calibration }: Propensity, table: FeatureTable): Float64Array {
  return calibrate(calibration, predict(model, table))
}

/** How good the propensity is on rows of known outcome that it was not trained on. */
export function evaluatePropensity(
  propensity: Propensity,
  table: FeatureTable,
  labels: Uint8Array,
): Evaluation {
  return evaluate(labels, predictPropensity(propensity, table), propensity.threshold)
}

/** Why a row got its probability: exact contributions to the model's output before calibration, which keeps the order. */
export function explainPropensity({ model }: Propensity, table: FeatureTable, row: number): Reasons {
  return explain(model, table, row)
}
