import type { Instant } from '../../schema/index.ts'
import { planTimelines, type TimelineChunk } from '../../segments/index.ts'
import type { FactScans } from '../../store/index.ts'
import type { ResolvedFeature, ResolvedFeatures } from './resolve-features.ts'
import { type Rhythm, type RhythmReader, restingValue, rhythmReader } from './rhythm.ts'

/** A rhythm of events wherever it is asked for: equal ones are read once. */
interface WantedRhythm {
  readonly rhythm: Rhythm
  readonly timeline: number
  readonly mark: number
  readonly features: ResolvedFeature[]
}

/**
 * What every feature of a rhythm is, by contact number: each set of event types is read once, contact by
 * contact in the order in which things happened, for all rhythms that look at them.
 */
export async function measureRhythms(
  sets: readonly ResolvedFeatures[],
  facts: Pick<FactScans, 'timeline'>,
  {
    asOf,
    currency,
    timeZone,
    size,
  }: {
    readonly asOf: Instant
    readonly currency: string
    readonly timeZone: string
    readonly size: number
  },
): Promise<ReadonlyMap<ResolvedFeature, Float64Array>> {
  const selections = sets.flatMap(set => set.selections)
  const { timelines, places } = planTimelines(selections, { asOf, currency, timeZone })
  const wanted = new Map<string, WantedRhythm>()
  let from = 0
  for (const { features, selections: own } of sets) {
    for (const feature of features) {
      if (feature.kind !== 'rhythm') continue
      const { timeline, mark } = places[from + feature.events] ?? { timeline: 0, mark: 0 }
      const key = JSON.stringify([timeline, mark, feature.rhythm])
      const known = wanted.get(key)
      if (known) known.features.push(feature)
      else wanted.set(key, { rhythm: feature.rhythm, timeline, mark, features: [feature] })
    }
    from += own.length
  }
  const measured = new Map<ResolvedFeature, Float64Array>()
  for (const [index, timeline] of timelines.entries()) {
    const readers = [...wanted.values()]
      .filter(each => each.timeline === index)
      .map(({ rhythm, mark, features }) => ({
        bit: 1 << mark,
        reader: rhythmReader(rhythm, { asOf, timeZone }),
        values: new Float64Array(size).fill(restingValue(rhythm)),
        features,
      }))
    await readRhythms(facts.timeline(timeline), readers)
    for (const { features, values } of readers) for (const feature of features) measured.set(feature, values)
  }
  return measured
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
