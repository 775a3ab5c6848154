import type { FeatureTable } from '../data/feature-table.ts'
import { applyImputation, fitImputation, type Imputation } from './imputation.ts'
import { clipOutliers, fitOutliers, type OutlierLimits, type OutlierRule } from './outliers.ts'
import { applyScaling, fitScaling, type Scaling } from './scaling.ts'

/** Which steps a model's features go through, always in this order: fill, logarithm, outliers, scale. */
export interface PreparationPlan {
  readonly fill: 'median' | 'mean'
  /** Features whose log(1 + value) is used: amounts, counts and ages, where twice is as far as twice again. */
  readonly logarithm: readonly string[]
  /** Values beyond the rule are moved onto its limit. */
  readonly clip?: OutlierRule
  readonly scale: Scaling['kind']
}

/** The steps as learned from training rows: plain data, stored with the model. */
export interface Preparation {
  readonly imputation: Imputation
  readonly logarithm: readonly string[]
  readonly outliers: OutlierLimits | null
  readonly scaling: Scaling
}

/** Learns every step on the training rows, each on what the step before it made of them. */
export function fitPreparation(table: FeatureTable, plan: PreparationPlan): Preparation {
  const imputation = fitImputation(table, plan.fill)
  const filled = withLogarithm(applyImputation(imputation, table), plan.logarithm)
  const outliers = plan.clip === undefined ? null : fitOutliers(filled, plan.clip)
  const scaling = fitScaling(outliers === null ? filled : clipOutliers(outliers, filled), plan.scale)
  return { imputation, logarithm: plan.logarithm, outliers, scaling }
}

/** Rows as the model sees them: no value is missing, infinite or NaN. */
export function applyPreparation(preparation: Preparation, table: FeatureTable): FeatureTable {
  const { imputation, logarithm, outliers, scaling } = preparation
  const filled = withLogarithm(applyImputation(imputation, table), logarithm)
  return applyScaling(scaling, outliers === null ? filled : clipOutliers(outliers, filled))
}

/** A negative amount (more returned than bought) counts as 0 here: its logarithm says nothing. */
function withLogarithm(table: FeatureTable, names: readonly string[]): FeatureTable {
  const chosen = new Set(names)
  const columns = table.columns.map((column, c) =>
    chosen.has(table.names[c] as string) ? column.map(value => Math.log1p(Math.max(0, value))) : column,
  )
  return { ...table, columns }
}
