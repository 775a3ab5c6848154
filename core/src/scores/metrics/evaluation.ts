import { precisionRecallArea, rocArea } from './area.ts'
import { brierScore, logLoss } from './probability-loss.ts'
import { rank } from './ranking.ts'
import { calibrationError, type Tenth, tenths } from './tenths.ts'
import { type Decisions, decisionsAt } from './threshold.ts'

/** How good probabilities are against what happened. A measure that the rows cannot give is null, never NaN. */
export interface Evaluation extends Decisions {
  readonly rows: number
  readonly positives: number
  readonly rocAuc: number | null
  readonly prAuc: number | null
  readonly logLoss: number
  readonly brier: number
  readonly calibrationError: number
  /** Lift and calibration by tenths, highest predictions first. */
  readonly tenths: readonly Tenth[]
}

/** Labels are 0 or 1; `threshold` is where a probability counts as a yes. */
export function evaluate(
  labels: ArrayLike<number>,
  probabilities: Float64Array,
  threshold: number,
): Evaluation {
  const ranking = rank(labels, probabilities)
  const parts = tenths(ranking)
  return {
    rows: probabilities.length,
    positives: Array.from(labels).reduce((sum, label) => sum + label, 0),
    rocAuc: rocArea(ranking),
    prAuc: precisionRecallArea(ranking),
    logLoss: logLoss(labels, probabilities),
    brier: brierScore(labels, probabilities),
    calibrationError: calibrationError(parts),
    tenths: parts,
    ...decisionsAt(threshold, labels, probabilities),
  }
}
