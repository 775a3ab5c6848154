import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import { batchReply, errorReply, invalid, readBody } from './replies.ts'
import type { StatusChange, SubscriptionType } from './subscription-ledger.ts'

export const ADDRESS = /^[^\s@]+@[^\s@]+$/

const LEGAL_BASES = [
  'LEGITIMATE_INTEREST_PQL',
  'LEGITIMATE_INTEREST_CLIENT',
  'PERFORMANCE_OF_CONTRACT',
  'CONSENT_WITH_NOTICE',
  'NON_GDPR',
  'PROCESS_AND_STORE',
  'LEGITIMATE_INTEREST_OTHER',
] as const
const unsubscribeSchema = z.object({ emailAddress: z.string().regex(ADDRESS), subscriptionId: z.string() })
const subscribeSchema = unsubscribeSchema.extend({
  legalBasis: z.enum(LEGAL_BASES).optional(),
  legalBasisExplanation: z.string().optional(),
})
export const setSchema = z.object({
  channel: z.literal('EMAIL'),
  subscriptionId: z.number().int(),
  statusState: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SPECIFIED']),
  legalBasis: z.enum(LEGAL_BASES).optional(),
  legalBasisExplanation: z.string().optional(),
})

/** Communication preferences, versions 3 and 4. */
export const consentRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'GET /communication-preferences/v3/definitions',
    handle: (_, account) => ({
      status: 200,
      body: { subscriptionDefinitions: [...account.subscriptions.types.values()].map(definitionJson) },
    }),
  },
  {
    route: 'GET /communication-preferences/v3/status/email/{emailAddress}',
    handle: ({ params }, account) => {
      const recipient = params.emailAddress ?? ''
      if (!ADDRESS.test(recipient)) return badAddress()
      const subscriptionStatuses = [...account.subscriptions.types.values()].map(type =>
        version3Status(account, recipient, type),
      )
      return { status: 200, body: { recipient, subscriptionStatuses } }
    },
  },
  {
    // Raises what was never said, and refuses whoever opted out: only version 4 lifts that.
    route: 'POST /communication-preferences/v3/subscribe',
    handle: ({ body }, account) => {
      const read = readBody(subscribeSchema, body)
      if (!read.ok) return read.reply
      const { emailAddress, subscriptionId, legalBasis, legalBasisExplanation } = read.body
      const type = account.subscriptions.types.get(subscriptionId)
      if (!type) return noType(subscriptionId)
      if (account.privacySettings && !(legalBasis && legalBasisExplanation)) return basisMissing()
      const { status } = account.subscriptions.status(emailAddress, type.id)
      if (status === 'SUBSCRIBED')
        return invalid(`${emailAddress} is already subscribed to subscription ${type.id}.`)
      if (status === 'UNSUBSCRIBED')
        return invalid(`${emailAddress} has unsubscribed and cannot be subscribed to ${type.id} again.`)
      account.setSubscription(emailAddress, type.id, 'SUBSCRIBED')
      return { status: 200, body: version3Status(account, emailAddress, type) }
    },
  },
  {
    route: 'POST /communication-preferences/v3/unsubscribe',
    handle: ({ body }, account) => {
      const read = readBody(unsubscribeSchema, body)
      if (!read.ok) return read.reply
      const { emailAddress, subscriptionId } = read.body
      const type = account.subscriptions.types.get(subscriptionId)
      if (!type) return noType(subscriptionId)
      account.setSubscription(emailAddress, type.id, 'UNSUBSCRIBED')
      return { status: 200, body: version3Status(account, emailAddress, type) }
    },
  },
  {
    route: 'GET /communication-preferences/v4/statuses/{subscriberIdString}',
    handle: perAddress((address, _, account) => batchReply(200, account.now, statusesOf(account, address))),
  },
  {
    route: 'POST /communication-preferences/v4/statuses/{subscriberIdString}',
    handle: ({ params, body }, account) => {
      const address = params.subscriberIdString ?? ''
      if (!ADDRESS.test(address)) return badAddress()
      const read = readBody(setSchema, body)
      if (!read.ok) return read.reply
      const refused = refuseStatus(account, read.body)
      return refused ?? batchReply(200, account.now, [setStatus(account, address, read.body)])
    },
  },
  {
    route: 'GET /communication-preferences/v4/statuses/{subscriberIdString}/unsubscribe-all',
    handle: perAddress((address, _, account) => {
      const at = account.subscriptions.optedOutAt(address)
      const wide = {
        subscriberIdString: address,
        channel: 'EMAIL',
        status: at === null ? 'NOT_SPECIFIED' : 'UNSUBSCRIBED',
        wideStatusType: 'PORTAL_WIDE',
        ...(at !== null && { timestamp: new Date(at).toISOString() }),
      }
      return batchReply(200, account.now, [wide])
    }),
  },
  {
    route: 'POST /communication-preferences/v4/statuses/{subscriberIdString}/unsubscribe-all',
    handle: perAddress((address, request, account) => {
      const change = account.optOutOfAll(address)
      const verbose = request.query.get('verbose') === 'true'
      return batchReply(200, account.now, verbose ? statusesOf(account, address, change) : [])
    }),
  },
]

function perAddress(
  handle: (address: string, request: EmulatorRequest, account: HubspotAccount) => EmulatorReply,
): (request: EmulatorRequest, account: HubspotAccount) => EmulatorReply {
  return (request, account) => {
    const address = request.params.subscriberIdString ?? ''
    if (!ADDRESS.test(address)) return badAddress()
    if (request.query.get('channel') !== 'EMAIL') return invalid('The query parameter channel must be EMAIL.')
    return handle(address, request, account)
  }
}

type NewStatus = z.output<typeof setSchema>

/** The vendor's answer to a status that cannot be set; undefined where it can. */
export function refuseStatus(account: HubspotAccount, status: NewStatus): EmulatorReply | undefined {
  const id = String(status.subscriptionId)
  if (!account.subscriptions.types.has(id)) return noType(id)
  const based = status.legalBasis && status.legalBasisExplanation
  return account.privacySettings && !based ? basisMissing() : undefined
}

/** Sets one and answers it as it is now. */
export function setStatus(
  account: HubspotAccount,
  address: string,
  { subscriptionId, statusState }: NewStatus,
): Record<string, unknown> {
  const type = account.subscriptions.types.get(String(subscriptionId))
  if (!type) throw new RangeError(`No subscription type ${subscriptionId}.`)
  return version4Status(account, address, type, account.setSubscription(address, type.id, statusState))
}

export const statusesOf = (account: HubspotAccount, address: string, change?: StatusChange) =>
  [...account.subscriptions.types.values()].map(type => version4Status(account, address, type, change))

function version4Status(
  account: HubspotAccount,
  address: string,
  { id, name }: SubscriptionType,
  change?: StatusChange,
): Record<string, unknown> {
  const { status, at } = account.subscriptions.status(address, id)
  return {
    subscriptionId: Number(id),
    subscriptionName: name,
    subscriberIdString: address,
    channel: 'EMAIL',
    status,
    source: status === 'NOT_SPECIFIED' ? 'No status' : 'API',
    timestamp: new Date(at).toISOString(),
    ...(change && { setStatusSuccessReason: change }),
  }
}

/** Version 3 knows two words: whoever never said anything is not subscribed. */
function version3Status(
  account: HubspotAccount,
  address: string,
  { id, name, description }: SubscriptionType,
): Record<string, unknown> {
  const { status } = account.subscriptions.status(address, id)
  const wide = account.subscriptions.optedOutAt(address) !== null
  return {
    id,
    name,
    description,
    status: status === 'SUBSCRIBED' ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
    sourceOfStatus: wide ? 'PORTAL_WIDE_STATUS' : 'SUBSCRIPTION_STATUS',
  }
}

function definitionJson({ id, name, description, createdAt }: SubscriptionType): Record<string, unknown> {
  const at = new Date(createdAt).toISOString()
  return {
    id,
    name,
    description,
    isActive: true,
    isDefault: true,
    isInternal: false,
    createdAt: at,
    updatedAt: at,
  }
}

const basisMissing = (): EmulatorReply =>
  invalid('legalBasis and legalBasisExplanation are required by the data privacy settings.')
const badAddress = (): EmulatorReply => invalid('The subscriber is not an email address.')
const noType = (id: string): EmulatorReply =>
  errorReply(404, 'OBJECT_NOT_FOUND', `Subscription type ${id} does not exist.`)
