import { createHmac } from 'node:crypto'
import type { WebhookHarness } from '@esplanade/connector-kit/conformance'
import type { HubspotAccount } from '../emulator/index.ts'

const URL = 'https://hooks.example.com/hubspot?of=conformance'

/**
 * A delivery as HubSpot's guide "Validating requests" signs it: the base64 HMAC-SHA256, by the app's
 * client secret, of method, address, raw body and timestamp.
 */
export const hubspotWebhook: WebhookHarness<HubspotAccount> = {
  secret: 'emulated-client-secret',
  delivery: (account, email, { at, secret }) => {
    const event = {
      eventId: 1,
      subscriptionId: 12,
      portalId: account.portalId,
      appId: 113,
      occurredAt: at,
      subscriptionType: 'contact.propertyChange',
      attemptNumber: 0,
      objectId: Number(account.contactByEmail(email)?.id),
      propertyName: 'city',
      propertyValue: 'Bonn',
      changeSource: 'CRM',
    }
    const body = Buffer.from(JSON.stringify([event]))
    const signature = createHmac('sha256', secret)
      .update(`POST${URL}`)
      .update(body)
      .update(String(at))
      .digest('base64')
    const headers = {
      'x-hubspot-signature-v3': signature,
      'x-hubspot-request-timestamp': String(at),
    }
    return { method: 'POST', url: URL, headers, body }
  },
}
