import type { Instant } from '../../schema/index.ts'
import { days } from '../../schema/index.ts'
import type { NamedFacts } from '../../segments/index.ts'
import { measureAt, numbersOf } from './read-table.ts'
import type { ScoreContext } from './score-kind.ts'

/** When the first event happened that a score reads; null where there is none. */
export async function firstEventAt(
  { events }: NamedFacts,
  context: Omit<ScoreContext, 'firstEventAt'>,
): Promise<Instant | null> {
  const types = [...events.keys()]
  if (types.length === 0) return null
  const features = { first: { event: types, min: 'at' } }
  const measured = await measureAt(features, { ...context, firstEventAt: null, segments: [] }, context.now)
  const oldest = numbersOf(measured, 'first').reduce((most, ago) => (ago > most ? ago : most), -1)
  return oldest < 0 ? null : (Math.round(context.now - oldest * days(1)) as Instant)
}
