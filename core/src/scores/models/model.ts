import type { FeatureTable } from '../data/feature-table.ts'
import { type BlendModel, explainBlend, predictBlend } from './blend.ts'
import { type BoostingModel, explainBoosting, predictBoosting } from './boosting.ts'
import type { Reasons } from './contribution.ts'
import { explainForest, type ForestModel, predictForest } from './forest.ts'
import { explainLogistic, type LogisticModel, predictLogistic } from './logistic.ts'
import { explainRate, predictRate, type RateModel } from './rate.ts'

/**
 * A trained classifier: plain data that survives `JSON.stringify` to the last bit (every number is
 * finite), so that the same data and seed give the same bytes and a stored model predicts what the
 * trained one did. The functions beside it read it; it has no methods.
 */
export type Model = BlendModel | BoostingModel | ForestModel | LogisticModel | RateModel

export type ModelKind = Model['kind']

/**
 * The probability of the positive class for every row, 0 to 1, never NaN: a value that is missing
 * or infinite is missing to every model. Columns are found by name.
 *
 * @throws when the table lacks a column that the model was trained on.
 */
export function predict(model: Model, table: FeatureTable): Float64Array {
  switch (model.kind) {
    case 'blend':
      return predictBlend(model, table)
    case 'boosting':
      return predictBoosting(model, table)
    case 'forest':
      return predictForest(model, table)
    case 'logistic':
      return predictLogistic(model, table)
    case 'rate':
      return predictRate(model, table)
    default:
      throw new Error(`Unhandled model: ${model satisfies never}`)
  }
}

/**
 * Why the model says what it says of one row: contributions that add up, with the base, to the
 * model's output on its own scale (before calibration). Features that took no part have none.
 *
 * @throws when the table lacks a column that the model was trained on.
 */
export function explain(model: Model, table: FeatureTable, row: number): Reasons {
  switch (model.kind) {
    case 'blend':
      return explainBlend(model, table, row)
    case 'boosting':
      return explainBoosting(model, table, row)
    case 'forest':
      return explainForest(model, table, row)
    case 'logistic':
      return explainLogistic(model, table, row)
    case 'rate':
      return explainRate(model, table, row)
    default:
      throw new Error(`Unhandled model: ${model satisfies never}`)
  }
}
