import type { FeatureTable } from '../data/feature-table.ts'
import { applyCuts, applyOneHot, type Cuts, fitCuts, fitOneHot, type OneHot } from '../prepare/index.ts'
import type { MeasuredColumn, MeasuredFeatures } from './measure-features.ts'

/** What the training rows said about how features are read: plain data, stored with the model. */
export interface FeatureFit {
  /** The features in order, so that a model never reads one as another. */
  readonly names: readonly string[]
  /** Everybody's rate, which those of whom little is known are drawn towards. */
  readonly rates: Readonly<Record<string, number>>
  readonly categories: readonly OneHot[]
  /** Where features that are read by their quarter are cut. */
  readonly cuts: Readonly<Record<string, Cuts>>
}

/** Learns the rates, the categories and the cuts of measured features. */
export function fitFeatures({ columns }: MeasuredFeatures): FeatureFit {
  const rates: Record<string, number> = {}
  const categories: OneHot[] = []
  const cuts: Record<string, Cuts> = {}
  for (const column of columns) {
    if (column.kind === 'rate') rates[column.name] = overallRate(column)
    if (column.kind === 'number' && column.parts !== undefined)
      cuts[column.name] = fitCuts(column.values, column.parts)
    if (column.kind === 'category') categories.push(fitOneHot(column.name, column.values))
  }
  return { names: columns.map(({ name }) => name), rates, categories, cuts }
}

/**
 * The table that models read: a rate becomes (part + weight × everybody's) / (of + weight), a category
 * one column for each of its frequent values, and what is read by quarters the number of its quarter. Throws `RangeError` for other features than the fitted ones.
 */
export function applyFeatures(fit: FeatureFit, measured: MeasuredFeatures): FeatureTable {
  const given = measured.columns.map(({ name }) => name)
  if (given.join('\n') !== fit.names.join('\n')) {
    throw new RangeError(
      `The model was fitted on the features ${fit.names.join(', ')}; these are ${given.join(', ')}. Train it again.`,
    )
  }
  const parts = measured.columns.map(column => partOf(column, fit))
  return {
    names: parts.flatMap(({ names }) => names),
    rows: measured.contactNo.length,
    columns: parts.flatMap(({ columns }) => columns),
  }
}

function partOf(column: MeasuredColumn, { rates, categories, cuts }: FeatureFit): Omit<FeatureTable, 'rows'> {
  if (column.kind === 'number') {
    const { name, values, parts } = column
    if (parts === undefined) return { names: [name], columns: [values] }
    const fitted = cuts[name]
    if (fitted === undefined) throw new RangeError(`The feature "${name}" had no quarters before.`)
    // Part 0 is that of the missing.
    const quarters = Float64Array.from(applyCuts(fitted, values), part => (part === 0 ? Number.NaN : part))
    return { names: [name], columns: [quarters] }
  }
  if (column.kind === 'category') {
    const fitted = categories.find(({ name }) => name === column.name)
    if (fitted === undefined) throw new RangeError(`The feature "${column.name}" was no category before.`)
    return applyOneHot(fitted, column.values)
  }
  const prior = rates[column.name]
  if (prior === undefined) throw new RangeError(`The feature "${column.name}" was no rate before.`)
  const { part, of, weight } = column
  // Without a prior weight a rate of nothing is missing, and stays so.
  const values = part.map((value, row) => (value + weight * prior) / ((of[row] as number) + weight))
  return { names: [column.name], columns: [values] }
}

function overallRate({ part, of }: Extract<MeasuredColumn, { kind: 'rate' }>): number {
  let parts = 0
  let wholes = 0
  for (const [row, value] of part.entries()) {
    parts += Number.isNaN(value) ? 0 : value
    wholes += Number.isNaN(of[row]) ? 0 : (of[row] as number)
  }
  return wholes > 0 ? parts / wholes : 0
}
