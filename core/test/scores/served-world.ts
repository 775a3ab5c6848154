import { expect } from 'vitest'
import { buildCatalog, days, type Instant, instant } from '../../src/schema/index.ts'
import {
  applyScores,
  createRandom,
  type ScoreContext,
  type ScoreDefinition,
  type ScoreDocument,
  type ScoringContext,
  scoreColumns,
  trainScore,
} from '../../src/scores/index.ts'
import type { WorldEvent } from '../../src/segments/reference/index.ts'
import type { ScoreColumn } from '../../src/store/index.ts'
import { arrayFactStore } from '../segments/array-fact-store.ts'

/** The moment at which scores are trained and applied. */
export const NOW = instant(Date.UTC(2026, 5, 1))

type Add = (contact: number, type: string, daysAgo: number, properties?: WorldEvent['properties']) => void

/** What happened, told contact by contact in days before `NOW`. */
export function happenings(tell: (add: Add, random: () => number) => void, seed = 7): WorldEvent[] {
  const events: WorldEvent[] = []
  tell((contactNo, type, daysAgo, properties = {}) => {
    const at = Math.round(NOW - daysAgo * days(1))
    events.push({ eventId: BigInt(events.length), type, contactNo, at, properties })
  }, createRandom(seed))
  return events
}

/** A hub's world over plain objects: contacts 1 to `contacts`, and what happened to them. */
export function contextOf({
  events,
  contacts,
  ...more
}: { events: readonly WorldEvent[]; contacts: number } & Partial<ScoreContext>): ScoreContext {
  const catalog = more.catalog ?? buildCatalog()
  const everybody = Array.from({ length: contacts }, (_, i) => ({ contactNo: i + 1, attributes: {} }))
  return {
    name: 'mine',
    catalog,
    segments: [],
    facts: arrayFactStore(
      { contacts: everybody, events },
      { currency: 'USD', attributes: catalog.attributes },
    ),
    currency: 'USD',
    timeZone: 'UTC',
    now: NOW,
    firstEventAt: Math.min(...events.map(({ at }) => at), NOW) as Instant,
    seed: 11,
    ...more,
  }
}

/** A score trained, stored, read back and applied. */
export async function serve(definition: ScoreDefinition, context: ScoreContext) {
  const trained = await trainScore(definition, context, null)
  const document = JSON.parse(JSON.stringify(trained.document)) as typeof trained.document
  expect(document).toEqual(trained.document)
  const columns = await columnsOf(document, context)
  expect(columns.map(({ name }) => name).sort()).toEqual(
    [...scoreColumns(new Map([[context.name, definition]])).keys()].sort(),
  )
  return { ...trained, columns, context }
}

/** The columns of one score. */
export async function columnsOf(
  document: ScoreDocument,
  { name, ...context }: ScoringContext,
): Promise<readonly ScoreColumn[]> {
  for await (const { columns } of applyScores(new Map([[name, document]]), context)) return columns
  throw new Error('A score gave no columns.')
}

export function scoreOf(columns: readonly ScoreColumn[], name: string, contact: number) {
  const column = columns.find(each => each.name === name)
  return column?.values[column.contactNo.indexOf(contact)] ?? null
}
