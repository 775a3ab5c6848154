import { type Connector, configures, defineConnector } from '@esplanade/connector-kit'
import { check, describe } from './account.ts'
import { campaignsStream } from './campaigns-stream.ts'
import { connectKlaviyo, type KlaviyoClient } from './client.ts'
import { type KlaviyoConfig, type KlaviyoOptions, klaviyoConfigSchema } from './config.ts'
import { contactsStream, goneStream } from './contacts-stream.ts'
import { eventStream } from './event-stream.ts'
import { EVENT_STREAMS } from './event-types.ts'
import { klaviyoFaults, readFailure } from './faults.ts'
import { STANDARD_ATTRIBUTES } from './field-names.ts'
import { listFields } from './fields.ts'
import { klaviyoLimits } from './limits.ts'
import { createTarget, findTarget, readMembers, writeMembers, writePropertyTags } from './lists.ts'
import { productsStream } from './products-stream.ts'
import { ROUTES } from './routes.ts'
import { scopes } from './scopes.ts'
import { webhooks } from './webhooks.ts'
import { writeOptIns, writeOptOuts } from './write-consent.ts'
import { writeErasures } from './write-erasures.ts'
import { writeEvents } from './write-events.ts'
import { writeFields } from './write-fields.ts'

/** Klaviyo, API revision 2026-07-15, through its own SDK. One account, one container. */
export const klaviyoConnector: Connector<KlaviyoConfig, KlaviyoClient> = defineConnector({
  name: 'klaviyo',
  title: 'Klaviyo',
  docs: 'https://developers.klaviyo.com/en/reference/api_overview',
  config: klaviyoConfigSchema,
  limits: () => klaviyoLimits,
  faults: klaviyoFaults,
  readFailure,
  fields: STANDARD_ATTRIBUTES,
  connect: connectKlaviyo,
  check,
  describe,
  scopes: () => scopes,
  topics: ({ topics = {} }) => Object.keys(topics),
  streams: [contactsStream, goneStream, ...EVENT_STREAMS.map(eventStream), campaignsStream, productsStream],
  gone: ['deleted'],
  targets: ['list', 'property-tag'],
  segments: true,
  absent: {
    archives: 'Klaviyo archives no profiles.',
    topics:
      'Klaviyo unsubscribes whoever is not in the list that it is given from everything, and does so later than it answers: an opt-out of one topic could become one of all mail.',
    merges:
      'Klaviyo deletes the profile that was merged and tells nowhere into which one: it is told as deleted, and the survivor has its identifiers.',
    tags: "Klaviyo's tags label lists and campaigns, never profiles: write to a list, or to a property.",
  },
  // A property comes into being with the first value written to it, so a list is all there is to make.
  making: { list: [{ route: ROUTES.createList }] },
  findTarget,
  createTarget,
  listFields,
  createFields: async () => {},
  readMembers,
  webhooks,
  operations: {
    fields: writeFields,
    members: writeMembers,
    propertyTags: writePropertyTags,
    optOut: writeOptOuts,
    optIn: writeOptIns,
    events: writeEvents,
    erase: writeErasures,
  },
})

/**
 * A Klaviyo account for `esplanade.config.ts`.
 *
 * @example
 * connections: { shop: klaviyo({ apiKey: env('KLAVIYO_API_KEY') }) }
 */
export const klaviyo = configures<KlaviyoOptions>(klaviyoConnector)
