import {
  type ChangedMember,
  checkSignature,
  readShape,
  sameText,
  type Webhooks,
} from '@esplanade/connector-kit'
import { z } from 'zod'

const NAME = 'Mailchimp webhook'
const formShape = z.object({
  type: z.string(),
  'data[list_id]': z.string().optional(),
  'data[email]': z.string().optional(),
  'data[new_email]': z.string().optional(),
})

/** `upemail` is a changed address; campaigns are read by the pull of their reports. */
const OF_MEMBERS = new Set(['subscribe', 'unsubscribe', 'profile', 'cleaned', 'upemail'])

/**
 * Deliveries of one audience, form-encoded. They know a member by its address and not by the contact
 * id of the mirror, and an unsubscribe without its campaign's name: so they say who is to be read again.
 */
export const webhooks: Webhooks = {
  /**
   * Webhooks made since 2026 are signed. Older ones are not: then the secret is one part of the
   * address that the webhook was set up with, which nobody else can guess.
   */
  verify: ({ url, headers, body }, secret, now) => {
    const header = headers['x-mailchimp-signature']
    if (header === undefined) {
      const parts = URL.parse(url)?.pathname.split('/').slice(1) ?? []
      const known = secret !== '' && parts.filter(part => sameText(part, secret)).length > 0
      return known ? { ok: true } : { ok: false, reason: 'signature-missing' }
    }
    const { t = '', v1 } = Object.fromEntries(header.split(',').map(part => part.trim().split('=')))
    const signedAt = /^\d+$/.test(t) ? Number(t) * 1_000 : Number.NaN
    return checkSignature(v1, { secret, message: [`${t}.`, body], encoding: 'hex', signedAt }, now)
  },
  parse: ({ body }) => {
    const form = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')))
    const { type, ...data } = readShape(NAME, formShape, form)
    const email = data['data[new_email]'] ?? data['data[email]']
    const container = data['data[list_id]']
    const told = OF_MEMBERS.has(type) && email !== undefined && container !== undefined
    const changed: ChangedMember[] = told ? [{ container, remoteId: null, email }] : []
    return { items: [], changed }
  },
}
