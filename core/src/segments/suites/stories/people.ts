import type { ExchangeRates, Instant, Value } from '../../../schema/index.ts'
import { buildCatalog, type Catalog, instant, parseInstant } from '../../../schema/index.ts'
import { type RosterCondition, rosterQuestion } from '../../definition/roster-condition.ts'
import type { World } from '../../reference/world.ts'
import { rosterKey } from '../../roster-key.ts'

/** The moment of every story unless it says otherwise. */
export const AS_OF = at('2026-04-01T12:00:00Z')

export const CATALOG = buildCatalog(
  {
    attributes: {
      age: 'number',
      cluster: 'text',
      engagement_score: 'number',
      loyalty_member: 'boolean',
      balance: 'money',
      interests: 'texts',
      renews_on: 'date',
    },
    events: { survey_answered: { properties: { score: 'number' } } },
  },
  new Map(),
  ['news', 'shop'],
)

/** People by first name: their attributes, their events in no particular order, and which rosters they are on. */
export type People = Record<string, Person>
interface Person {
  attributes?: Record<string, Value>
  events?: StoryEvent[]
  rosters?: readonly RosterCondition[]
}
export type StoryEvent = { type: string; at: string } & Record<string, Value>

export interface Stage {
  readonly asOf?: Instant
  readonly currency?: string
  readonly timeZone?: string
  readonly catalog?: Catalog
  readonly rates?: ExchangeRates
}

/** Contacts numbered from 1 in the order written. */
export function worldOf(people: People): World {
  let eventId = 0n
  const rosters = new Map<string, Set<number>>()
  for (const [index, { rosters: leaves = [] }] of Object.values(people).entries()) {
    for (const key of leaves.map(leaf => rosterKey(rosterQuestion(leaf)))) {
      rosters.set(key, (rosters.get(key) ?? new Set()).add(index + 1))
    }
  }
  return {
    rosters,
    contacts: Object.values(people).map(({ attributes = {} }, index) => ({
      contactNo: index + 1,
      attributes,
    })),
    events: Object.values(people).flatMap(({ events = [] }, index) =>
      events.map(({ type, at: time, ...properties }) => ({
        eventId: ++eventId,
        type,
        contactNo: index + 1,
        at: at(time),
        properties,
      })),
    ),
  }
}

export function at(text: string): Instant {
  return parseInstant(text) ?? instant(Number.NaN)
}
