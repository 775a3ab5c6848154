import { type Connector, configures, defineConnector } from '@esplanade/connector-kit'
import type { BrevoClient } from '@getbrevo/brevo'
import { createFields, listFields } from './attributes.ts'
import { campaignsStream } from './campaigns-stream.ts'
import { connectBrevo } from './client.ts'
import { type BrevoConfig, type BrevoOptions, brevoConfigSchema } from './config.ts'
import { STANDARD_ATTRIBUTES } from './contact.ts'
import { contactsStream, deletedContactsStream } from './contacts-stream.ts'
import { createEvents } from './create-events.ts'
import { check, describe } from './describe.ts'
import { eraseContacts } from './erase-contacts.ts'
import { brevoFaults, readFailure } from './faults.ts'
import { brevoLimits } from './limits.ts'
import { createList, findList, readListMembers } from './lists.ts'
import { ROUTES } from './routes.ts'
import { writeAttributes, writeListMembers, writeOptOuts } from './update-contacts.ts'
import { webhooks } from './webhooks.ts'

/** Brevo, API v3, through its own SDK. One account, one container. Experimental. */
export const brevoConnector: Connector<BrevoConfig, BrevoClient> = defineConnector({
  name: 'brevo',
  title: 'Brevo (experimental)',
  docs: 'https://developers.brevo.com/reference',
  config: brevoConfigSchema,
  limits: () => brevoLimits,
  faults: brevoFaults,
  readFailure,
  fields: STANDARD_ATTRIBUTES,
  connect: connectBrevo,
  check,
  absent: {
    scopes: 'An API key of Brevo has no permissions to tell apart.',
    products: 'The catalogue belongs to an add-on of Brevo and is not read yet.',
    archives: 'Brevo archives no contacts.',
    topics: 'Whether an update can unsubscribe from one list, rather than take off it, is unconfirmed.',
    merges: 'Brevo deletes one of the two and does not tell into whom; it is seen as a deletion.',
    tags: 'Brevo has no tags of contacts: write to a list.',
    segments: 'Whether the members of its segments can be read is unconfirmed.',
    'property-tags':
      'Whether an update adds to the values of a multiple-choice attribute or replaces them is unconfirmed.',
    'opt-in':
      'An update lifts any blocklisting, without a word on who set it: a person who unsubscribed in a mail could not be told from one whom the account took off.',
  },
  describe,
  streams: [contactsStream, deletedContactsStream, campaignsStream],
  gone: ['deleted'],
  targets: ['list'],
  making: {
    list: [{ route: ROUTES.folders }, { route: ROUTES.createFolder }, { route: ROUTES.createList }],
    fields: [{ route: ROUTES.attributes }, { route: ROUTES.createAttribute, perRows: 1 }],
  },
  findTarget: findList,
  createTarget: createList,
  listFields,
  createFields,
  readMembers: readListMembers,
  webhooks,
  operations: {
    fields: writeAttributes,
    members: writeListMembers,
    optOut: writeOptOuts,
    events: createEvents,
    erase: eraseContacts,
  },
})

/**
 * A Brevo account for `esplanade.config.ts`. Experimental: built from Brevo's documentation and proved
 * against the emulator alone.
 *
 * @example
 * connections: { shop: brevo({ apiKey: env('BREVO_API_KEY') }) }
 */
export const brevo = configures<BrevoOptions>(brevoConnector)
