import type { ScopeNeeds } from '@esplanade/connector-kit'

const PROFILES = ['profiles:read', 'profiles:write']
const EVENTS = ['events:read', 'metrics:read']

/** `x-klaviyo-scopes` of the API's description, by what the calls are for. */
export const scopes: ScopeNeeds = {
  always: ['accounts:read'],
  streams: {
    contacts: ['profiles:read', 'subscriptions:read'],
    gone_profiles: ['profiles:read'],
    email_events: EVENTS,
    orders: EVENTS,
    site_events: EVENTS,
    campaigns: ['campaigns:read'],
    products: ['catalogs:read'],
  },
  operations: {
    fields: [...PROFILES, 'lists:read', 'lists:write'],
    members: [...PROFILES, 'lists:read', 'lists:write'],
    propertyTags: [...PROFILES, 'lists:read', 'lists:write'],
    optOut: ['lists:write', 'profiles:write', 'subscriptions:write'],
    optIn: ['lists:write', ...PROFILES, 'subscriptions:read', 'subscriptions:write'],
    events: ['events:write'],
    erase: ['data-privacy:write', 'profiles:read'],
  },
}
