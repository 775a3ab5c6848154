import type { Instant } from '../../schema/index.ts'
import { applyFeatures } from '../features/index.ts'
import { checkCalibration, measureOutcome, newestMatured, type Outcome } from '../lifecycle/index.ts'
import { predictPropensity } from '../models/index.ts'
import type { PropensityDocument } from './propensity-score.ts'
import type { Features } from './read-table.ts'
import type { MaturedCheck, ScoringContext } from './score-kind.ts'
import { measureAmong } from './training-rows.ts'

/** A window that moved on by less than this part of the horizon says what the one before said. */
const PARTS_OF_HORIZON = 10

/**
 * What the model would have said at the newest snapshot whose window is over, against what happened in that
 * window. Null where that snapshot taught the model, or lies within a tenth of the horizon of `after`, the one
 * that was checked before.
 */
export async function maturedCheck(
  { fit, propensity, taughtUntil }: PropensityDocument,
  {
    features,
    among,
    outcome,
    after,
    context,
  }: {
    readonly features: Features
    readonly among: string | undefined
    readonly outcome: Outcome
    readonly after: Instant | null
    readonly context: ScoringContext
  },
): Promise<MaturedCheck | null> {
  const snapshot = newestMatured({ now: context.now, horizonMs: outcome.horizonMs })
  const until = (snapshot + outcome.horizonMs) as Instant
  if (taughtUntil === null || fit.names.length === 0 || snapshot <= taughtUntil) return null
  if (after !== null && snapshot < after + outcome.horizonMs / PARTS_OF_HORIZON) return null
  const measured = await measureAmong(features, among, context, snapshot)
  const { contactNo } = measured
  const labels = await measureOutcome(outcome, context.facts, { ...context, snapshot, contactNo })
  const chances = predictPropensity(propensity, applyFeatures(fit, measured))
  return { ...checkCalibration(chances, labels), snapshot, until }
}
