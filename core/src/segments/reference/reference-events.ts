import type { ValueType } from '../../schema/index.ts'
import type { EventSelection } from '../definition/event-selection.ts'
import { referenceAmount } from './reference-amount.ts'
import { liesWithin } from './reference-calendar.ts'
import type { Comparable } from './reference-value.ts'
import { passes, stated } from './reference-value.ts'
import type { ReferenceOptions, WorldEvent } from './world.ts'

/** Those of a person's events that a condition is about, oldest first. */
export function matching(
  events: readonly WorldEvent[],
  types: string | readonly string[],
  { within, where = {} }: EventSelection,
  options: ReferenceOptions,
  before = false,
): WorldEvent[] {
  const { catalog } = options
  const inside = liesWithin(within, options, before)
  return events
    .filter(event => [types].flat().includes(event.type))
    .filter(({ at }) => inside(at))
    .filter(event =>
      Object.entries(where).every(([name, test]) => {
        const type =
          name === 'at' ? 'instant' : (catalog.events.get(event.type)?.properties.get(name) ?? 'text')
        return passes(readProperty(event, name, type, options), test, type, options)
      }),
    )
    .toSorted(inOrder)
}

export function readProperty(
  event: WorldEvent,
  name: string,
  type: ValueType,
  options: ReferenceOptions,
): Comparable {
  if (name === 'at') return event.at
  const told = event.properties[name]
  const foreign = type === 'money' ? referenceAmount(told, event.at, options) : undefined
  return foreign === undefined ? stated(told, type, options) : Number(foreign.minor)
}

/** By time, then type, then event id. */
export function inOrder(a: WorldEvent, b: WorldEvent): number {
  return a.at - b.at || compare(a.type, b.type) || compare(a.eventId, b.eventId)
}

const compare = <T extends string | bigint>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)
