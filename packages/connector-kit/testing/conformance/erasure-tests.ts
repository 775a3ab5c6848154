import { expect } from 'vitest'
import { JOB_PENDING } from '../../src/delivery/collect.ts'
import { deliverBatch } from '../../src/delivery/deliver-batch.ts'
import type { EraseRow, Operation, Outcome } from '../../src/push.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import { addressOf, prepare, push } from './push-rows.ts'
import type { Stage } from './stage.ts'

export const erasureTests: readonly ConformanceTest[] = [
  {
    name: 'erasure: is applied when nothing of the person is left, and touches nobody else',
    capability: 'erasure',
    parts: ['holds'],
    run: async stage => {
      stage.seed(seedMembers(6))
      const { context, contacts, fields } = await prepare(stage)
      const chosen = contacts.filter((_, at) => at % 3 === 0)
      const outcomes = await push(stage, context, operationOf(stage), fields, chosen.map(addressOf))
      expect(outcomes.map(({ status }) => status)).toEqual(chosen.map(() => 'applied'))
      expectErased(stage, emailsOf(contacts), emailsOf(chosen))
    },
  },
  {
    name: 'erasure: goes on after a restart by what was stored, and is asked for once',
    capability: 'erasure',
    parts: ['holds'],
    run: async stage => {
      stage.seed(seedMembers(3))
      const { context, contacts, fields: target } = await prepare(stage)
      const operation = operationOf(stage)
      const rows = contacts.slice(0, 1).map(addressOf)
      let job: unknown
      const onJob = async (given: unknown) => {
        job = JSON.parse(JSON.stringify(given))
      }
      const first = await deliverBatch({ context, operation, target, rows, onJob, patienceMs: 0 })
      const sent = stage.emulator.journal.byRoute.get(operation.route)
      const last = job === undefined ? first : await goOn(stage, operation, { target, rows, job })
      if (job !== undefined) expect(first).toMatchObject([{ status: 'deferred', code: JOB_PENDING }])
      expect(last).toMatchObject([{ status: 'applied' }])
      expect(stage.emulator.journal.byRoute.get(operation.route), 'requests to erase').toBe(sent)
      expectErased(stage, emailsOf(contacts), emailsOf(contacts.slice(0, 1)))
    },
  },
]

type Erase = Operation<EraseRow, unknown, unknown>

function operationOf<State>({ connector }: Stage<State>): Erase {
  const { erase } = connector.operations
  if (!erase) throw new Error('A connector that erases has `operations.erase`.')
  return erase
}

/** As another process does that knows the stored job alone. */
function goOn<State>(
  stage: Stage<State>,
  operation: Erase,
  stored: Pick<Parameters<typeof deliverBatch<EraseRow, unknown, unknown>>[0], 'target' | 'rows' | 'job'>,
): Promise<Outcome[]> {
  return deliverBatch({ context: stage.connect(), operation, ...stored, onJob: async () => {} })
}

function expectErased<State>(stage: Stage<State>, all: readonly string[], erased: readonly string[]): void {
  const holds = stage.part('holds')
  expect(all.filter(email => !holds(stage.emulator.state, email))).toEqual(erased)
}
