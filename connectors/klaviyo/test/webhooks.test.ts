import { createHmac } from 'node:crypto'
import { instant, minutes, type WebhookDelivery } from '@esplanade/connector-kit'
import { describe, expect, it } from 'vitest'
import { klaviyoConnector } from '../src/index.ts'

const { webhooks } = klaviyoConnector
if (!webhooks) throw new Error('Klaviyo calls us.')
const SECRET = 'a-secret-of-sixteen-or-more'
const NOW = instant(Date.parse('2026-03-01T12:00:00Z'))

function delivery(data: unknown, timestamp = String(NOW / 1_000), secret = SECRET): WebhookDelivery {
  const body = Buffer.from(
    JSON.stringify({ data, meta: { klaviyo_account_id: 'A', klaviyo_webhook_id: 'W' } }),
  )
  const signature = createHmac('sha256', secret).update(body).update(timestamp).digest('hex')
  const headers = {
    'klaviyo-signature': signature,
    'klaviyo-timestamp': timestamp,
    'klaviyo-webhook-id': 'W',
  }
  return { method: 'POST', url: 'https://hooks.example.com/klaviyo', headers, body }
}

const event = (id: string, topic: string, profile: string | null, event_properties: object = {}) => ({
  external_id: id,
  topic,
  payload: {
    data: {
      type: 'event',
      id,
      attributes: { datetime: '2026-03-01T11:59:00+00:00', event_properties },
      relationships: { profile: { data: profile && { type: 'profile', id: profile } } },
    },
  },
})

describe('a delivery', () => {
  it.each([
    ['seconds', String(NOW / 1_000)],
    ['milliseconds', String(NOW)],
    ['a date', '2026-03-01T12:00:00+00:00'],
    ['the edge of the window', String((NOW - minutes(5)) / 1_000)],
  ])('is the vendor’s, dated by %s', (_, timestamp) => {
    expect(webhooks.verify(delivery([], timestamp), SECRET, NOW)).toEqual({ ok: true })
  })

  it.each([
    ['signature-wrong', delivery([], String(NOW), 'another')],
    ['signature-wrong', { ...delivery([]), body: Buffer.from('{}') }],
    ['signature-missing', { ...delivery([]), headers: {} }],
    ['signature-missing', delivery([], 'yesterday')],
    ['too-old', delivery([], String(NOW / 1_000 - 301))],
  ])('is refused: %s', (reason, given) => {
    expect(webhooks.verify(given, SECRET, NOW)).toEqual({ ok: false, reason })
  })

  it('gives the rows of the pull, and whose consent to read again', () => {
    const opened = event('e1', 'event:klaviyo.opened_email', 'P1', {
      $message: 'M1',
      'Campaign Name': 'News',
    })
    const told = webhooks.parse(
      delivery([
        opened,
        event('e2', 'event:klaviyo.unsubscribed_from_email_marketing', 'P2'),
        event('e3', 'event:klaviyo.opened_email', null),
        event('e4', 'event:klaviyo.some_other_thing', 'P3'),
      ]),
    )
    expect(told.items).toMatchObject([
      {
        type: 'email_opened',
        sourceId: 'e1',
        at: NOW - minutes(1),
        who: [{ kind: 'vendor', value: 'P1' }],
        properties: { message: 'M1', campaign: 'M1', machine: false },
      },
      { type: 'email_unsubscribed', sourceId: 'e2' },
    ])
    expect(told.changed).toEqual([{ container: '', remoteId: 'P2', email: null }])
  })

  it('of another shape is no delivery of the vendor', () => {
    expect(() => webhooks.parse(delivery([{ topic: 'x' }]))).toThrow(/Klaviyo webhook/)
    expect(() => webhooks.parse({ ...delivery([]), body: Buffer.from('no json') })).toThrow(/Klaviyo webhook/)
  })
})
