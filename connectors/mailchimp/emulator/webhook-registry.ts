import { Latest } from '@esplanade/connector-kit/emulator'
import type { Audience } from './audience.ts'
import { type Actor, type Member, md5 } from './member.ts'
import { type Delivery, type WebhookType, webhookDelivery } from './webhook-delivery.ts'

export const WEBHOOK_EVENTS = [
  'subscribe',
  'unsubscribe',
  'profile',
  'cleaned',
  'upemail',
  'campaign',
] as const
export const WEBHOOK_SOURCES = ['user', 'admin', 'api'] as const

export interface Webhook {
  readonly id: string
  readonly url: string
  events: ReadonlySet<string>
  sources: ReadonlySet<string>
  /** Null where deliveries are not signed. */
  readonly secret: string | null
}

/** Of a member before a change, as far as webhooks tell of it. */
export type Known = Pick<Member, 'email' | 'status' | 'mergeFields'>

/** What an audience tells to whom. The emulator calls nobody: what would have been sent lies in `deliveries`. */
export class WebhookRegistry {
  readonly hooks = new Map<string, Webhook>()
  readonly deliveries = new Latest<Delivery>()
  /** Whether webhooks that are made from now on are signed, as since 2026. */
  signing = false
  /** What an address answers to the call with which the vendor tries it. */
  answerOf: (url: string) => number = () => 200

  add(id: string, hook: Pick<Webhook, 'url' | 'events' | 'sources'>): Webhook {
    const made = { ...hook, id, secret: this.signing ? md5(`webhook/${id}`) : null }
    this.hooks.set(id, made)
    return made
  }

  /** A member is new (`before` undefined) or was changed, by a person, the API, or an admin. */
  changed(audience: Audience, before: Known | undefined, member: Member, by: Actor, at: number): void {
    if (this.hooks.size === 0) return
    const source = by === 'person' ? 'user' : by
    for (const type of typesOf(before, member)) {
      for (const { url, events, sources, secret } of this.hooks.values()) {
        if (!events.has(type) || !sources.has(source)) continue
        const signed = secret === null ? {} : { secret }
        const moved = type === 'upemail' && before ? { oldEmail: before.email } : {}
        this.deliveries.add(webhookDelivery(audience, member, { type, url, at, ...signed, ...moved }))
      }
    }
  }
}

function typesOf(before: Known | undefined, after: Member): WebhookType[] {
  const types: WebhookType[] = []
  if (after.status !== before?.status) {
    if (after.status === 'subscribed') types.push('subscribe')
    if (after.status === 'unsubscribed' && before) types.push('unsubscribe')
    if (after.status === 'cleaned') types.push('cleaned')
  }
  if (!before) return types
  if (after.email !== before.email) types.push('upemail')
  if (JSON.stringify(after.mergeFields) !== JSON.stringify(before.mergeFields)) types.push('profile')
  return types
}
