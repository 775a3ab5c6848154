import { createHmac } from 'node:crypto'
import { instant, minutes, type WebhookDelivery } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import { mailchimpConnector } from '../src/index.ts'

const { webhooks } = mailchimpConnector
if (!webhooks) throw new Error('Mailchimp calls us.')
const SECRET = '3f1b0a7c9d2e4f60'
const NOW = instant(Date.parse('2026-03-01T12:00:00Z'))

function delivery(
  form: Record<string, string>,
  headers: WebhookDelivery['headers'] = {},
  path = SECRET,
): WebhookDelivery {
  const body = Buffer.from(new URLSearchParams(form).toString())
  return { method: 'POST', url: `https://hooks.example.com/mailchimp/${path}?x=1`, headers, body }
}

const unsubscribe = {
  type: 'unsubscribe',
  fired_at: '2026-03-01 12:00:00',
  'data[action]': 'unsub',
  'data[reason]': 'manual',
  'data[id]': '8a25ff1d98',
  'data[list_id]': 'a6b5da1054',
  'data[email]': 'ada@example.com',
  'data[merges][FNAME]': 'Ada',
}

function signed(form: Record<string, string>, at: number, secret = SECRET): WebhookDelivery {
  const unsigned = delivery(form, {}, 'open')
  const t = String(Math.floor(at / 1_000))
  const v1 = createHmac('sha256', secret).update(`${t}.`).update(unsigned.body).digest('hex')
  return { ...unsigned, headers: { 'x-mailchimp-signature': `t=${t},v1=${v1}` } }
}

describe('a delivery', () => {
  test.each([
    ['signed', signed(unsubscribe, NOW)],
    ['signed five minutes ago', signed(unsubscribe, NOW - minutes(5))],
    ['unsigned, to the secret address', delivery(unsubscribe)],
  ])('%s is the vendor’s', (_, given) => {
    expect(webhooks.verify(given, SECRET, NOW)).toEqual({ ok: true })
  })

  test.each([
    ['signature-wrong', signed(unsubscribe, NOW, 'another')],
    ['signature-wrong', { ...signed(unsubscribe, NOW), body: Buffer.from('type=subscribe') }],
    // A wrong signature is not made good by the right address.
    ['signature-wrong', delivery(unsubscribe, { 'x-mailchimp-signature': `t=${NOW / 1_000},v1=00` })],
    ['signature-missing', delivery(unsubscribe, { 'x-mailchimp-signature': 'v1=00' })],
    ['signature-missing', delivery(unsubscribe, {}, 'guess')],
    ['too-old', signed(unsubscribe, NOW - minutes(5) - 1_000)],
  ])('is refused: %s', (reason, given) => {
    expect(webhooks.verify(given, SECRET, NOW)).toEqual({ ok: false, reason })
  })

  test('without a secret set, nothing is the vendor’s', () => {
    expect(webhooks.verify(delivery(unsubscribe, {}, ''), '', NOW)).toEqual({
      ok: false,
      reason: 'signature-missing',
    })
  })

  test('says who is to be read again: by the new address after a change', () => {
    const member = (email: string) => [{ container: 'a6b5da1054', remoteId: null, email }]
    expect(webhooks.parse(delivery(unsubscribe))).toEqual({ items: [], changed: member('ada@example.com') })
    const moved = { type: 'upemail', 'data[list_id]': 'a6b5da1054', 'data[old_email]': 'a@example.com' }
    expect(webhooks.parse(delivery({ ...moved, 'data[new_email]': 'b@example.com' })).changed).toEqual(
      member('b@example.com'),
    )
    expect(webhooks.parse(delivery({ type: 'campaign', 'data[list_id]': 'a6b5da1054' })).changed).toEqual([])
  })

  test('without a type is no delivery of the vendor', () => {
    expect(() => webhooks.parse(delivery({ hello: 'there' }))).toThrow(/Mailchimp webhook/)
  })
})
