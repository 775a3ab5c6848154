import { expect } from 'vitest'
import type { ConformanceTest } from './conformance-test.ts'
import { seedMembers } from './members.ts'
import { addressOf, expectDelivered, prepare, push, snapshot } from './push-rows.ts'

export const optOutTests: readonly ConformanceTest[] = [
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
]
