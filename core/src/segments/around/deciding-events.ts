import type { SegmentId } from '../../schema/index.ts'
import type { Condition, SegmentDefinition } from '../definition/definition.ts'
import { partsOf } from '../definition/hostile-shape.ts'
import { factNeeds } from '../lower/fact-needs.ts'
import type { ReferenceOptions, WorldContact, WorldEvent } from '../reference/world.ts'
import { resolveSegments } from '../resolve/resolve-segments.ts'
import { simpleMeasure } from './simple-measure.ts'
import { whoPass } from './verdicts.ts'

/** The events that a condition looks at, oldest first; undefined for one that looks at none. */
export type Deciding = readonly WorldEvent[] | undefined

/**
 * The events that decide each condition, aligned with them. Where a condition selects events by type,
 * window and properties, exactly those; where it weighs them in another way, all of the types it names.
 */
export function decidingEvents(
  conditions: readonly Condition[],
  contact: WorldContact,
  events: readonly WorldEvent[],
  options: ReferenceOptions,
): Deciding[] {
  const oldestFirst = events.toSorted(
    (a, b) => a.at - b.at || (a.type < b.type ? -1 : a.type > b.type ? 1 : a.eventId < b.eventId ? -1 : 1),
  )
  // One contact for each event, of which that event is everything that ever happened to it: who passes
  // the selection is then the same question as which event does.
  const alone = oldestFirst.map((event, contactNo) => ({ ...event, contactNo }))
  const contacts = alone.map(({ contactNo }) => ({ ...contact, contactNo }))
  const selecting = conditions.map(condition => simpleMeasure(condition)?.selection)
  const probes = selecting.filter(selection => selection !== undefined)
  const passing = whoPass(probes, [], { contacts, events: alone }, options)
  const selected = new Map(probes.map((probe, index) => [probe, passing[index]]))
  return conditions.map((condition, index) => {
    const selection = selecting[index]
    if (selection) return oldestFirst.filter((_, no) => selected.get(selection)?.has(no))
    const types = typesOf(condition, options)
    return types.size === 0
      ? undefined
      : oldestFirst.filter(({ type, at }) => types.has(type) && at <= options.asOf)
  })
}

/** The types that a leaf names anywhere. A group's are those of its parts, which tell of them themselves. */
export function typesOf(condition: Condition, { catalog }: ReferenceOptions): Set<string> {
  if (partsOf(condition) || 'segment' in condition || 'attribute' in condition) return new Set()
  const probe: SegmentDefinition = { id: '#' as SegmentId, title: '', when: condition }
  const resolved = resolveSegments([probe], catalog)
  return resolved.ok ? new Set(factNeeds(resolved.value).events.keys()) : new Set()
}
