import { expect } from 'vitest'
import type { Outcome } from '../../src/push.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { emailsOf, seedMembers } from './members.ts'
import {
  addressOf,
  expectDelivered,
  expectTold,
  isDelivered,
  type Prepared,
  prepare,
  push,
} from './push-rows.ts'
import type { Stage } from './stage.ts'

/** What users and vendors' users do between a plan and its push. The rest always goes on. */
export const inputTests: readonly ConformanceTest[] = [
  {
    name: 'input: a key that expires says what to do, and nothing is sent twice',
    parts: ['revokeKey'],
    run: async stage => {
      const prepared = await preparedBefore(stage, 'revokeKey', 3)
      const { requests } = stage.emulator.journal
      const error = await stage.failureOf(pushFields(stage, prepared, () => 'never'))
      expect(error.kind).toBe('auth')
      expectTold({ status: 'rejected', code: 'auth', message: error.message })
      expect(stage.emulator.journal.requests - requests, 'requests with a key that is refused').toBe(1)
    },
  },
  {
    name: 'input: a target that vanished is told to each of its rows with what to do, and fields go on',
    parts: ['dropTarget'],
    run: async stage => {
      const prepared = await preparedBefore(stage, 'dropTarget', SOME)
      const { context, contacts, members } = prepared
      const operation = stage.connector.operations.members
      const rows = contacts.map(contact => ({ ...addressOf(contact), action: 'add' as const }))
      const { requests } = stage.emulator.journal
      for (const outcome of await push(stage, context, operation, members, rows)) {
        expect(outcome).toMatchObject({ status: 'rejected', code: 'target-missing' })
        expect(outcome.message).toContain(stage.harness.target.name)
        expectTold(outcome)
      }
      const batches = Math.ceil(SOME / operation.maxRows)
      expect(
        stage.emulator.journal.requests - requests,
        'requests for a target that is gone',
      ).toBeLessThanOrEqual(2 * batches)
      expectDelivered(await pushFields(stage, prepared, () => 'on'))
    },
  },
  {
    name: 'input: a field that was deleted is told to each of its rows with what to do, and members go on',
    parts: ['dropField'],
    run: async stage => {
      const prepared = await preparedBefore(stage, 'dropField', 6)
      for (const outcome of await pushFields(stage, prepared, () => 'lost')) {
        expect(outcome.status).toBe('rejected')
        expect(outcome.message).toContain(stage.harness.field.name)
        expectTold(outcome)
      }
      const { context, contacts, members } = prepared
      const rows = contacts.map(contact => ({ ...addressOf(contact), action: 'add' as const }))
      expectDelivered(await push(stage, context, stage.connector.operations.members, members, rows))
    },
  },
  {
    name: 'input: a field that changed its type holds what fits, and every other row is told what to do',
    parts: ['retypeField'],
    run: async stage => {
      const prepared = await preparedBefore(stage, 'retypeField', 6)
      const textAt = (at: number) => (at % 2 === 0 ? `${at}` : 'many')
      const outcomes = await pushFields(stage, prepared, textAt)
      for (const [at, outcome] of outcomes.entries()) {
        if (isDelivered(outcome)) expect(String(heldBy(stage, prepared, at))).toBe(`${at}`)
        else expectTold(outcome)
      }
      expect(
        outcomes.some((outcome, at) => at % 2 === 1 && isDelivered(outcome)),
        'a text in a number',
      ).toBe(false)
    },
  },
  {
    name: 'input: a required field that is empty stops neither fields nor opt-outs',
    parts: ['requireField'],
    run: async stage => {
      const prepared = await preparedBefore(stage, 'requireField', 6)
      expectDelivered(await pushFields(stage, prepared, () => 'full'))
      const { context, contacts, fields } = prepared
      const { optOut } = stage.connector.operations
      expectDelivered(await push(stage, context, optOut, fields, contacts.map(addressOf)))
      for (const email of emailsOf(contacts))
        expect(stage.harness.consent(stage.emulator.state, email)).toBe('unsubscribed')
    },
  },
  {
    name: 'input: a member without an address is pulled, and written to or refused with what to do',
    parts: ['addWithoutEmail'],
    run: async stage => {
      stage.seed(seedMembers(3))
      stage.part('addWithoutEmail')(stage.emulator.state)
      const prepared = await prepare(stage)
      const { context, contacts, members } = prepared
      expect(contacts.filter(({ email }) => email === null).length, 'pulled without an address').toBe(1)
      const rows = contacts.map(c => ({ ...addressOf(c), email: c.email, action: 'add' as const }))
      const outcomes = [
        await pushFields(stage, prepared, () => 'told'),
        await push(stage, context, stage.connector.operations.members, members, rows),
      ]
      for (const ofEach of outcomes) {
        const [nameless] = ofEach.filter((_, at) => contacts[at]?.email === null)
        if (!isDelivered(nameless as Outcome)) expectTold(nameless as Outcome)
        expectDelivered(ofEach.filter((_, at) => contacts[at]?.email !== null))
      }
    },
  },
  {
    name: 'input: two megabytes on one member are cut, taken or refused with what to do, and all others go',
    run: async stage => {
      stage.seed(seedMembers(6))
      const prepared = await prepare(stage)
      const outcomes = await pushFields(stage, prepared, at => (at === 2 ? LARGE : `small ${at}`))
      const [large] = outcomes.splice(2, 1) as [Outcome]
      const cut = large.notes?.some(({ did }) => did === 'truncated') ?? false
      if (!isDelivered(large)) expectTold(large)
      else expect(cut || heldBy(stage, prepared, 2) === LARGE, 'two megabytes, cut without a note').toBe(true)
      expectDelivered(outcomes)
      expect(heldBy(stage, prepared, 3)).toBe('small 3')
    },
  },
]

/** What users and others do at the vendor, by their name in the harness. */
type Change = 'revokeKey' | 'dropTarget' | 'dropField' | 'retypeField' | 'requireField'

/** So many members as they were planned for, and the change that comes before they are written to. */
async function preparedBefore<State>(
  stage: Stage<State>,
  change: Change,
  members: number,
): Promise<Prepared> {
  stage.seed(seedMembers(members))
  const prepared = await prepare(stage)
  stage.part(change)(stage.emulator.state)
  return prepared
}

/** More than one batch of the smallest bulk operations. */
const SOME = 120
const LARGE = 'x'.repeat(2_000_000)

function pushFields<State>(
  stage: Stage<State>,
  { context, contacts, fields }: Prepared,
  textAt: (at: number) => string,
): Promise<Outcome[]> {
  const rows = contacts.map((contact, at) => ({
    ...addressOf(contact),
    email: contact.email,
    values: { [stage.harness.field.name]: textAt(at) },
  }))
  return push(stage, context, stage.connector.operations.fields, fields, rows)
}

const heldBy = <State>({ harness, emulator }: Stage<State>, { contacts }: Prepared, at: number) =>
  harness.fieldValue(emulator.state, emailsOf(contacts)[at] ?? '', harness.field.name)
