import { duckdb } from '@esplanade/duckdb'
import { defineHub, env } from '@esplanade/hub'
import { klaviyo } from '@esplanade/klaviyo'
import { mailchimp } from '@esplanade/mailchimp'

export default defineHub({
  // Everything the hub knows is in this one file: keep it out of git and in your backups.
  store: duckdb({ file: 'first-hub.duckdb' }),
  currency: 'USD',
  timeZone: 'Europe/Berlin',
  segments: 'segments',
  connections: {
    // Without `baseUrl` these are the vendors themselves; here it is an emulator started by hand.
    news: mailchimp({ apiKey: env('MAILCHIMP_API_KEY'), baseUrl: 'http://127.0.0.1:4011' }),
    shop: klaviyo({ apiKey: env('KLAVIYO_API_KEY'), baseUrl: 'http://127.0.0.1:4012' }),
  },
  syncs: [
    { connection: 'news', segment: 'recent-openers', into: { tag: 'Recent openers' } },
    { connection: 'shop', segment: 'recent-openers', into: { list: 'Recent openers' } },
    { connection: 'news', fields: { OPENS90: { event: 'email_opened', within: '90d', count: true } } },
  ],
})
