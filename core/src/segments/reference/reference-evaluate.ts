import type { Condition, EventCondition, SegmentDefinition } from '../definition/definition.ts'
import { MEASURES } from '../definition/event-selection.ts'
import { isRosterCondition, rosterQuestion } from '../definition/roster-condition.ts'
import { rosterKey } from '../roster-key.ts'
import { matching } from './reference-events.ts'
import { figurePasses } from './reference-figure.ts'
import { measured, type Person, rankPasses } from './reference-measure.ts'
import { sequencePasses } from './reference-order.ts'
import { passes, stated } from './reference-value.ts'
import type { ReferenceOptions, World } from './world.ts'

/**
 * The members of every segment by the plainest possible reading of its definition: one contact, one
 * condition, one loop over that contact's events at a time. It shares no code with the planner, and
 * being obviously right is its only virtue. Definitions must be ones that `resolveSegments` accepts.
 */
export function referenceEvaluate(
  definitions: readonly SegmentDefinition[],
  world: World,
  options: ReferenceOptions,
): Map<string, Set<number>> {
  const rules = new Map(definitions.map(({ id, when }) => [String(id), when]))
  const eventsOf = Map.groupBy(world.events, ({ contactNo }) => contactNo)
  const members = new Map<string, Set<number>>()
  const people = world.contacts.map(
    (contact): Person => ({ contact, events: eventsOf.get(contact.contactNo) ?? [] }),
  )
  const everything: Everything = { rules, people, rosters: world.rosters ?? new Map() }
  for (const [id, when] of rules) {
    const satisfied = people.filter(person => isMember(person, when, everything, options))
    members.set(id, new Set(satisfied.map(({ contact }) => contact.contactNo)))
  }
  return members
}

/** All rules by segment id, and everybody. */
interface Everything {
  readonly rules: ReadonlyMap<string, Condition>
  readonly people: readonly Person[]
  readonly rosters: NonNullable<World['rosters']>
}

function isMember(
  person: Person,
  condition: Condition,
  everything: Everything,
  options: ReferenceOptions,
): boolean {
  const holds = (part: Condition) => isMember(person, part, everything, options)
  if ('all' in condition) return condition.all.every(holds)
  if ('any' in condition) return condition.any.some(holds)
  if ('none' in condition) return !condition.none.some(holds)
  if ('segment' in condition) return holds(everything.rules.get(condition.segment) ?? { any: [] })
  if ('no_event' in condition)
    return matching(person.events, condition.no_event, condition, options).length === 0
  if ('rank' in condition) {
    const { among } = condition
    const only = typeof among === 'object' ? everything.rules.get(among.segment) : undefined
    const ranked = only
      ? everything.people.filter(other => isMember(other, only, everything, options))
      : everything.people
    return ranked.includes(person) && rankPasses(person, condition, ranked, options)
  }
  if (isRosterCondition(condition)) {
    const roster = everything.rosters.get(rosterKey(rosterQuestion(condition)))
    return roster?.has(person.contact.contactNo) ?? false
  }
  if ('sequence' in condition) return sequencePasses(person.events, condition, options)
  if ('event' in condition) return measurePasses(person, condition, options)
  const { attribute, ...test } = condition
  const type = options.catalog.attributes.get(attribute) ?? 'text'
  return passes(stated(person.contact.attributes[attribute], type, options), test, type, options)
}

function measurePasses(person: Person, condition: EventCondition, options: ReferenceOptions): boolean {
  const figure = figurePasses(person.events, condition, options)
  if (figure !== undefined) return figure
  for (const measure of MEASURES) {
    const asked = condition[measure]
    if (!asked) continue
    const { of, minus, ...test } = asked
    const { value, type } = measured(person, { ...condition, minus }, measure, of, options)
    return passes(value, test, type, options)
  }
  const { length } = matching(person.events, condition.event, condition, options)
  return passes(length, condition.count ?? { at_least: 1 }, 'number', options)
}
