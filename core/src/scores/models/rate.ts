import type { FeatureTable } from '../data/feature-table.ts'
import { isUsable } from '../prepare/column-summary.ts'
import type { Reasons } from './contribution.ts'
import { ranked } from './contribution.ts'
import { featureColumns, rowValues } from './feature-columns.ts'

/**
 * What is used where the data carry no model: each row's own smoothed rate if a feature holds one
 * (such as opens per mail, drawn towards everybody's), else the rate among all training rows.
 */
export interface RateModel {
  readonly kind: 'rate'
  /** No feature, or the one that holds the smoothed rate, 0 to 1. */
  readonly features: readonly string[]
  /** (positives + 1/2) / (rows + 1), so that it is never 0 or 1; used where a row has no rate. */
  readonly rate: number
}

/** Smoothing with Jeffreys' prior (Jeffreys 1946), which is defined on no rows and on one class. */
export function trainRate(labels: Uint8Array, rateFeature?: string): RateModel {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  return {
    kind: 'rate',
    features: rateFeature === undefined ? [] : [rateFeature],
    rate: (positives + 0.5) / (labels.length + 1),
  }
}

export function predictRate(model: RateModel, table: FeatureTable): Float64Array {
  const [column] = featureColumns(table, model.features)
  return Float64Array.from({ length: table.rows }, (_, row) => rateOf(model, column?.[row]))
}

export function explainRate(model: RateModel, table: FeatureTable, row: number): Reasons {
  const columns = featureColumns(table, model.features)
  const amounts = columns.map(column => rateOf(model, column[row]) - model.rate)
  return {
    scale: 'probability',
    base: model.rate,
    contributions: ranked(model.features, rowValues(columns, row), amounts),
  }
}

const rateOf = (model: RateModel, value: number | undefined): number =>
  value === undefined || !isUsable(value) ? model.rate : Math.min(1, Math.max(0, value))
