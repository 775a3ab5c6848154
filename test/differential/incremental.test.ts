import type { Instant } from '@esplanade/core/schema'
import {
  type EvaluationMemory,
  type EvaluationState,
  type EvaluationSubject,
  evaluateAgain,
  evaluationFrom,
  maskToContacts,
  planSegments,
  type RosterProvider,
  type SegmentDefinition,
  type SegmentPlan,
  startState,
} from '@esplanade/core/segments'
import { referenceEvaluate, type World, worldRosters } from '@esplanade/core/segments/reference'
import type { Store } from '@esplanade/core/store'
import { duckdb } from '@esplanade/duckdb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prepareCase } from './prepare-case.ts'
import { type TimelineCase, timelineCases } from './timeline/step.ts'
import { tellStore } from './timeline/tell-store.ts'
import { ToldWorld } from './timeline/told-world.ts'

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const RUNS = Number(process.env.ESPLANADE_TEST_RUNS ?? (LONG ? 2_000 : 8))
const LONGEST_MS = LONG ? 3_600_000 : 300_000
/** A long run takes a new seed each time unless told one; fast-check prints it when a case fails. */
const SEED = Number(process.env.ESPLANADE_TEST_SEED ?? (LONG ? Date.now() % 2 ** 31 : 1))

test(
  'what is brought up to date step by step is what a full evaluation and the reference say',
  async () => {
    await fc.assert(fc.asyncProperty(timelineCases(), agree), { numRuns: RUNS, seed: SEED })
  },
  LONGEST_MS,
)

async function agree({ example, steps }: TimelineCase): Promise<void> {
  const { catalog, currency, timeZone } = example
  const store = await duckdb({ file: ':memory:', threads: 1 }).open()
  try {
    const told = new ToldWorld()
    let memory: EvaluationMemory = { kept: null }
    let now = example.asOf
    let fewer = false
    let { rates } = example
    for (const [number, step] of steps.entries()) {
      now = (now + step.advanceMs) as Instant
      fewer = fewer !== step.redefine
      if (step.restart) memory = { kept: null }
      const definitions = fewer ? example.definitions.slice(0, -1) : example.definitions
      rates = step.rates ?? rates
      const rosters = rostersAt(example.world, number)
      const subject = await subjectOf(store, definitions, { ...example, rates }, rosters)
      await tellStore(store, told.tell(step, example.world.contacts), number + 1)
      // Rows in another order, and contacts written as merged, are the same facts.
      if (step.compact) await store.facts.compact({ force: true })
      const state = await evaluated(store, memory, subject, now)
      const { asOf } = state.plan
      const full = await startState(subject, asOf, state.watermark, store.facts)
      const explained = async () =>
        [
          `step ${number} of ${JSON.stringify(steps, replacer)}`,
          JSON.stringify(definitions),
          `planned as ${JSON.stringify(state.plan)}`,
          `stated as ${JSON.stringify(await statementsOf(store, state.plan, subject.rosters))}`,
        ].join('\n')
      const members = membersOf(state)
      await expectSame(valuesOf(state), valuesOf(full), explained)
      await expectSame(members, membersOf(full), explained)
      const world = { ...told.world(), rosters }
      const expected = referenceEvaluate(definitions, world, {
        catalog,
        currency,
        timeZone,
        asOf,
        rates,
      })
      await expectSame(
        members,
        [...expected].map(([id, contacts]) => [id, [...contacts].toSorted((a, b) => a - b)]),
        explained,
      )
    }
  } finally {
    await store.close()
  }
}

async function subjectOf(
  store: Store,
  definitions: readonly SegmentDefinition[],
  example: TimelineCase['example'],
  rosters: NonNullable<World['rosters']>,
): Promise<EvaluationSubject> {
  const resolved = await prepareCase(store, definitions, example)
  const { currency, timeZone } = example
  return {
    planAt: asOf => planSegments(resolved, { asOf, currency, timeZone }),
    rosters: worldRosters({ contacts: [], events: [], rosters }),
    fingerprint: JSON.stringify(definitions),
  }
}

async function evaluated(
  store: Store,
  memory: EvaluationMemory,
  subject: EvaluationSubject,
  now: Instant,
): Promise<EvaluationState> {
  const request = { subject, now, full: false, maxStateBytes: Number.POSITIVE_INFINITY, timer: () => 0 }
  await store.atomically(() => evaluateAgain(memory, request, store.facts))
  if (memory.kept === null) throw new Error('Nothing was kept of an evaluation.')
  return memory.kept.state
}

const membersOf = (state: EvaluationState) =>
  [...evaluationFrom(state).segments].map(([id, { mask }]) => [String(id), [...maskToContacts(mask)]])

/** Everything that a state holds of every contact, without how it is kept. */
const valuesOf = ({ columns, size }: EvaluationState) =>
  columns.map(column =>
    Array.from({ length: size }, (_, contact) =>
      column?.kind === 'number'
        ? String(column.values[contact])
        : (column?.dictionary[column.codes[contact] ?? -1] ?? null),
    ),
  )

/** Who answers a roster changes from step to step: two of three, each time others. */
function rostersAt({ rosters = new Map() }: World, step: number): NonNullable<World['rosters']> {
  const present = (contacts: ReadonlySet<number>) =>
    new Set([...contacts].filter(contact => (contact + step) % 3 !== 0))
  return new Map([...rosters].map(([key, contacts]) => [key, present(contacts)]))
}

async function statementsOf(
  { facts }: Store,
  plan: SegmentPlan,
  rosters: RosterProvider,
): Promise<unknown[]> {
  const { statements } = facts
  if (statements === undefined) return []
  return Promise.all(plan.segments.map(({ id }) => statements.print(plan, id, rosters)))
}

async function expectSame(
  found: unknown,
  expected: unknown,
  explained: () => Promise<string>,
): Promise<void> {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found, await explained()).toEqual(expected)
}

const replacer = (_: string, value: unknown) =>
  typeof value === 'bigint' ? String(value) : value instanceof Map ? Object.fromEntries(value) : value
