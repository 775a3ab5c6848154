import type { FeatureTable } from '../data/feature-table.ts'
import { isUsable, quantile, sortedUsable, summarise } from './column-summary.ts'
import { mapColumns } from './map-columns.ts'

/** What stands in for a missing or infinite value, per column. */
export interface Imputation {
  readonly columns: readonly { readonly name: string; readonly fill: number }[]
}

/** Learns the fill of each column from training rows; 0 where a column has no usable value at all. */
export function fitImputation(table: FeatureTable, by: 'median' | 'mean'): Imputation {
  const columns = table.columns.map((column, c) => ({
    name: table.names[c] as string,
    fill: fillOf(column, by),
  }))
  return { columns }
}

/** The table with every missing or infinite value replaced; afterwards all values are usable numbers. */
export function applyImputation({ columns }: Imputation, table: FeatureTable): FeatureTable {
  return mapColumns(table, columns, (value, { fill }) => (isUsable(value) ? value : fill))
}

function fillOf(column: Float64Array, by: 'median' | 'mean'): number {
  if (by === 'mean') return summarise(column).mean
  const sorted = sortedUsable(column)
  return sorted.length === 0 ? 0 : quantile(sorted, 0.5)
}
