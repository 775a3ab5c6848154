import { instant, minutes, type WebhookDelivery } from '@esplanade/connector-kit'
import { Signature } from '@hubspot/api-client'
import { describe, expect, test } from 'vitest'
import { hubspotConnector } from '../src/index.ts'

const { webhooks } = hubspotConnector
if (!webhooks) throw new Error('HubSpot calls us.')
const SECRET = 'client-secret'
const NOW = instant(Date.parse('2026-03-01T12:00:00Z'))
const PLAIN = 'https://hooks.example.com/hubspot/(7)?of=a@b&x=%20y'

/** Signed by the vendor's own SDK, for the address as the vendor reads it. */
function delivery(events: unknown, change: Partial<WebhookDelivery> = {}, at: number = NOW): WebhookDelivery {
  const requestBody = JSON.stringify(events)
  const signature = Signature.getSignature('POST', 'v3', {
    signature: '',
    clientSecret: SECRET,
    requestBody,
    url: PLAIN,
    timestamp: at,
  })
  const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(at) }
  return { method: 'POST', url: PLAIN, headers, body: Buffer.from(requestBody), ...change }
}

const news = [
  { subscriptionType: 'contact.propertyChange', objectId: 51, propertyName: 'city', propertyValue: 'Bonn' },
]

describe('a delivery', () => {
  test.each([
    ['as the SDK signs it', delivery(news)],
    [
      'whose address came with escapes that the vendor decodes',
      delivery(news, { url: 'https://hooks.example.com/hubspot/%287%29?of=a%40b&x=%20y' }),
    ],
    ['that is five minutes old', delivery(news, {}, NOW - minutes(5))],
  ])('%s is the vendor’s', (_, given) => {
    expect(webhooks.verify(given, SECRET, NOW)).toEqual({ ok: true })
  })

  test.each([
    ['with another body', 'signature-wrong', delivery(news, { body: Buffer.from('[]') })],
    ['to another address', 'signature-wrong', delivery(news, { url: 'https://hooks.example.com/hubspot' })],
    ['by another method', 'signature-wrong', delivery(news, { method: 'PUT' })],
    ['a millisecond too old', 'too-old', delivery(news, {}, NOW - minutes(5) - 1)],
    ['from ahead of our time', 'too-old', delivery(news, {}, NOW + minutes(5) + 1)],
    ['without a signature', 'signature-missing', delivery(news, { headers: {} })],
    ['without a time', 'signature-missing', delivery(news, { headers: { 'x-hubspot-signature-v3': 'x' } })],
  ])('%s is not', (_, reason, given) => {
    expect(webhooks.verify(given, SECRET, NOW)).toEqual({ ok: false, reason })
  })

  test('says which contacts to read again, each once, and which are erased for good', () => {
    const told = webhooks.parse(
      delivery([
        ...news,
        ...news,
        { subscriptionType: 'contact.deletion', objectId: 52 },
        { subscriptionType: 'contact.creation', objectId: 53 },
        { subscriptionType: 'contact.privacyDeletion', objectId: 53 },
        { subscriptionType: 'company.creation', objectId: 54 },
      ]),
    )
    expect(told).toEqual({
      items: [{ kind: 'gone', container: '', remoteId: '53', reason: 'deleted' }],
      changed: ['51', '52'].map(remoteId => ({ container: '', remoteId, email: null })),
    })
  })

  test.each(['no json', '{}', '[{"objectId":"x"}]'])('of %s is no delivery of the vendor', text => {
    expect(() => webhooks.parse(delivery([], { body: Buffer.from(text) }))).toThrow(/HubSpot webhook/)
  })
})
