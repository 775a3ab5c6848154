import { expect } from 'vitest'
import { type Delivery, deliverBatch } from '../../src/delivery/deliver-batch.ts'
import type { FieldRow, MemberRow, Operation, OperationTarget, Outcome } from '../../src/push.ts'
import type { ConformanceTest } from './conformance-test.ts'
import type { JobFate } from './emulator-harness.ts'
import { seedMembers } from './members.ts'
import { addressOf, expectDelivered, expectTold, isDelivered, prepare } from './push-rows.ts'
import type { Stage } from './stage.ts'

export const jobTests: readonly ConformanceTest[] = [
  {
    name: 'jobs: after a crash before the first question the stored job is asked after, and nothing is sent again',
    parts: ['jobs'],
    run: async stage => {
      const batch = await open(stage)
      const crash = new Error('killed by the suite')
      let job: unknown
      const killed = deliver(stage, batch, {
        onJob: async given => {
          job = JSON.parse(JSON.stringify(given))
          throw crash
        },
      })
      await expect(killed).rejects.toBe(crash)
      const sent = stage.emulator.journal.byRoute.get(batch.operation.route)
      expectDelivered(await deliver(stage, batch, { job }))
      expect(stage.emulator.journal.byRoute.get(batch.operation.route), 'requests that write').toBe(sent)
    },
  },
  {
    name: 'jobs: a failed job leaves no row delivered, and every row says why',
    parts: ['jobs'],
    run: async stage => {
      for (const outcome of await outcomesOf(stage, 'fails')) {
        expect(isDelivered(outcome), 'a row of a failed job that is called delivered').toBe(false)
        expectTold(outcome)
      }
    },
  },
  {
    name: 'jobs: a row that the job never mentions is not called applied, and sinks no other',
    parts: ['jobs'],
    run: async stage => {
      const [lost, ...others] = await outcomesOf(stage, 'loses-rows')
      expect(['applied', 'unchanged']).not.toContain(lost?.status)
      if (!isDelivered(lost as Outcome)) expectTold(lost as Outcome)
      expectDelivered(others)
    },
  },
  {
    name: 'jobs: an expired job leaves its rows to be sent again, or in doubt',
    parts: ['jobs'],
    run: async stage => {
      const outcomes = await outcomesOf(stage, 'expires')
      const allowed = (await open(stage, 0)).operation.idempotent ? ['deferred', 'in-doubt'] : ['in-doubt']
      for (const outcome of outcomes) {
        expect(allowed).toContain(outcome.status)
        expectTold(outcome)
      }
    },
  },
]

type Row = FieldRow | MemberRow
interface Batch {
  readonly operation: Operation<Row, unknown, unknown>
  readonly target: OperationTarget
  readonly rows: readonly Row[]
}

async function outcomesOf<State>(stage: Stage<State>, fate: JobFate): Promise<readonly Outcome[]> {
  const batch = await open(stage)
  stage.part('jobs').next(stage.emulator.state, fate)
  return deliver(stage, batch, {})
}

async function open<State>(stage: Stage<State>, members = 5): Promise<Batch> {
  if (members > 0) stage.seed(seedMembers(members))
  const { operations } = stage.connector
  const prepared = members > 0 ? await prepare(stage) : undefined
  const contacts = prepared?.contacts ?? []
  const target: OperationTarget = { container: stage.harness.container }
  if (stage.part('jobs').operation === 'fields') {
    const rows = contacts.map(contact => ({
      ...addressOf(contact),
      values: { [stage.harness.field.name]: 'by job' },
    }))
    return { operation: operations.fields as Batch['operation'], target: prepared?.fields ?? target, rows }
  }
  const rows = contacts.map(contact => ({ ...addressOf(contact), action: 'add' as const }))
  return { operation: operations.members as Batch['operation'], target: prepared?.members ?? target, rows }
}

/** Each time as another process does. */
function deliver<State>(
  stage: Stage<State>,
  batch: Batch,
  more: Partial<Pick<Delivery<Row, unknown, unknown>, 'onJob' | 'job'>>,
): Promise<Outcome[]> {
  return deliverBatch({ context: stage.connect(), ...batch, onJob: async () => {}, ...more })
}
