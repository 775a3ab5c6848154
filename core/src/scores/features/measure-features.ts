import { days, fractionDigits, type Instant, type ValueType } from '../../schema/index.ts'
import {
  type Column,
  evaluateSegments,
  maskToContacts,
  planSegments,
  planTimelines,
  type ResolvedSegment,
  type RosterProvider,
  type TimelineChunk,
  type ValueColumn,
} from '../../segments/index.ts'
import type { FactStore } from '../../store/index.ts'
import type { ResolvedFeature, ResolvedFeatures } from './resolve-features.ts'
import { type RhythmReader, restingValue, rhythmReader } from './rhythm.ts'

/** What was known of every living contact at a snapshot, before a model's fit says how to read it. */
export interface MeasuredFeatures {
  readonly asOf: Instant
  /** Ascending; row `i` of every column is contact `contactNo[i]`. */
  readonly contactNo: Uint32Array
  readonly columns: readonly MeasuredColumn[]
}

export type MeasuredColumn = { readonly name: string } & (
  | { readonly kind: 'number'; readonly values: Float64Array }
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

/**
 * Measures features at a snapshot, for all contacts at once: aggregates are shared with one another as
 * segments share theirs, and what depends on order is read once per set of event types. Attributes,
 * consent and membership of lists are those of today, as no store keeps what they were.
 */
export async function measureFeatures(
  { features, expressions, selections }: ResolvedFeatures,
  facts: FactStore,
  { asOf, currency, timeZone, segments = [], rosters }: MeasureOptions,
): Promise<MeasuredFeatures> {
  const plan = planSegments(segments, { asOf, currency, timeZone, values: expressions })
  const { living, size, values } = await evaluateSegments(plan, facts, rosters)
  const contactNo = maskToContacts(living)
  const moments = features.filter(feature => feature.kind === 'rhythm')
  const planned = planTimelines(selections, { asOf, currency, timeZone })
  const rhythms = new Map<ResolvedFeature, Float64Array>()
  for (const [index, timeline] of planned.timelines.entries()) {
    const read = moments.filter(({ events }) => planned.places[events]?.timeline === index)
    const readers = read.map(({ events, rhythm }) => ({
      bit: 1 << (planned.places[events]?.mark ?? 0),
      reader: rhythmReader(rhythm, { asOf, timeZone }),
      values: new Float64Array(size).fill(restingValue(rhythm)),
    }))
    await readRhythms(facts.timeline(timeline), readers)
    for (const [place, feature] of read.entries())
      rhythms.set(feature, readers[place]?.values as Float64Array)
  }
  const unit = 10 ** (fractionDigits(currency) ?? 0)
  const numbers = (place: number) => numbersOf(values[place] as ValueColumn, contactNo, { asOf, unit })
  const columns = features.map((feature): MeasuredColumn => {
    const { name, kind } = feature
    if (kind === 'rate') {
      const { part, of, weight } = feature
      return { name, kind: 'rate', part: numbers(part), of: numbers(of), weight }
    }
    if (kind === 'rhythm') {
      const all = rhythms.get(feature) as Float64Array
      return { name, kind: 'number', values: Float64Array.from(contactNo, contact => all[contact] as number) }
    }
    const value = values[feature.of] as ValueColumn
    return value.type === 'text' || value.type === 'texts'
      ? { name, kind: 'category', values: textsOf(value.column, contactNo) }
      : { name, kind: 'number', values: numbers(feature.of) }
  })
  return { asOf, contactNo, columns }
}

interface OpenReader {
  readonly bit: number
  readonly reader: RhythmReader
  /** By contact number. */
  readonly values: Float64Array
}

async function readRhythms(
  timeline: AsyncIterable<TimelineChunk>,
  readers: readonly OpenReader[],
): Promise<void> {
  let current = -1
  const turnTo = (contact: number) => {
    for (const { reader, values } of readers) {
      if (current >= 0 && current < values.length) {
        const value = reader.end()
        // A contact of the timeline may have events of another mark only.
        if (!Number.isNaN(value)) values[current] = value
      }
      reader.begin()
    }
    current = contact
  }
  for await (const { contactNo, at, marks } of timeline) {
    for (let row = 0; row < contactNo.length; row++) {
      if (contactNo[row] !== current) turnTo(contactNo[row] as number)
      const mark = marks[row] as number
      for (const { bit, reader } of readers) if ((mark & bit) !== 0) reader.moment(at[row] as number)
    }
  }
  turnTo(-1)
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
  return Float64Array.from(contactNo, contact => read(values[contact] as number))
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
