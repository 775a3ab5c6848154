import type { Instant } from '../../schema/index.ts'
import { instant, parseDuration, parseInstant } from '../../schema/index.ts'
import type { Condition } from '../definition/definition.ts'
import type { WorldContact, WorldEvent } from '../reference/world.ts'

/**
 * Moments after `asOf` at which the clock alone may change a verdict, earliest first and at most
 * `most`: when an event or a stated moment comes true, and when it becomes as old as a length of time
 * in the rules.
 */
export function momentsAhead(
  conditions: readonly Condition[],
  contact: WorldContact,
  events: readonly WorldEvent[],
  { asOf, most }: { readonly asOf: Instant; readonly most: number },
): Instant[] {
  const written = conditions.flatMap(lengthsIn)
  // A change compares a window with the one before it, so an event counts for twice the length.
  const lengths = [0, ...written, ...written.map(length => 2 * length)]
  const stated = [contact.attributes, ...events.map(({ properties }) => properties)].flatMap(momentsIn)
  const starts = new Set([...stated, ...events.map(({ at }) => at)])
  const ahead = new Set<number>()
  for (const start of starts) {
    for (const length of lengths) if (start + length > asOf) ahead.add(start + length)
  }
  return [...ahead]
    .toSorted((a, b) => a - b)
    .slice(0, most)
    .map(instant)
}

/** Every length of time written anywhere in a condition. A text that only looks like one costs a look. */
function lengthsIn(value: unknown): number[] {
  if (typeof value === 'string') return [parseDuration(value) ?? 0]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(lengthsIn) : []
}

function momentsIn(values: Readonly<Record<string, unknown>>): number[] {
  return Object.values(values).flatMap(value =>
    typeof value === 'string' ? (parseInstant(value.trim()) ?? []) : [],
  )
}
