import { expect } from 'vitest'
import type { FaultOrder } from '../emulator/definition.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { contactsOf, pullAll, pullPages } from './pull-stream.ts'
import { addressOf, expectDelivered, prepare, push, snapshot } from './push-rows.ts'
import type { Stage } from './stage.ts'

/** Two pages of the vendor with the longest ones. */
const TWO_PAGES = 1_050
/** Real milliseconds; answers of an emulator in the same process take a few. */
const PATIENCE_MS = 1_500
/** More than anything is tried. */
const FOR_EVER = 1_000
const AN_HOUR_MS = 3_600_000
const A_DAY_MS = 24 * AN_HOUR_MS

/** Faults that pass by themselves, in the middle of a pull. */
const PASSING: readonly [string, FaultOrder['fault']][] = [
  ['a burst of 429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }],
  ['a burst of 429 without', { kind: 'status', status: 429, body: 'Too many requests' }],
  ['a 500', { kind: 'status', status: 500 }],
  [
    "a gateway's 503 in HTML",
    { kind: 'status', status: 503, body: '<html>', headers: { 'content-type': 'text/html' } },
  ],
  [
    "an edge's page instead of the answer",
    {
      kind: 'status',
      status: 200,
      body: '<html>Checking your browser</html>',
      headers: { 'content-type': 'text/html' },
    },
  ],
  [
    'an answer that is not JSON',
    {
      kind: 'status',
      status: 200,
      body: 'upstream said no',
      headers: { 'content-type': 'application/json' },
    },
  ],
  ['a cut connection', { kind: 'cut' }],
  ['a cut answer', { kind: 'truncate' }],
  ['a slow answer', { kind: 'slow', ms: 20_000 }],
]

const pullThrough = PASSING.map(
  ([weather, fault]): ConformanceTest => ({
    name: `weather: a pull outlives ${weather}`,
    run: async stage => expectPullThrough(stage, { times: 2, fault }),
  }),
)

/** Faults that pass by themselves, in the middle of a push. */
const pushThrough = PASSING.filter(([, { kind }]) => kind !== 'slow').map(
  ([weather, fault]): ConformanceTest => ({
    name: `weather: a push outlives ${weather}`,
    run: stage => expectPushThrough(stage, fault),
  }),
)

const skewed = [
  ['ahead of', AN_HOUR_MS],
  ['behind', -AN_HOUR_MS],
].map(
  ([where, aheadMs]): ConformanceTest => ({
    name: `weather: a clock an hour ${where} the vendor's loses no change`,
    run: stage => expectNoChangeLost(stage, Number(aheadMs)),
  }),
)

export const weatherTests: readonly ConformanceTest[] = [
  ...pullThrough,
  ...pushThrough,
  ...skewed,
  {
    name: 'weather: a pull outlives an answer that never comes',
    run: async stage => expectPullThrough(stage, { times: 1, fault: { kind: 'stall' } }, PATIENCE_MS),
  },
  {
    name: 'weather: an idempotent push outlives an outage, any other is in doubt',
    run: async stage => {
      stage.seed(seedMembers(6))
      const { context, contacts, fields } = await prepare(stage)
      const operation = stage.connector.operations.fields
      const values = { [stage.harness.field.name]: 'stormy' }
      const rows = contacts.map(contact => ({ ...addressOf(contact), values }))
      stage.emulator.order({ route: operation.route, times: 1, fault: { kind: 'cut-after-effect' } })
      const outcomes = await push(stage, context, operation, fields, rows)
      if (operation.idempotent) expectDelivered(outcomes)
      else expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['in-doubt']))
      expect(snapshot(stage, contacts).map(({ value }) => value)).toEqual(contacts.map(() => 'stormy'))
    },
  },
  {
    name: 'weather: a lasting outage leaves every row for later',
    run: async stage => {
      stage.seed(seedMembers(6))
      const { context, contacts, members } = await prepare(stage)
      const operation = stage.connector.operations.members
      const rows = contacts.map(contact => ({ ...addressOf(contact), action: 'add' as const }))
      const takeBack = stage.emulator.order({
        route: operation.route,
        times: FOR_EVER,
        fault: { kind: 'status', status: 503 },
      })
      const outcomes = await push(stage, context, operation, members, rows)
      const expected = operation.idempotent ? 'deferred' : 'in-doubt'
      expect(outcomes.map(({ status }) => status)).toEqual(rows.map(() => expected))
      takeBack()
      expectDelivered(await push(stage, context, operation, members, rows))
      expect(snapshot(stage, contacts).every(({ member }) => member)).toBe(true)
    },
  },
]

async function expectPullThrough<State>(
  stage: Stage<State>,
  order: FaultOrder,
  answerWithinMs?: number,
): Promise<void> {
  const members = seedMembers(TWO_PAGES)
  stage.seed(members)
  const context = stage.connect(answerWithinMs === undefined ? {} : { answerWithinMs })
  // One fault for the very first call, the rest once a page has been read.
  stage.emulator.order({ ...order, times: 1 })
  const pages = []
  for await (const page of pullPages(stage, context)) {
    if (pages.length === 0 && order.times > 1) stage.emulator.order({ ...order, times: order.times - 1 })
    pages.push(page)
  }
  expect([...new Set(emailsOf(contactsOf(pages)))].sort()).toEqual(emailsOf(members).sort())
}

/** Longer than halving a batch of three would get by with, shorter than is tried. */
const STUBBORN = 4

/** Those that were throttled did nothing, and go out again; of all others a batch that is not idempotent is in doubt. */
async function expectPushThrough<State>(stage: Stage<State>, fault: FaultOrder['fault']): Promise<void> {
  stage.seed(seedMembers(63))
  const { context, contacts, fields } = await prepare(stage)
  const operation = stage.connector.operations.fields
  const values = { [stage.harness.field.name]: 'through' }
  const rows = contacts.map(contact => ({ ...addressOf(contact), values }))
  const pushThrough = async (some: typeof rows, times: number) => {
    const takeBack = stage.emulator.order({ route: operation.route, times, fault })
    const outcomes = await push(stage, context, operation, fields, some)
    takeBack()
    return outcomes
  }
  const outcomes = [
    ...(await pushThrough(rows.slice(3), 2)),
    ...(await pushThrough(rows.slice(0, 3), STUBBORN)),
  ]
  const throttled = fault.kind === 'status' && fault.status === 429
  if (throttled || operation.idempotent) {
    expectDelivered(outcomes)
    expect(snapshot(stage, contacts).map(({ value }) => value)).toEqual(contacts.map(() => 'through'))
  } else expect(outcomes.map(({ status }) => status)).toContain('in-doubt')
}

/** Changes before, between and after: where a pull ends must not be taken from our clock. */
async function expectNoChangeLost<State>(stage: Stage<State>, aheadMs: number): Promise<void> {
  const members = emailsOf(seedMembers(9))
  stage.seed(seedMembers(9))
  const context = stage.connect({ aheadMs })
  const [before, after] = [members.slice(0, 3), members.slice(3)]
  for (const email of before) stage.harness.touch(stage.emulator.state, email)
  stage.clock.advance(AN_HOUR_MS / 2)
  const first = await pullAll(stage, context)
  for (const [at, email] of after.entries()) {
    stage.clock.advance(at * 600_000)
    stage.harness.touch(stage.emulator.state, email)
  }
  stage.clock.advance(A_DAY_MS)
  const next = await pullAll(stage, context, { checkpoint: first.at(-1)?.checkpoint })
  const told = new Set(emailsOf(contactsOf(next)))
  const ever = new Set([...told, ...emailsOf(contactsOf(first))])
  expect(
    after.filter(email => !told.has(email)),
    'changes after the first pull, never told',
  ).toEqual([])
  expect(
    before.filter(email => !ever.has(email)),
    'changes just before it, never told',
  ).toEqual([])
}
