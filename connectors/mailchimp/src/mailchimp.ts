import { type Connector, configures, defineConnector } from '@esplanade/connector-kit'
import { check } from './audiences.ts'
import { campaigns, products } from './catalogue.ts'
import { connect, MAX_CONNECTIONS, type MailchimpClient } from './client.ts'
import { configSchema, type MailchimpConfig, type MailchimpOptions } from './config.ts'
import { fieldNames } from './contact.ts'
import { contacts, deletions } from './contacts.ts'
import { events } from './custom-events.ts'
import { describe } from './describe.ts'
import { emailEvents } from './email-events.ts'
import { erase } from './erase.ts'
import { faults, readFailure } from './faults.ts'
import { createFields, listFields, MAKING_FIELDS } from './merge-fields.ts'
import { fields, optIn, optOut } from './operations.ts'
import { orders } from './orders.ts'
import { CREATE_TAG, createTarget, findTarget, members, readMembers } from './tags.ts'
import { webhooks } from './webhooks.ts'

/** Mailchimp Marketing, on the vendor's own SDK. */
export const mailchimpConnector: Connector<MailchimpConfig, MailchimpClient> = defineConnector({
  name: 'mailchimp',
  title: 'Mailchimp',
  docs: 'https://mailchimp.com/developer/marketing/api/',
  config: configSchema,
  limits: () => [
    {
      kind: 'concurrency',
      name: 'simultaneous connections',
      calls: MAX_CONNECTIONS,
      source: 'https://mailchimp.com/developer/marketing/docs/fundamentals/#throttling',
    },
  ],
  faults,
  readFailure,
  fields: fieldNames,
  connect,
  check,
  describe,
  streams: [contacts, deletions, campaigns, emailEvents, products, orders],
  gone: ['archived', 'deleted'],
  targets: ['tag'],
  absent: {
    scopes: 'Mailchimp keys have no scopes: a key may do whatever its user may.',
    merges: 'Mailchimp merges no members: one address is one member of an audience.',
    lists: 'An audience has no lists; a tag is what fills.',
    'property-tags': 'Mailchimp has tags of its own.',
    topics:
      'Mailchimp knows consent to an audience as a whole: its groups of interests are preferences, and who leaves one is mailed all the same.',
  },
  segments: true,
  making: { tag: [{ route: CREATE_TAG }], fields: MAKING_FIELDS },
  findTarget,
  createTarget,
  listFields,
  createFields,
  readMembers,
  webhooks,
  operations: { fields, members, optOut, optIn, events, erase },
})

/**
 * Connects a Mailchimp account.
 *
 * @example
 * connections: { newsletter: mailchimp({ apiKey: env('MAILCHIMP_API_KEY') }) }
 */
export const mailchimp = configures<MailchimpOptions>(mailchimpConnector)
