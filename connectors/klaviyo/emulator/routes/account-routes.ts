import { collection, selfLink } from '../json-api.ts'
import { route } from './route.ts'

export const accountRoutes = [
  route('GET /api/accounts', (request, account) =>
    collection(request, [
      {
        type: 'account',
        id: account.id,
        attributes: {
          test_account: true,
          contact_information: {
            default_sender_name: account.organizationName,
            default_sender_email: 'shop@example.com',
            website_url: null,
            organization_name: account.organizationName,
            street_address: {
              address1: null,
              address2: null,
              city: null,
              region: null,
              country: null,
              zip: null,
            },
          },
          industry: null,
          timezone: 'UTC',
          preferred_currency: 'USD',
          public_api_key: account.id,
          locale: 'en-US',
        },
        links: { self: selfLink(request, `/api/accounts/${account.id}`) },
      },
    ]),
  ),
]
