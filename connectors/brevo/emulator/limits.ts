import type { LimitPolicy } from '@esplanade/connector-kit'

const SOURCE = 'https://developers.brevo.com/docs/api-limits'
const CONTACTS = [
  'GET /contacts',
  'GET /contacts/{identifier}',
  'DELETE /contacts/{identifier}',
  'POST /contacts/batch',
  'GET /contacts/attributes',
  'POST /contacts/attributes/{attributeCategory}/{attributeName}',
  'PUT /contacts/attributes/{attributeCategory}/{attributeName}',
  'GET /contacts/folders',
  'POST /contacts/folders',
  'GET /contacts/lists',
  'POST /contacts/lists',
  'GET /contacts/lists/{listId}/contacts',
]

const limit = (name: string, calls: number, perMs: number, routes: readonly string[]): LimitPolicy => ({
  kind: 'rate',
  name,
  calls,
  perMs,
  window: 'fixed',
  routes,
  source: SOURCE,
})

/** The general table: `/v3/contacts/{…}` 10 a second and 36,000 an hour, events likewise, the rest 100 an hour. */
export const brevoLimits: readonly LimitPolicy[] = [
  limit('contacts RPS', 10, 1_000, CONTACTS),
  limit('contacts RPH', 36_000, 3_600_000, CONTACTS),
  limit('events RPS', 10, 1_000, ['POST /events']),
  limit('events RPH', 36_000, 3_600_000, ['POST /events']),
  limit('other RPH', 100, 3_600_000, ['GET /account', 'GET /emailCampaigns']),
]
