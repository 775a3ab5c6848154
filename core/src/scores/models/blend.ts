import type { FeatureTable } from '../data/feature-table.ts'
import { type BoostingModel, explainBoosting, predictBoosting } from './boosting.ts'
import { type Reasons, ranked } from './contribution.ts'
import { featureColumns, rowValues } from './feature-columns.ts'
import { logOddsOf, sigmoid } from './log-odds.ts'
import { explainLogistic, type LogisticModel, predictLogistic } from './logistic.ts'

/**
 * The mean log-odds of a linear and a boosted model (a logarithmic opinion pool, Genest & Zidek 1986).
 * The two err differently when behaviour shifts after training: trees cannot look beyond the values
 * they saw and lines cannot bend. Their mean stays additive, so its reasons are exact.
 */
export interface BlendModel {
  readonly kind: 'blend'
  readonly features: readonly string[]
  readonly logistic: LogisticModel
  readonly boosting: BoostingModel
}

export function blendOf(logistic: LogisticModel, boosting: BoostingModel): BlendModel {
  return { kind: 'blend', features: logistic.features, logistic, boosting }
}

export function predictBlend({ logistic, boosting }: BlendModel, table: FeatureTable): Float64Array {
  const boosted = predictBoosting(boosting, table)
  return predictLogistic(logistic, table).map((p, row) =>
    sigmoid((logOddsOf(p) + logOddsOf(boosted[row] as number)) / 2),
  )
}

export function explainBlend(model: BlendModel, table: FeatureTable, row: number): Reasons {
  const halves = [explainLogistic(model.logistic, table, row), explainBoosting(model.boosting, table, row)]
  const amounts = new Map<string, number>()
  for (const { contributions } of halves)
    for (const { feature, amount } of contributions)
      amounts.set(feature, (amounts.get(feature) ?? 0) + amount / 2)
  return {
    scale: 'log-odds',
    base: halves.reduce((sum, { base }) => sum + base / 2, 0),
    contributions: ranked(
      model.features,
      rowValues(featureColumns(table, model.features), row),
      model.features.map(feature => amounts.get(feature) ?? 0),
    ),
  }
}
