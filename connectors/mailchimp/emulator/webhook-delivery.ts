import { createHmac } from 'node:crypto'
import type { Audience } from './audience.ts'
import type { Member } from './member.ts'

export type WebhookType = 'subscribe' | 'unsubscribe' | 'profile' | 'cleaned' | 'upemail'

/** A request of the vendor to an address that was registered with it. */
export interface Delivery {
  readonly method: 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * What the vendor sends when a member changed: form-encoded, in whole seconds of UTC, and signed where
 * the webhook was made with signing (since 2026). Older webhooks have no signature at all.
 */
export function webhookDelivery(
  audience: Audience,
  member: Member,
  about: {
    readonly type: WebhookType
    readonly url: string
    readonly at: number
    readonly secret?: string
    /** Of an `upemail`. */
    readonly oldEmail?: string
  },
): Delivery {
  const form = new URLSearchParams({
    type: about.type,
    fired_at: new Date(about.at).toISOString().slice(0, 19).replace('T', ' '),
    'data[id]': member.id,
    'data[email]': member.email,
    'data[email_type]': 'html',
    'data[web_id]': String(member.webId),
    'data[list_id]': audience.id,
  })
  if (about.type === 'unsubscribe') {
    form.set('data[action]', 'unsub')
    form.set('data[reason]', 'manual')
  }
  if (about.oldEmail !== undefined) {
    form.set('data[old_email]', about.oldEmail)
    form.set('data[new_email]', member.email)
    form.set('data[new_id]', member.id)
  }
  for (const { tag } of audience.mergeFields) {
    const value = member.mergeFields[tag] ?? ''
    if (typeof value !== 'object') form.set(`data[merges][${tag}]`, String(value))
  }
  const body = Buffer.from(form.toString())
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  if (about.secret === undefined) return { method: 'POST', url: about.url, headers, body }
  const t = Math.floor(about.at / 1_000)
  const signature = createHmac('sha256', about.secret).update(`${t}.`).update(body).digest('hex')
  const signed = { ...headers, 'x-mailchimp-signature': `t=${t},v1=${signature}` }
  return { method: 'POST', url: about.url, headers: signed, body }
}
