import type { ScopeNeeds } from '@esplanade/connector-kit'
import type { HubspotConfig } from './config.ts'

const READ = 'crm.objects.contacts.read'
const WRITE = 'crm.objects.contacts.write'
const PREFERENCES = 'communication_preferences.read_write'

/** Scopes of a private app, from the "Required Scopes" of the vendor's page on each endpoint. */
export const scopes = ({ orders = 'orders' }: Pick<HubspotConfig, 'orders'>): ScopeNeeds => ({
  always: [READ, 'crm.schemas.contacts.read', 'crm.lists.read'],
  streams: {
    contacts: [READ, 'crm.schemas.contacts.read'],
    email_events: ['content'],
    orders: [`crm.objects.${orders}.read`],
    campaigns: ['content'],
    products: ['crm.objects.products.read'],
    contact_sweep: [READ],
  },
  operations: {
    fields: [WRITE, 'crm.schemas.contacts.write'],
    members: ['crm.lists.write'],
    propertyTags: [WRITE, READ, 'crm.schemas.contacts.write'],
    optOut: [PREFERENCES],
    optOutOfTopic: [PREFERENCES],
    optIn: [PREFERENCES, READ],
    events: ['behavioral_events.event_definitions.read_write', 'analytics.behavioral_events.send'],
    erase: [WRITE, READ],
  },
})
