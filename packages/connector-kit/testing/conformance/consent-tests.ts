import { instant } from '@esplanade/core/schema'
import { expect } from 'vitest'
import type { OptInRow, Outcome } from '../../src/push.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { seedMembers } from './members.ts'
import {
  addressOf,
  expectDelivered,
  expectTold,
  isDelivered,
  type Prepared,
  prepare,
  push,
  snapshot,
} from './push-rows.ts'
import type { Stage } from './stage.ts'

const A_DAY_MS = 86_400_000

export const consentTests: readonly ConformanceTest[] = [
  {
    name: 'opt-out: lowers the consent of those it names, and of nobody else',
    run: async stage => {
      stage.seed(seedMembers(30))
      const { context, contacts, fields } = await prepare(stage)
      const before = snapshot(stage, contacts)
      const chosen = new Set(contacts.filter((_, at) => at % 2 === 0))
      const rows = [...chosen].map(addressOf)
      expectDelivered(await push(stage, context, stage.connector.operations.optOut, fields, rows))
      for (const [at, { consent }] of snapshot(stage, contacts).entries()) {
        const contact = contacts[at] as (typeof contacts)[number]
        if (chosen.has(contact))
          expect(['unsubscribed', 'suppressed'], contact.email ?? '').toContain(consent)
        else expect(consent, contact.email ?? '').toBe(before[at]?.consent)
      }
    },
  },
  {
    name: 'opt-out: never raises consent, not even when repeated',
    run: async stage => {
      stage.seed(seedMembers(12))
      const { context, contacts, fields } = await prepare(stage)
      const rows = contacts.map(addressOf)
      for (let times = 0; times < 2; times += 1) {
        await push(stage, context, stage.connector.operations.optOut, fields, rows)
        expect(snapshot(stage, contacts).filter(({ consent }) => consent === 'subscribed')).toEqual([])
      }
    },
  },
  {
    name: 'opt-in: outcomes tell the truth, and nobody else is raised',
    capability: 'opt-in',
    run: async stage => {
      stage.seed(seedMembers(30))
      const prepared = await prepare(stage)
      const { contacts } = prepared
      const before = snapshot(stage, contacts)
      const chosen = contacts.filter((_, at) => at % 2 === 0)
      const outcomes = await optIn(stage, prepared, chosen)
      for (const [at, { consent }] of snapshot(stage, contacts).entries()) {
        const contact = contacts[at] as (typeof contacts)[number]
        const outcome = outcomes[chosen.indexOf(contact)]
        if (outcome && isRaised(outcome)) expect(consent, contact.email ?? '').toBe('subscribed')
        else expect(consent, contact.email ?? '').toBe(before[at]?.consent)
        if (outcome && !isDelivered(outcome)) expectTold(outcome)
      }
    },
  },
  {
    name: 'opt-in: never lifts what a person said later than their opt-in',
    capability: 'opt-in',
    parts: ['optOutByPerson'],
    run: stage =>
      expectNeverRaised(stage, email => stage.part('optOutByPerson')(stage.emulator.state, email)),
  },
  {
    name: 'opt-in: never lifts a bounce',
    capability: 'opt-in',
    parts: ['bounce'],
    run: stage => expectNeverRaised(stage, email => stage.part('bounce')(stage.emulator.state, email)),
  },
]

/** Delivered, and not only a question to the person. */
const isRaised = (outcome: Outcome): boolean => isDelivered(outcome) && outcome.code !== 'confirmation-sent'

/** Opt-ins of a day ago, recorded at a form. */
function optIn<State>(
  stage: Stage<State>,
  { context, fields }: Prepared,
  contacts: Prepared['contacts'],
): Promise<Outcome[]> {
  const operation = stage.connector.operations.optIn
  if (!operation) throw new Error('A connector that raises consent has `operations.optIn`.')
  const at = instant(stage.clock.now() - A_DAY_MS)
  const rows = contacts.map(
    (contact): OptInRow => ({
      ...addressOf(contact),
      optIn: { at, source: 'form', evidence: 'newsletter form' },
    }),
  )
  return push(stage, context, operation, fields, rows)
}

async function expectNeverRaised<State>(stage: Stage<State>, refuse: (email: string) => void): Promise<void> {
  stage.seed(seedMembers(6))
  const prepared = await prepare(stage)
  const { contacts } = prepared
  for (const { email } of contacts) refuse(email ?? '')
  const outcomes = await optIn(stage, prepared, contacts)
  expect(snapshot(stage, contacts).filter(({ consent }) => consent === 'subscribed')).toEqual([])
  expect(outcomes.filter(isRaised), 'refusals that were told as opt-ins').toEqual([])
  for (const { status } of outcomes) expect(['refused', 'rejected', 'accepted']).toContain(status)
}
