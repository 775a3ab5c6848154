import type { EmulatorReply, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import { ADDRESS, refuseStatus, setSchema, setStatus, statusesOf } from './consent-routes.ts'
import type { HubspotAccount } from './hubspot-account.ts'
import { batchReply, errorReply, invalid, readBody } from './replies.ts'

const MAX_ADDRESSES = 100

const addressesSchema = z.object({ inputs: z.array(z.string().regex(ADDRESS)).max(MAX_ADDRESSES) })
const writeSchema = z.object({
  inputs: z.array(setSchema.extend({ subscriberIdString: z.string().regex(ADDRESS) })).max(MAX_ADDRESSES),
})

/** Communication preferences of many addresses at once, which accounts of the highest tier have. */
export const consentBatchRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'POST /communication-preferences/v4/statuses/batch/read',
    handle: ({ body, query }, account) => {
      const refused = refuseTier(account) ?? refuseChannel(query)
      if (refused) return refused
      const read = readBody(addressesSchema, body)
      if (!read.ok) return read.reply
      const results = read.body.inputs.map(address => ({
        subscriberIdString: address,
        statuses: statusesOf(account, address),
      }))
      return batchReply(200, account.now, results)
    },
  },
  {
    // All or none, the harder reading: the documentation tells of no partial answer.
    route: 'POST /communication-preferences/v4/statuses/batch/write',
    handle: ({ body }, account) => {
      const read = readBody(writeSchema, body)
      const refused = refuseTier(account)
      if (refused) return refused
      if (!read.ok) return read.reply
      const { inputs } = read.body
      for (const input of inputs) {
        const wrong = refuseStatus(account, input)
        if (wrong) return wrong
      }
      const results = inputs.map(input => setStatus(account, input.subscriberIdString, input))
      return batchReply(200, account.now, results)
    },
  },
  {
    route: 'POST /communication-preferences/v4/statuses/batch/unsubscribe-all',
    handle: ({ body, query }, account) => {
      const refused = refuseTier(account) ?? refuseChannel(query)
      if (refused) return refused
      const read = readBody(addressesSchema, body)
      if (!read.ok) return read.reply
      for (const address of read.body.inputs) account.optOutOfAll(address)
      return batchReply(200, account.now, [])
    },
  },
]

const refuseTier = ({ tier }: HubspotAccount): EmulatorReply | undefined =>
  tier === 'enterprise'
    ? undefined
    : errorReply(403, 'MISSING_SCOPES', 'This endpoint requires Marketing Hub Enterprise.')

const refuseChannel = (query: URLSearchParams): EmulatorReply | undefined =>
  query.get('channel') === 'EMAIL' ? undefined : invalid('The query parameter channel must be EMAIL.')
