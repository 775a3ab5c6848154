import type { EmulatorDefinition, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { associationRoutes } from './association-routes.ts'
import { consentRoutes } from './consent-routes.ts'
import { contactRoutes } from './contact-routes.ts'
import { emailRoutes } from './email-routes.ts'
import { HubspotAccount } from './hubspot-account.ts'
import { listRoutes } from './list-routes.ts'
import { objectRoutes } from './object-routes.ts'
import { propertyRoutes } from './property-routes.ts'
import { errorReply, invalid, rollingLimitReply, searchLimitReply } from './replies.ts'

const accountRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'GET /account-info/v3/details',
    handle: (_, account) => ({
      status: 200,
      body: {
        portalId: account.portalId,
        accountType: 'STANDARD',
        timeZone: 'UTC',
        companyCurrency: account.currency,
        additionalCurrencies: [],
        uiDomain: 'app.hubspot.com',
      },
    }),
  },
]

const SEARCH_ROUTES = ['POST /crm/v3/objects/contacts/search', 'POST /crm/v3/objects/orders/search']
const SOURCE = 'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines'

/** A stateful HubSpot account with a private app of the Professional tier, written from the vendor's documentation. */
export const hubspotEmulator: EmulatorDefinition<HubspotAccount> = {
  name: 'hubspot',
  basePath: '',
  createState: world => new HubspotAccount(world),
  routes: [
    ...accountRoutes,
    ...objectRoutes('contacts'),
    ...contactRoutes,
    ...objectRoutes('orders'),
    ...associationRoutes,
    ...propertyRoutes,
    ...listRoutes,
    ...consentRoutes,
    ...emailRoutes,
  ],
  limits: [
    {
      kind: 'rate',
      name: 'search',
      calls: 5,
      perMs: 1_000,
      window: 'rolling',
      routes: SEARCH_ROUTES,
      source: SOURCE,
    },
    { kind: 'rate', name: 'burst', calls: 190, perMs: 10_000, window: 'rolling', source: SOURCE },
  ],
  authorize: ({ headers }, account) =>
    headers.authorization === `Bearer ${account.accessToken}`
      ? undefined
      : errorReply(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found or expired.'),
  overLimit: policy => (policy.name === 'search' ? searchLimitReply() : rollingLimitReply()),
  budgetHeaders: (usage, route) => {
    const burst = usage.find(({ policy }) => policy.name === 'burst')
    // Answers of the search endpoints carry no budget.
    if (burst === undefined || SEARCH_ROUTES.includes(route)) return {}
    return {
      'X-HubSpot-RateLimit-Max': String(burst.policy.calls),
      'X-HubSpot-RateLimit-Remaining': String(Math.max(0, burst.policy.calls - burst.used)),
      'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
      'X-HubSpot-RateLimit-Daily': '625000',
    }
  },
  notFound: ({ method, path }) => errorReply(404, 'OBJECT_NOT_FOUND', `No route ${method} ${path}`),
  badBody: () => invalid('Invalid input JSON: the body could not be read.'),
  serverError: status => errorReply(status, 'INTERNAL_ERROR', 'There was a problem with the request.'),
}
