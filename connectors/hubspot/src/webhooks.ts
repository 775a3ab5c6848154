import { checkSignature, type PulledGone, readJsonDelivery, type Webhooks } from '@esplanade/connector-kit'
import { z } from 'zod'
import { CONTAINER } from './account.ts'

const eventsSchema = z.array(z.object({ subscriptionType: z.string(), objectId: z.number().int() }))

/**
 * Deliveries of an app's subscriptions, up to a hundred events each, unordered and repeated. A
 * deletion may have been undone by an event that came before it, so only one for good is taken at its
 * word; of all others the contact is read again.
 */
export const webhooks: Webhooks = {
  verify: ({ method, url, headers, body }, secret, now) => {
    const timestamp = headers['x-hubspot-request-timestamp'] ?? ''
    const message = [method, decodeListed(url), body, timestamp]
    const signedAt = /^\d+$/.test(timestamp) ? Number(timestamp) : Number.NaN
    const signed = { secret, message, encoding: 'base64', signedAt } as const
    return checkSignature(headers['x-hubspot-signature-v3'], signed, now)
  },
  parse: delivery => {
    const events = readJsonDelivery('HubSpot webhook', eventsSchema, delivery)
    const ofContacts = events.filter(({ subscriptionType }) => subscriptionType.startsWith('contact.'))
    const idsOf = (erased: boolean) => [
      ...new Set(
        ofContacts
          .filter(({ subscriptionType }) => (subscriptionType === 'contact.privacyDeletion') === erased)
          .map(({ objectId }) => String(objectId)),
      ),
    ]
    const gone = idsOf(true)
    return {
      items: gone.map(
        (remoteId): PulledGone => ({ kind: 'gone', container: CONTAINER, remoteId, reason: 'deleted' }),
      ),
      changed: idsOf(false)
        .filter(remoteId => !gone.includes(remoteId))
        .map(remoteId => ({ container: CONTAINER, remoteId, email: null })),
    }
  },
}

/** The vendor signs the address with these escapes decoded, and no others. Source: "Validate the v3 request signature". */
const LISTED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi
const decodeListed = (url: string): string => url.replace(LISTED, decodeURIComponent)
