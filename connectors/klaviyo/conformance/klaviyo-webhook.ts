import { createHmac } from 'node:crypto'
import type { EmulatorHarness } from '@esplanade/connector-kit/conformance'
import type { KlaviyoAccount } from '../emulator/index.ts'

const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00')

/** A delivery as three independent verifiers describe it: hex HMAC of the raw body and the timestamp's text. */
export const klaviyoWebhook: NonNullable<EmulatorHarness<KlaviyoAccount>['webhook']> = {
  secret: 'whsec_conformance_0001',
  delivery: (account, email, { at, secret }) => {
    const profile = account.profileByEmail(email)?.id ?? ''
    const event = {
      type: 'event',
      id: 'webhook-event-1',
      attributes: { datetime: seconds(at), event_properties: { $message: 'MSG', 'Campaign Name': 'Spring' } },
      relationships: { profile: { data: { type: 'profile', id: profile } } },
    }
    const body = Buffer.from(
      JSON.stringify({
        data: [
          {
            external_id: 'd-1',
            topic: 'event:klaviyo.unsubscribed_from_email_marketing',
            payload: { data: event },
          },
        ],
        meta: { klaviyo_account_id: account.id, klaviyo_webhook_id: 'wh-1', timestamp: seconds(at) },
      }),
    )
    const timestamp = seconds(at)
    const signature = createHmac('sha256', secret).update(body).update(timestamp).digest('hex')
    const headers = {
      'content-type': 'application/json',
      'klaviyo-signature': signature,
      'klaviyo-timestamp': timestamp,
      'klaviyo-webhook-id': 'wh-1',
    }
    return { method: 'POST', url: 'https://example.com/hooks/klaviyo', headers, body }
  },
}
