import type { FeatureTable } from '../data/feature-table.ts'

/**
 * The columns that a model was trained on, in its order.
 *
 * @throws when the table lacks one: a score from other features would be a wrong score.
 */
export function featureColumns(table: FeatureTable, features: readonly string[]): Float64Array[] {
  const places = new Map(table.names.map((name, place) => [name, place]))
  return features.map(feature => {
    const column = table.columns[places.get(feature) ?? -1]
    if (!column)
      throw new Error(
        `The table has no feature \`${feature}\`, which this model was trained on; compute it or train again.`,
      )
    return column
  })
}

/** The row's value in each column. */
export const rowValues = (columns: readonly Float64Array[], row: number): number[] =>
  columns.map(column => column[row] as number)
