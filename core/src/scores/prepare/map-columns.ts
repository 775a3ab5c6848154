import type { FeatureTable } from '../data/feature-table.ts'

/**
 * A new table with every column that has a fitted part turned value by value. A table whose names
 * differ from the fitted ones throws, because a model must never read a column as another.
 */
export function mapColumns<Part extends { readonly name: string }>(
  table: FeatureTable,
  parts: readonly Part[],
  turn: (value: number, part: Part) => number,
): FeatureTable {
  const columns = columnsOf(table, parts).map((column, c) => {
    const part = parts[c] as Part
    return column.map(value => turn(value, part))
  })
  return { ...table, columns }
}

/** The columns of `table` in the order of the fitted parts. Throws a RangeError naming the first that is absent. */
export function columnsOf(table: FeatureTable, parts: readonly { readonly name: string }[]): Float64Array[] {
  if (table.names.length !== parts.length)
    throw new RangeError(
      `The model was fitted on ${parts.length} features and the table has ${table.names.length}.`,
    )
  return parts.map(({ name }, c) => {
    const column = table.columns[c]
    if (column === undefined || table.names[c] !== name)
      throw new RangeError(
        `The model was fitted on the feature \`${name}\`, and the table has \`${table.names[c] ?? 'none'}\` in its place; compute the features the model names, in its order.`,
      )
    return column
  })
}
