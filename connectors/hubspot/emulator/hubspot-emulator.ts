import type { EmulatorDefinition } from '@esplanade/connector-kit/emulator'
import { accountRoutes } from './account-routes.ts'
import { associationRoutes } from './association-routes.ts'
import { consentBatchRoutes } from './consent-batch-routes.ts'
import { consentRoutes } from './consent-routes.ts'
import { contactBatchRoutes } from './contact-batch-routes.ts'
import { contactRoutes } from './contact-routes.ts'
import { customEventRoutes } from './custom-event-routes.ts'
import { emailRoutes } from './email-routes.ts'
import { HubspotAccount } from './hubspot-account.ts'
import { budgetHeaders, hubspotLimits, overLimit } from './limits.ts'
import { listLifeRoutes } from './list-life-routes.ts'
import { listRoutes } from './list-routes.ts'
import { objectRoutes } from './object-routes.ts'
import { propertyRoutes } from './property-routes.ts'
import { errorReply, invalid } from './replies.ts'
import { refuseScope } from './scopes.ts'

/** The account is being moved to another data centre: the one status that says when to come back. */
const MOVING = 477

/** A stateful HubSpot account with a private app, written from the vendor's documentation. */
export const hubspotEmulator: EmulatorDefinition<HubspotAccount> = {
  name: 'hubspot',
  basePath: '',
  createState: world => new HubspotAccount(world),
  routes: [
    ...accountRoutes,
    ...objectRoutes('contacts'),
    ...contactRoutes,
    ...contactBatchRoutes,
    ...objectRoutes('orders'),
    ...objectRoutes('deals'),
    ...objectRoutes('products'),
    ...customEventRoutes,
    ...associationRoutes,
    ...propertyRoutes,
    ...listRoutes,
    ...listLifeRoutes,
    ...consentRoutes,
    ...consentBatchRoutes,
    ...emailRoutes,
  ],
  limits: hubspotLimits,
  authorize: (request, account) => {
    account.eraseDue()
    return request.headers.authorization === `Bearer ${account.accessToken}`
      ? refuseScope(request, account.scopes)
      : errorReply(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found or expired.')
  },
  overLimit,
  budgetHeaders,
  notFound: ({ method, path }) => errorReply(404, 'OBJECT_NOT_FOUND', `No route ${method} ${path}`),
  badBody: () => invalid('Invalid input JSON: the body could not be read.'),
  serverError: status => {
    const reply = errorReply(status, 'INTERNAL_ERROR', 'There was a problem with the request.')
    return status === MOVING ? { ...reply, headers: { 'Retry-After': '60' } } : reply
  },
}
