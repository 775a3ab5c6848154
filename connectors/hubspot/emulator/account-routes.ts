import type { EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import { dailyCallsOf } from './limits.ts'
import { errorReply, readBody } from './replies.ts'

const tokenSchema = z.object({ tokenKey: z.string() })

/** What an app may ask about its account and itself. */
export const accountRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'GET /account-info/v3/details',
    handle: (_, account) => ({
      status: 200,
      body: {
        portalId: account.portalId,
        accountType: 'STANDARD',
        timeZone: account.timeZone,
        companyCurrency: account.currency,
        additionalCurrencies: [],
        uiDomain: 'app.hubspot.com',
      },
    }),
  },
  {
    route: 'GET /account-info/v3/api-usage/daily/private-apps',
    handle: (_, account) => ({
      status: 200,
      body: {
        results: [
          {
            name: 'private-apps-api-calls-daily',
            usageLimit: dailyCallsOf(account),
            currentUsage: 0,
            collectedAt: new Date(account.now).toISOString(),
            fetchStatus: 'SUCCESS',
            resetsAt: new Date(account.now).toISOString(),
          },
        ],
      },
    }),
  },
  {
    route: 'POST /oauth/v2/private-apps/get/access-token-info',
    handle: ({ body }, account) => {
      const read = readBody(tokenSchema, body)
      if (!read.ok) return read.reply
      if (read.body.tokenKey !== account.accessToken)
        return errorReply(404, 'OBJECT_NOT_FOUND', 'No such token.')
      return { status: 200, body: { userId: 1, hubId: account.portalId, appId: 113, scopes: account.scopes } }
    },
  },
]
