import { describe, expect, it } from 'vitest'
import { brevoConnector } from '../src/index.ts'
import { NOW } from './open-brevo.ts'

const { webhooks } = brevoConnector

const delivery = (body: unknown, authorization?: string) => ({
  method: 'POST',
  url: 'https://example.com/hooks/brevo',
  headers: authorization === undefined ? {} : { authorization },
  body: Buffer.from(JSON.stringify(body)),
})

describe('webhooks', () => {
  it.each([
    ['Bearer token', 'token', { ok: true }],
    ['bearer token', 'token', { ok: true }],
    ['Bearer other', 'token', { ok: false, reason: 'signature-wrong' }],
    ['Bearer toke', 'token', { ok: false, reason: 'signature-wrong' }],
    ['Basic token', 'token', { ok: false, reason: 'signature-missing' }],
    [undefined, 'token', { ok: false, reason: 'signature-missing' }],
    ['Bearer ', '', { ok: false, reason: 'signature-missing' }],
    ['Bearer x', '', { ok: false, reason: 'signature-wrong' }],
  ])('%s, where the token is "%s"', (authorization, secret, verdict) => {
    expect(webhooks?.verify(delivery({}, authorization), secret, NOW)).toEqual(verdict)
  })

  it('a delivery, whatever its event, makes no row: its token proves neither content nor time', () => {
    for (const event of ['unsubscribe', 'hard_bounce', 'contact_deleted', 'something_new']) {
      expect(webhooks?.parse(delivery({ id: 7, event, email: 'ada@example.com' }))).toEqual({
        items: [],
        changed: [{ container: '', remoteId: null, email: 'ada@example.com' }],
      })
    }
  })

  it('an event that names nobody changes nobody', () => {
    expect(webhooks?.parse(delivery({ event: 'list_addition', list_id: [5] }))).toEqual({
      items: [],
      changed: [],
    })
  })
})
