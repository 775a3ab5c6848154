import type { ContactNo } from '../../schema/index.ts'
import { applyFeatures } from '../features/index.ts'
import { explainPropensity, predictPropensity } from '../models/index.ts'
import { type PropensityDefinition, type PropensityDocument, propensityFeatures } from './propensity-score.ts'
import { chosenRows } from './read-table.ts'
import type { ScoringContext } from './score-kind.ts'
import type { ScoreDocument } from './serve-score.ts'
import { measureAmong } from './training-rows.ts'

/** Why a contact has its chance. */
export interface ScoreReasons {
  /** 0 to 1; what the score's column would hold now. */
  readonly chance: number
  /** What the amounts are of: they add up, with the base, to the model's output before calibration. */
  readonly scale: 'log-odds' | 'probability'
  /** What the model says of nobody in particular. */
  readonly base: number
  /** Largest effect first; features that did nothing are left out. */
  readonly reasons: readonly ScoreReason[]
}

interface ScoreReason {
  readonly feature: string
  /** Null where the contact has none. */
  readonly value: number | null
  readonly amount: number
  readonly effect: 'raises' | 'lowers'
}

/**
 * Why a propensity says what it says of a contact now. Null where it says nothing of the contact, who is not
 * among those asked about. Throws `RangeError` for a kind of score that has no reasons of its own.
 */
export async function explainScore(
  { definition, document }: ScoreDocument,
  context: ScoringContext,
  contact: ContactNo,
): Promise<ScoreReasons | null> {
  if (definition.kind !== 'propensity')
    throw new RangeError(`Only a score of the kind propensity gives reasons; this one is ${definition.kind}.`)
  const { fit, propensity } = document as PropensityDocument
  const measured = await measureAmong(
    propensityFeatures(definition satisfies PropensityDefinition, context.catalog),
    definition.among,
    context,
    context.now,
  )
  const row = measured.contactNo.indexOf(contact)
  if (row < 0) return null
  const own = chosenRows(measured, Uint32Array.of(row))
  const table = fit.names.length === 0 ? { names: [], rows: 1, columns: [] } : applyFeatures(fit, own)
  const { scale, base, contributions } = explainPropensity(propensity, table, 0)
  return {
    chance: predictPropensity(propensity, table)[0] as number,
    scale,
    base,
    reasons: contributions.map(({ feature, value, amount }) => ({
      feature,
      value: Number.isNaN(value) ? null : value,
      amount,
      effect: amount > 0 ? 'raises' : 'lowers',
    })),
  }
}
