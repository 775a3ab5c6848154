import type { Instant } from '../../schema/index.ts'
import { days } from '../../schema/index.ts'
import type { NamedFacts } from '../../segments/index.ts'
import { arrivalsOf, measureAt, numbersOf } from './read-table.ts'
import type { ScoringContext } from './score-kind.ts'

/** When the first event happened, or was known, that a score reads; null where there is none. */
export async function firstEventAt({ events }: NamedFacts, context: ScoringContext): Promise<Instant | null> {
  const types = [...events.keys()]
  if (types.length === 0) return null
  const features = { first: { event: types, min: 'at' } }
  const measured = await measureAt(features, { ...context, segments: [] }, context.now)
  const oldest = numbersOf(measured, 'first').reduce((most, ago) => (ago > most ? ago : most), -1)
  if (oldest < 0) return null
  const happened = Math.round(context.now - oldest * days(1)) as Instant
  if (context.known !== 'ingested') return happened
  const arrived = await arrivalsOf(context.facts).first()
  return arrived === null ? null : (Math.max(happened, arrived) as Instant)
}
