import type { ValueType } from '../../schema/index.ts'
import type { Condition, EventCondition, SegmentDefinition } from '../definition/definition.ts'
import { MEASURES } from '../definition/definition.ts'
import { matching, readProperty } from './reference-events.ts'
import { figurePasses } from './reference-figure.ts'
import { sequencePasses } from './reference-order.ts'
import type { Comparable } from './reference-value.ts'
import { passes, stated } from './reference-value.ts'
import type { ReferenceOptions, World, WorldContact, WorldEvent } from './world.ts'

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
  for (const [id, when] of rules) {
    const satisfied = world.contacts.filter(contact => {
      const person = { contact, events: eventsOf.get(contact.contactNo) ?? [] }
      return isMember(person, when, rules, options)
    })
    members.set(id, new Set(satisfied.map(({ contactNo }) => contactNo)))
  }
  return members
}

interface Person {
  readonly contact: WorldContact
  readonly events: readonly WorldEvent[]
}

function isMember(
  person: Person,
  condition: Condition,
  rules: ReadonlyMap<string, Condition>,
  options: ReferenceOptions,
): boolean {
  const holds = (part: Condition) => isMember(person, part, rules, options)
  if ('all' in condition) return condition.all.every(holds)
  if ('any' in condition) return condition.any.some(holds)
  if ('none' in condition) return !condition.none.some(holds)
  if ('segment' in condition) return holds(rules.get(condition.segment) ?? { any: [] })
  if ('no_event' in condition)
    return matching(person.events, condition.no_event, condition, options).length === 0
  if ('sequence' in condition) return sequencePasses(person.events, condition, options)
  if ('event' in condition) return measurePasses(person, condition, options)
  const { attribute, ...test } = condition
  const type = options.catalog.attributes.get(attribute) ?? 'text'
  return passes(stated(person.contact.attributes[attribute], type, options), test, type, options)
}

function measurePasses(person: Person, condition: EventCondition, options: ReferenceOptions): boolean {
  const figure = figurePasses(person.events, condition, options)
  if (figure !== undefined) return figure
  const events = matching(person.events, condition.event, condition, options)
  for (const measure of MEASURES) {
    const asked = condition[measure]
    if (!asked) continue
    const { of, ...test } = asked
    const types = [condition.event].flat()
    const type =
      of === 'at' ? 'instant' : (options.catalog.events.get(types[0] ?? '')?.properties.get(of) ?? 'text')
    const values = events
      .map(event => readProperty(event, of, type, options))
      .filter(value => value !== undefined)
    const measured = measure === 'distinct' ? 'number' : type
    return passes(amountTo(measure, values, type), test, measured, options)
  }
  return passes(events.length, condition.count ?? { at_least: 1 }, 'number', options)
}

/** What values, oldest first, amount to. Nothing sums to 0; every other measure of nothing is missing. */
function amountTo(
  measure: (typeof MEASURES)[number],
  values: readonly Comparable[],
  type: ValueType,
): Comparable {
  if (measure === 'first') return values[0]
  if (measure === 'last') return values.at(-1)
  if (measure === 'distinct') return new Set(values.map(value => JSON.stringify(value))).size
  const numbers = values.map(Number)
  // `number` has six decimals and is added in whole millionths; everything else is whole already.
  const perUnit = type === 'number' ? 1e6 : 1
  const total = Number(numbers.reduce((sum, number) => sum + BigInt(Math.round(number * perUnit)), 0n))
  if (measure === 'sum') return total / perUnit
  if (numbers.length === 0) return undefined
  if (measure === 'avg') return total / (numbers.length * perUnit)
  return measure === 'min' ? Math.min(...numbers) : Math.max(...numbers)
}
