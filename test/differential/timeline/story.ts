import { buildCatalog, type Instant, type Value } from '@esplanade/core/schema'
import {
  type EvaluatedAgain,
  type EvaluationMemory,
  evaluateAgain,
  evaluateSegments,
  factNeeds,
  maskToContacts,
  planSegments,
  resolveSegments,
  type SegmentDefinition,
} from '@esplanade/core/segments'
import type { Store } from '@esplanade/core/store'
import { duckdb } from '@esplanade/duckdb'
import { expect } from 'vitest'
import { tellStore } from './tell-store.ts'
import type { Telling } from './told-world.ts'

const CATALOG = buildCatalog({ attributes: { points: 'number' } }, new Map([['churn', 'number']]))
const START = Date.parse('2026-03-15T12:00:00Z') as Instant

/** What happens to a store and its evaluations; each evaluation is compared with a full one of the same moment. */
export class Story {
  readonly store: Store
  definitions: readonly SegmentDefinition[]
  now = START
  roster: readonly number[] = []
  maxStateBytes = Number.POSITIVE_INFINITY
  /** What is said to decide what definitions mean; null for the definitions themselves. */
  fingerprint: string | null = null
  memory: EvaluationMemory = { kept: null }
  /** Who is in which segment, by the latest evaluation. */
  members: ReadonlyMap<string, readonly number[]> = new Map()
  #told = 0
  #events = 0n

  private constructor(store: Store, definitions: readonly SegmentDefinition[]) {
    this.store = store
    this.definitions = definitions
  }

  static async of(definitions: readonly SegmentDefinition[], contacts = 3): Promise<Story> {
    const store = await duckdb({ file: ':memory:', threads: 1 }).open()
    const story = new Story(store, definitions)
    await story.#prepare()
    await story.tell({ contacts: Array.from({ length: contacts }, (_, index) => index + 1) })
    return story
  }

  async tell(told: Partial<Telling>): Promise<void> {
    this.#told += 1
    const nothing = { contacts: [], events: [], attributes: [], merges: [], unmerges: [], erased: [] }
    await tellStore(this.store, { ...nothing, means: contact => contact, ...told }, this.#told)
  }

  /** One event of a contact so many milliseconds before now, told as new; returned so that it can be told again. */
  async event(
    type: string,
    contactNo: number,
    agoMs = 0,
    properties: Record<string, Value> = {},
  ): Promise<Telling['events'][0]> {
    this.#events += 1n
    const event = { eventId: this.#events, type, contactNo, at: (this.now - agoMs) as Instant, properties }
    await this.tell({ events: [event] })
    return event
  }

  advance(ms: number): void {
    this.now = (this.now + ms) as Instant
  }

  /** Goes on as another process would. */
  restart(): void {
    this.memory = { kept: null }
  }

  /** Evaluates, requires what a full evaluation says, and tells how it went and who is in the first segment. */
  async evaluate(
    full = false,
  ): Promise<Pick<EvaluatedAgain, 'mode' | 'reason'> & { readonly first: readonly number[] }> {
    const resolved = await this.#prepare()
    const { facts } = this.store
    const planAt = (asOf: Instant) =>
      planSegments(resolved, { asOf, currency: 'EUR', timeZone: 'Europe/Berlin' })
    const rosters = async () => Uint32Array.from(this.roster)
    const subject = { planAt, rosters, fingerprint: this.fingerprint ?? JSON.stringify(this.definitions) }
    const request = { subject, now: this.now, full, maxStateBytes: this.maxStateBytes, timer: () => 0 }
    const { evaluation, mode, reason } = await this.store.atomically(() =>
      evaluateAgain(this.memory, request, facts),
    )
    const expected = await evaluateSegments(planAt(evaluation.asOf), facts, rosters)
    const named = ({ segments }: typeof expected) =>
      [...segments].map(([id, { mask }]) => [id, [...maskToContacts(mask)]] as const)
    const members = named(evaluation)
    expect(members).toEqual(named(expected))
    this.members = new Map(members.map(([id, contacts]) => [String(id), contacts]))
    return { mode, reason, first: members[0]?.[1] ?? [] }
  }

  async #prepare() {
    const resolved = resolveSegments(this.definitions, CATALOG)
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems))
    const { events } = factNeeds(resolved.value)
    await this.store.facts.prepare({ catalog: CATALOG, currency: 'EUR', owners: new Map(), events })
    return resolved.value
  }
}
