/**
 * Features of many contacts, column by column: value `i` of every column belongs to row `i`. NaN is
 * a missing value. Columns are never changed in place; a step that changes values makes new ones.
 */
export interface FeatureTable {
  readonly names: readonly string[]
  readonly rows: number
  readonly columns: readonly Float64Array[]
}
