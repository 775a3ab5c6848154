import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Catalog, ExchangeRates, Instant, Value } from '../../src/schema/index.ts'
import { buildCatalog, instant, parseInstant, rateSpans } from '../../src/schema/index.ts'
import { rosterQuestion } from '../../src/segments/definition/roster-condition.ts'
import type { ResolvedSegment, RosterCondition, SegmentDefinition } from '../../src/segments/index.ts'
import {
  evaluateSegments,
  formatProblem,
  maskToContacts,
  parseSegments,
  planSegments,
  resolveSegments,
} from '../../src/segments/index.ts'
import type { World } from '../../src/segments/reference/index.ts'
import { referenceEvaluate, worldRosters } from '../../src/segments/reference/index.ts'
import { rosterKey } from '../../src/segments/roster-key.ts'
import { arrayFactStore } from './array-fact-store.ts'

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

/** Members by segment id and first name, agreed upon by engine and reference. */
export async function membersOf(
  yaml: string,
  people: People,
  stage: Stage = {},
): Promise<Record<string, string[]>> {
  const { asOf = AS_OF, currency = 'USD', timeZone = 'UTC', catalog = CATALOG, rates } = stage
  const definitions = parsed(yaml)
  const world = worldOf(people)
  const names = Object.keys(people)
  const facts = arrayFactStore(world, {
    currency,
    attributes: catalog.attributes,
    rates: rates ? rateSpans(rates, { currency, timeZone }) : [],
  })
  const plan = planSegments(resolved(definitions, catalog), { asOf, currency, timeZone })
  const { segments } = await evaluateSegments(plan, facts, worldRosters(world))
  const found = Object.fromEntries(
    [...segments].map(([id, { mask }]) => [
      id,
      [...maskToContacts(mask)].map(no => names[no - 1] ?? `#${no}`),
    ]),
  )
  const options = { asOf, currency, timeZone, catalog, ...(rates ? { rates } : {}) }
  const expected = referenceEvaluate(definitions, world, options)
  for (const [id, members] of expected) {
    expect(found[id]).toEqual([...members].map(no => names[no - 1]))
  }
  return found
}

/** Who satisfies one condition, written as the YAML under `when:`. */
export async function whoPasses(when: string, people: People, stage: Stage = {}): Promise<string[]> {
  const found = await membersOf(`id: x\ntitle: X\nwhen: ${when}`, people, stage)
  return found.x ?? []
}

/** Members by segment id of a file of `docs/examples/segments`. */
export async function exampleMembers(file: string, people: People, stage: Stage = {}) {
  const path = new URL(`../../../docs/examples/segments/${file}`, import.meta.url)
  return membersOf(await readFile(path, 'utf8'), people, stage)
}

export function parsed(yaml: string): readonly SegmentDefinition[] {
  const result = parseSegments(yaml, 'story.yaml')
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.definitions
}

export function resolved(
  definitions: readonly SegmentDefinition[],
  catalog: Catalog = CATALOG,
): readonly ResolvedSegment[] {
  const result = resolveSegments(definitions, catalog)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.value
}

export function at(text: string): Instant {
  return parseInstant(text) ?? instant(Number.NaN)
}
