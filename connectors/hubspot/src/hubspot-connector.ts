import { configures, defineConnector, withoutSlash } from '@esplanade/connector-kit'
import { Client } from '@hubspot/api-client'
import { check } from './account.ts'
import { campaigns } from './campaigns.ts'
import { configSchema, type HubspotConfig, type HubspotOptions, limits } from './config.ts'
import { contacts } from './contacts.ts'
import { describe } from './describe.ts'
import { emailEvents } from './email-events.ts'
import { erase } from './erase.ts'
import { faults, readFailure } from './faults.ts'
import { createFields, DEFINITIONS_ROUTE, listFields, MAKING_FIELDS } from './fields.ts'
import { CREATE_ROUTE, createTarget, findTarget, readMembers, writeMembers } from './lists.ts'
import { orders } from './orders.ts'
import { products } from './products.ts'
import { STANDARD_PROPERTIES } from './properties.ts'
import { writePropertyTags } from './property-tags.ts'
import { scopes } from './scopes.ts'
import { sendEvents } from './send-events.ts'
import { sweepContacts } from './sweep-contacts.ts'
import { webhooks } from './webhooks.ts'
import { writeFields } from './write-fields.ts'
import { writeOptIn } from './write-opt-in.ts'
import { writeOptOut, writeTopicOptOut } from './write-opt-out.ts'

/** HubSpot: contacts, mail, orders and products in; properties, memberships, consent, events and erasures out. */
export const hubspotConnector = defineConnector<HubspotConfig, Client>({
  name: 'hubspot',
  title: 'HubSpot',
  docs: 'https://developers.hubspot.com/docs/api-reference/overview',
  config: configSchema,
  limits,
  faults,
  readFailure,
  fields: STANDARD_PROPERTIES,
  // No retry or limiter options: the SDK keeps those process-wide, so a second client would reset the first one's.
  connect: ({ accessToken, baseUrl }) => new Client({ accessToken, basePath: withoutSlash(baseUrl) }),
  check,
  describe,
  scopes,
  topics: ({ topics }) => Object.keys(topics),
  streams: [contacts, emailEvents, orders, campaigns, products, sweepContacts],
  gone: ['deleted', 'archived', 'merged'],
  targets: ['tag', 'list', 'property-tag'],
  segments: true,
  making: {
    fields: MAKING_FIELDS,
    tag: [{ route: CREATE_ROUTE }],
    list: [{ route: CREATE_ROUTE }],
    'property-tag': [{ route: DEFINITIONS_ROUTE }, ...MAKING_FIELDS],
  },
  findTarget,
  createTarget,
  listFields,
  createFields,
  readMembers,
  webhooks,
  operations: {
    fields: writeFields,
    members: writeMembers,
    propertyTags: writePropertyTags,
    optOut: writeOptOut,
    optOutOfTopic: writeTopicOptOut,
    optIn: writeOptIn,
    events: sendEvents,
    erase,
  },
})

/**
 * A HubSpot connection for `esplanade.config.ts`.
 *
 * @example
 * hubspot({ accessToken: env('HUBSPOT_TOKEN'), tier: 'professional' })
 */
export const hubspot = configures<HubspotOptions>(hubspotConnector)
