import { readJsonDelivery, sameText, type Webhooks } from '@esplanade/connector-kit'
import { z } from 'zod'

const SCHEME = /^Bearer +(.+)$/i

/** `content` instead of `email` comes with events that concern several contacts, such as a list's. */
const bodySchema = z.object({ event: z.string(), email: z.string().optional() })

/**
 * Marketing webhooks. Brevo signs nothing: a webhook that was made with `auth: {type: 'bearer', token}`
 * sends that token with every delivery. It proves who sent, not what or when, so no row is made of a
 * delivery: it only says who is to be read again.
 */
export const webhooks: Webhooks = {
  verify: ({ headers }, secret) => {
    const token = SCHEME.exec(headers.authorization ?? '')?.[1]
    if (token === undefined) return { ok: false, reason: 'signature-missing' }
    return secret !== '' && sameText(token, secret) ? { ok: true } : { ok: false, reason: 'signature-wrong' }
  },
  parse: delivery => {
    const { email } = readJsonDelivery('Brevo webhook', bodySchema, delivery)
    // Its `id` is the webhook's own and not the contact's.
    return { items: [], changed: email === undefined ? [] : [{ container: '', remoteId: null, email }] }
  },
}
