import type { Instant } from '../../schema/index.ts'
import { factNeeds, type NamedFacts, neededBy } from '../../segments/index.ts'
import type { FactArrivals, FactScans, FactStore } from '../../store/index.ts'
import type { FeatureTable } from '../data/feature-table.ts'
import {
  applyFeatures,
  type Feature,
  type FeatureFit,
  fitFeatures,
  type MeasuredFeatures,
  measureTogether,
  resolveFeatures,
} from '../features/index.ts'
import type { ScoreNames, ScoringContext } from './score-kind.ts'

export type Features = Readonly<Record<string, Feature>>

/** The features of everybody at an instant; a store must have been prepared with their names. */
export async function measureAt(
  features: Features,
  context: ScoringContext,
  asOf: Instant,
): Promise<MeasuredFeatures> {
  const [read] = await measureAllAt([features], context, asOf)
  return (read as () => MeasuredFeatures)()
}

/** The same for several sets of features, over the same scans; each is read out when it is asked for. */
export async function measureAllAt(
  sets: readonly Features[],
  context: ScoringContext,
  asOf: Instant,
): Promise<readonly (() => MeasuredFeatures)[]> {
  const { catalog, segments, currency, timeZone, rosters } = context
  const facts = await factsAt(context, asOf)
  const resolved = sets.map(features => resolveFeatures(features, catalog, segments))
  return measureTogether(resolved, facts, {
    asOf,
    currency,
    timeZone,
    segments,
    ...(rosters && { rosters }),
  })
}

/** The facts that features of an instant may see. Today everything that came in is known. */
async function factsAt({ facts, known, now }: ScoringContext, asOf: Instant): Promise<FactScans> {
  return known === 'ingested' && asOf < now ? await arrivalsOf(facts).knownAt(asOf) : facts
}

/** What was known when. Throws `RangeError` for a store that cannot tell. */
export function arrivalsOf({ arrivals }: FactStore): FactArrivals {
  if (arrivals === undefined)
    throw new RangeError('This store does not note when events come in; leave "scoring.known" at "occurred".')
  return arrivals
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
  const asked = new Set(
    expressions.flatMap(each => (each.kind === 'segment' ? [each.segment as string] : [])),
  )
  return factNeeds(neededBy(segments, asked), expressions, selections)
}
