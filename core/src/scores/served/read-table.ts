import type { Instant } from '../../schema/index.ts'
import { factNeeds, type NamedFacts } from '../../segments/index.ts'
import type { FeatureTable } from '../data/feature-table.ts'
import {
  applyFeatures,
  type Feature,
  type FeatureFit,
  fitFeatures,
  type MeasuredFeatures,
  measureFeatures,
  resolveFeatures,
} from '../features/index.ts'
import type { ScoreContext, ScoreNames } from './score-kind.ts'

export type Features = Readonly<Record<string, Feature>>

/** The features of everybody at an instant; a store must have been prepared with their names. */
export function measureAt(
  features: Features,
  context: ScoreContext,
  asOf: Instant,
): Promise<MeasuredFeatures> {
  const { catalog, segments, facts, currency, timeZone, rosters } = context
  return measureFeatures(resolveFeatures(features, catalog, segments), facts, {
    asOf,
    currency,
    timeZone,
    segments,
    ...(rosters && { rosters }),
  })
}

/** The same as the table that a model reads, with what the rows themselves taught about reading them. */
export function fitTable(measured: MeasuredFeatures): {
  readonly fit: FeatureFit
  readonly table: FeatureTable
} {
  const fit = fitFeatures(measured)
  return { fit, table: applyFeatures(fit, measured) }
}

/** Rows of measured features, chosen by their place. */
export function chosenRows(measured: MeasuredFeatures, rows: Uint32Array): MeasuredFeatures {
  const numbers = (values: Float64Array) => Float64Array.from(rows, row => values[row] as number)
  return {
    asOf: measured.asOf,
    contactNo: Uint32Array.from(rows, row => measured.contactNo[row] as number),
    columns: measured.columns.map(column => {
      if (column.kind === 'number') return { ...column, values: numbers(column.values) }
      if (column.kind === 'rate') return { ...column, part: numbers(column.part), of: numbers(column.of) }
      return { ...column, values: Array.from(rows, row => column.values[row] ?? null) }
    }),
  }
}

/** A feature that is one number a contact. */
export function numbersOf({ columns }: MeasuredFeatures, name: string): Float64Array {
  const column = columns.find(each => each.name === name)
  if (column?.kind !== 'number') throw new Error(`The feature ${name} was not measured as numbers.`)
  return column.values
}

/** Events and attributes that features read. Throws `RangeError` with every name that does not exist. */
export function featureNeeds(features: Features, { catalog, segments }: ScoreNames): NamedFacts {
  const { expressions, selections } = resolveFeatures(features, catalog, segments)
  return factNeeds(segments, expressions, selections)
}
