import { type Instant, instant, minutes } from '@esplanade/core/schema'
import { expect } from 'vitest'
import type { WebhookDelivery, Webhooks } from '../../src/webhook.ts'
import type { ConformanceTest } from './conformance-test.ts'
import { seedMembers } from './members.ts'
import { contactsOf, pullAll } from './pull-stream.ts'
import type { Stage } from './stage.ts'

export const webhookTests: readonly ConformanceTest[] = [
  {
    name: 'webhooks: what the vendor sent is taken, and names the member',
    capability: 'webhooks',
    parts: ['webhook'],
    run: async stage => {
      const { webhooks, secret, sign, email } = open(stage)
      const now = stage.clock.now()
      const delivery = sign(now)
      expect(webhooks.verify(delivery, secret, now)).toEqual({ ok: true })
      const news = webhooks.parse(delivery)
      const known = contactsOf(await pullAll(stage, stage.connect())).find(contact => contact.email === email)
      const named = JSON.stringify(news)
      expect(
        [email, known?.remoteId ?? ''].some(name => named.includes(name)),
        'the member is named',
      ).toBe(true)
      expect(webhooks.parse(delivery), 'a delivery that comes twice').toEqual(news)
    },
  },
  {
    name: 'webhooks: another secret, a changed body and a missing signature are refused',
    capability: 'webhooks',
    parts: ['webhook'],
    run: async stage => {
      const { webhooks, secret, sign } = open(stage)
      const now = stage.clock.now()
      const delivery = sign(now)
      const changed = { ...delivery, body: Buffer.concat([delivery.body, Buffer.from(' ')]) }
      expect(webhooks.verify(sign(now, `${secret}-of-another`), secret, now).ok).toBe(false)
      expect(webhooks.verify(changed, secret, now).ok).toBe(false)
      expect(webhooks.verify({ ...delivery, headers: {} }, secret, now).ok).toBe(false)
      expect(webhooks.verify(delivery, secret, now).ok).toBe(true)
    },
  },
  {
    name: 'webhooks: what was signed long ago, or is yet to be, is refused',
    capability: 'webhooks',
    parts: ['webhook'],
    run: async stage => {
      const { webhooks, secret, sign } = open(stage)
      const now = stage.clock.now()
      for (const offMs of [-minutes(6), minutes(6)]) {
        expect(webhooks.verify(sign(instant(now + offMs)), secret, now)).toEqual({
          ok: false,
          reason: 'too-old',
        })
      }
      for (const offMs of [-minutes(4), minutes(4)]) {
        expect(webhooks.verify(sign(instant(now + offMs)), secret, now)).toEqual({ ok: true })
      }
    },
  },
  {
    name: 'webhooks: a body that nobody documents is a contract error, which tells nothing of it',
    capability: 'webhooks',
    parts: ['webhook'],
    run: async stage => {
      const { webhooks, sign, email } = open(stage)
      for (const body of ['', '{', `["${email}"]`, '\0\ufffd', `<html>${email}</html>`]) {
        const delivery = { ...sign(stage.clock.now()), body: Buffer.from(body) }
        const error = await stage.failureOf(Promise.resolve().then(() => webhooks.parse(delivery)))
        expect(error.kind).toBe('contract')
        expect(error.message).not.toContain(email)
      }
    },
  },
]

/** The connector's webhooks, the vendor's way to sign, and the one member. */
function open<State>(stage: Stage<State>): {
  readonly webhooks: Webhooks
  readonly secret: string
  readonly email: string
  readonly sign: (at: Instant, secret?: string) => WebhookDelivery
} {
  const { webhooks } = stage.connector
  if (!webhooks) throw new Error('A connector that is called by its vendor has `webhooks`.')
  const members = seedMembers(1)
  stage.seed(members)
  const vendor = stage.part('webhook')
  const email = members[0]?.email ?? ''
  const { secret } = vendor
  const sign = (at: Instant, by: string = secret) =>
    vendor.delivery(stage.emulator.state, email, { at, secret: by })
  return { webhooks, secret, email, sign }
}
