import type { FeatureTable } from '../data/feature-table.ts'
import { quantile, sortedUsable, summarise } from './column-summary.ts'
import { columnsOf, mapColumns } from './map-columns.ts'

/**
 * `iqr`: farther than `reach` interquartile ranges below the first or above the third quartile
 * (J. W. Tukey, "Exploratory Data Analysis", 1977; usual reach 1.5). `z`: more than `reach`
 * population standard deviations from the mean (usual reach 3).
 */
export interface OutlierRule {
  readonly kind: 'iqr' | 'z'
  readonly reach: number
}

/** The limits learned from training rows. A value on a limit is inside. */
export interface OutlierLimits {
  readonly rule: OutlierRule
  readonly columns: readonly { readonly name: string; readonly low: number; readonly high: number }[]
}

/** Learns each column's limits. A column without a usable value gets limits of 0, and nothing of it is an outlier later but what is not 0. */
export function fitOutliers(table: FeatureTable, rule: OutlierRule): OutlierLimits {
  const columns = table.columns.map((column, c) => ({
    name: table.names[c] as string,
    ...limits(column, rule),
  }))
  return { rule, columns }
}

/** Which values lie outside: one array per column, 1 for an outlier. Missing values are none; infinite ones are. */
export function findOutliers({ columns }: OutlierLimits, table: FeatureTable): Uint8Array[] {
  return columnsOf(table, columns).map((values, c) => {
    const { low, high } = columns[c] as { low: number; high: number }
    return Uint8Array.from(values, value => Number(value < low || value > high))
  })
}

/** The table with every outlier moved onto the limit it passed (winsorised). Missing values stay missing. */
export function clipOutliers({ columns }: OutlierLimits, table: FeatureTable): FeatureTable {
  return mapColumns(table, columns, (value, { low, high }) => Math.max(low, Math.min(high, value)))
}

function limits(column: Float64Array, { kind, reach }: OutlierRule): { low: number; high: number } {
  if (kind === 'z') {
    const { mean, deviation } = summarise(column)
    return { low: mean - reach * deviation, high: mean + reach * deviation }
  }
  const sorted = sortedUsable(column)
  if (sorted.length === 0) return { low: 0, high: 0 }
  const first = quantile(sorted, 0.25)
  const third = quantile(sorted, 0.75)
  return { low: first - reach * (third - first), high: third + reach * (third - first) }
}
