import { days, fractionDigits, type Instant, type ValueType } from '../../schema/index.ts'
import {
  type Column,
  evaluateSegments,
  maskToContacts,
  neededBy,
  planSegments,
  type ResolvedSegment,
  type RosterProvider,
  type ValueColumn,
} from '../../segments/index.ts'
import type { FactScans } from '../../store/index.ts'
import { measureRhythms } from './measure-rhythms.ts'
import type { ResolvedFeature, ResolvedFeatures } from './resolve-features.ts'

/** What was known of every living contact at a snapshot, before a model's fit says how to read it. */
export interface MeasuredFeatures {
  readonly asOf: Instant
  /** Ascending; row `i` of every column is contact `contactNo[i]`. */
  readonly contactNo: Uint32Array
  readonly columns: readonly MeasuredColumn[]
}

export type MeasuredColumn = {
  readonly name: string
} /** With `parts` it is read as the part of the training rows that it lies in. */ & (
  | { readonly kind: 'number'; readonly values: Float64Array; readonly parts?: number }
  | { readonly kind: 'category'; readonly values: readonly (string | null)[] }
  /** Part and whole stay apart, since what few of the whole say is decided by the fit. */
  | { readonly kind: 'rate'; readonly part: Float64Array; readonly of: Float64Array; readonly weight: number }
)

/** Where features are read, and in which terms. */
export interface MeasureOptions {
  /** The snapshot: nothing later is seen. */
  readonly asOf: Instant
  readonly currency: string
  readonly timeZone: string
  /** In dependency order, for features that ask for membership. */
  readonly segments?: readonly ResolvedSegment[]
  readonly rosters?: RosterProvider
}

/** Measures one set of features. */
export async function measureFeatures(
  features: ResolvedFeatures,
  facts: FactScans,
  options: MeasureOptions,
): Promise<MeasuredFeatures> {
  const [read] = await measureTogether([features], facts, options)
  return (read as () => MeasuredFeatures)()
}

/**
 * Measures several sets of features at a snapshot, for all contacts at once: aggregates are shared with one
 * another as segments share theirs, and what depends on order is read once per set of event types. Gives,
 * aligned with the sets, what reads each of them out, so that the tables need not all stand in memory at
 * once. Attributes, consent and membership of lists are those of today, as no store keeps what they were.
 */
export async function measureTogether(
  sets: readonly ResolvedFeatures[],
  facts: FactScans,
  { asOf, currency, timeZone, segments = [], rosters }: MeasureOptions,
): Promise<readonly (() => MeasuredFeatures)[]> {
  const expressions = sets.flatMap(set => set.expressions)
  const asked = new Set(
    expressions.flatMap(each => (each.kind === 'segment' ? [each.segment as string] : [])),
  )
  const plan = planSegments(neededBy(segments, asked), { asOf, currency, timeZone, values: expressions })
  const { living, size, values } = await evaluateSegments(plan, facts, rosters)
  const contactNo = maskToContacts(living)
  const rhythms = await measureRhythms(sets, facts, { asOf, currency, timeZone, size })
  const unit = 10 ** (fractionDigits(currency) ?? 0)
  let begun = 0
  return sets.map(set => {
    const from = begun
    begun += set.expressions.length
    const valueAt = (place: number) => values[from + place] as ValueColumn
    const numbers = (place: number) => numbersOf(valueAt(place), contactNo, { asOf, unit })
    const columnOf = (feature: ResolvedFeature): MeasuredColumn => {
      const { name, kind } = feature
      if (kind === 'rate') {
        const { part, of, weight } = feature
        return { name, kind: 'rate', part: numbers(part), of: numbers(of), weight }
      }
      if (kind === 'trend')
        return {
          name,
          kind: 'number',
          values: trendOf(numbers(feature.now), numbers(feature.before), feature),
        }
      if (kind === 'rhythm') {
        const all = rhythms.get(feature) as Float64Array
        return { name, kind: 'number', values: picked(all, contactNo) }
      }
      const { parts } = feature
      const { type, column } = valueAt(feature.of)
      return type === 'text' || type === 'texts'
        ? { name, kind: 'category', values: textsOf(column, contactNo) }
        : { name, kind: 'number', values: numbers(feature.of), ...(parts !== undefined && { parts }) }
    }
    return () => ({ asOf, contactNo, columns: set.features.map(columnOf) })
  })
}

/** How much of what there was in both windows is a change; what nobody has is 0. */
function trendOf(
  now: Float64Array,
  before: Float64Array,
  { weight }: { readonly weight: number },
): Float64Array {
  const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? 0 : value)
  return now.map((value, row) => {
    const [late, early] = [known(value), known(before[row])]
    const whole = Math.abs(late) + Math.abs(early) + weight
    return whole === 0 ? 0 : (late - early) / whole
  })
}

function picked(all: Float64Array, contactNo: Uint32Array): Float64Array {
  const values = new Float64Array(contactNo.length)
  for (let row = 0; row < values.length; row += 1) values[row] = all[contactNo[row] as number] as number
  return values
}

function numbersOf(
  { type, column, get }: ValueColumn,
  contactNo: Uint32Array,
  { asOf, unit }: { asOf: number; unit: number },
): Float64Array {
  if (column === null) return Float64Array.from(contactNo, contact => (get(contact) === true ? 1 : 0))
  if (column.kind === 'text') return new Float64Array(contactNo.length).fill(Number.NaN)
  const { values } = column
  const read = reading(type, asOf, unit)
  const numbers = new Float64Array(contactNo.length)
  for (let row = 0; row < numbers.length; row += 1)
    numbers[row] = read(values[contactNo[row] as number] as number)
  return numbers
}

/** How a stored number is read by a model. */
function reading(type: ValueType, asOf: number, unit: number): (value: number) => number {
  if (type === 'money') return value => value / unit
  if (type === 'instant') return value => (asOf - value) / days(1)
  if (type === 'date') return value => asOf / days(1) - value
  return value => value
}

/** Of a list of texts its first, in the order of the texts, stands for it. */
function textsOf(column: Column | null, contactNo: Uint32Array): (string | null)[] {
  if (column?.kind !== 'text') return Array.from(contactNo, () => null)
  const { codes, dictionary } = column
  return Array.from(contactNo, contact => {
    const entry = dictionary[codes[contact] ?? -1]
    return entry === undefined ? null : typeof entry === 'string' ? entry : (entry.toSorted()[0] ?? null)
  })
}
