import {
  type ChangedMember,
  checkSignature,
  instantSchema,
  type PulledEvent,
  readJsonDelivery,
  type Webhooks,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { pulledEvent } from './event-stream.ts'
import { metricOfTopic } from './event-types.ts'

const linked = z.object({ data: z.object({ id: z.string() }).nullish() }).nullish()
const eventSchema = z.object({
  id: z.string(),
  attributes: z.object({
    datetime: instantSchema,
    event_properties: z.record(z.string(), z.unknown()).nullish(),
  }),
  relationships: z.object({ profile: linked }).nullish(),
})
/** A payload is what reading the event would answer. */
const bodySchema = z.object({
  data: z.array(z.object({ topic: z.string(), payload: z.object({ data: eventSchema }) })),
})

/** After these the vendor holds another consent of the profile. */
const CHANGES_CONSENT = new Set(['email_unsubscribed', 'email_complained', 'email_bounced'])

/** Mail events as they happen. Topics that mean none of ours, and events of nobody, are left to the pull. */
export const webhooks: Webhooks = {
  // Three independent verifiers agree on this message: the raw body, then the header's text. The vendor's page was not readable.
  verify: ({ headers, body }, secret, now) => {
    const timestamp = headers['klaviyo-timestamp'] ?? ''
    const message = [body, timestamp]
    const signed = { secret, message, encoding: 'hex', signedAt: readTimestamp(timestamp) } as const
    return checkSignature(headers['klaviyo-signature'], signed, now)
  },
  parse: delivery => {
    const items: PulledEvent[] = []
    const changed = new Map<string, ChangedMember>()
    for (const { topic, payload } of readJsonDelivery('Klaviyo webhook', bodySchema, delivery).data) {
      const { id, attributes, relationships } = payload.data
      const profile = relationships?.profile?.data?.id
      const meaning = metricOfTopic(topic)
      if (profile === undefined || meaning === undefined) continue
      items.push(pulledEvent(id, attributes.datetime, profile, meaning, attributes.event_properties ?? {}))
      if (CHANGES_CONSENT.has(meaning.type))
        changed.set(profile, { container: '', remoteId: profile, email: null })
    }
    return { items, changed: [...changed.values()] }
  },
}

/** Seconds or milliseconds since 1970, or a date: which of them the header holds is unconfirmed. */
function readTimestamp(text: string): number {
  if (!/^\d+$/.test(text)) return Date.parse(text)
  return text.length > 11 ? Number(text) : Number(text) * 1_000
}
