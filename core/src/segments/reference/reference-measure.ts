import type { ValueType } from '../../schema/index.ts'
import type { EventCondition } from '../definition/definition.ts'
import { MEASURES, type Measure } from '../definition/event-selection.ts'
import type { RankCondition } from '../definition/rank.ts'
import { matching, readProperty } from './reference-events.ts'
import type { Comparable } from './reference-value.ts'
import { stated } from './reference-value.ts'
import type { ReferenceOptions, WorldContact, WorldEvent } from './world.ts'

/** A contact with the events of that contact. */
export interface Person {
  readonly contact: WorldContact
  readonly events: readonly WorldEvent[]
}

/** What a person's events of a condition amount to, and of what type that is. */
export function measured(
  { events }: Person,
  condition: Pick<EventCondition, 'event' | 'within' | 'where'> & {
    readonly minus?: EventCondition['event'] | undefined
  },
  measure: Measure,
  of: string,
  options: ReferenceOptions,
): { value: Comparable; type: ValueType } {
  const [first = ''] = [condition.event].flat()
  const type = of === 'at' ? 'instant' : (options.catalog.events.get(first)?.properties.get(of) ?? 'text')
  const valuesOf = (types: EventCondition['event']) =>
    matching(events, types, condition, options)
      .map(event => readProperty(event, of, type, options))
      .filter(value => value !== undefined)
  const values = valuesOf(condition.event)
  // What is taken away is a sum of negative amounts, added with the others.
  const less = condition.minus === undefined ? [] : valuesOf(condition.minus).map(value => -Number(value))
  const value = amountTo(measure, [...values, ...less], type)
  return { value, type: measure === 'distinct' ? 'number' : type }
}

/** Whether a person's value is among the highest or lowest of everybody's that is ranked. */
export function rankPasses(
  person: Person,
  { rank, top, bottom, ties = 'in', among }: RankCondition,
  people: readonly Person[],
  options: ReferenceOptions,
): boolean {
  const rankedValue = (one: Person): number | undefined => {
    if ('attribute' in rank) {
      const type = options.catalog.attributes.get(rank.attribute) ?? 'text'
      return stated(one.contact.attributes[rank.attribute], type, options) as number | undefined
    }
    const { length } = matching(one.events, rank.event, rank, options)
    if (length === 0 && among !== 'everyone') return undefined
    const measure = MEASURES.find(name => rank[name] !== undefined)
    if (measure === undefined) return length
    return measured(one, rank, measure, rank[measure] ?? '', options).value as number | undefined
  }
  const own = rankedValue(person)
  if (own === undefined) return false
  const others = people.map(rankedValue).filter(value => value !== undefined)
  const room =
    (Number(String(top ?? bottom).replace('%', '')) / (String(top ?? bottom).endsWith('%') ? 100 : 1)) *
    others.length
  const ahead = others.filter(value => (top === undefined ? value < own : value > own)).length
  const equal = others.filter(value => value === own).length
  // In: the first of equal values still finds room. Out: the last of them does, too.
  return ties === 'in' ? ahead < room - TINY : ahead + equal <= room + TINY
}

/** Less than any difference between a count of people and a part of it that definitions can tell apart. */
const TINY = 1e-7

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
