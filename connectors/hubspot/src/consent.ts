import {
  type ConsentStatus,
  chunksOf,
  GLOBAL_SCOPE,
  type Instant,
  type PulledConsent,
  parseInstant,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context } from './api-request.ts'
import type { HubspotConfig } from './config.ts'
import { TECHNICAL } from './properties.ts'

interface SubscriptionStatus {
  readonly status: 'SUBSCRIBED' | 'UNSUBSCRIBED'
  readonly at: Instant
}

/** The read-only properties in which a contact shows opt-outs; the one per subscription type is named from memory. */
export const optOutProperties = (config: HubspotConfig): string[] => [
  TECHNICAL.optedOut,
  ...subscriptionsOf(config).map(({ subscriptionId }) => optOutOf(subscriptionId)),
]

const optOutOf = (subscriptionId: string): string => `${TECHNICAL.optedOut}_${subscriptionId}`

/** The subscription types that the configuration names, with the scope of consent that each stands for. */
function subscriptionsOf({ subscriptionId, topics }: HubspotConfig) {
  const ofTopics = Object.entries(topics).map(([scope, id]) => ({ scope, subscriptionId: id }))
  return subscriptionId === undefined ? ofTopics : [{ scope: GLOBAL_SCOPE, subscriptionId }, ...ofTopics]
}

/** By the number of the subscription type. */
export type KnownStatuses = ReadonlyMap<string, SubscriptionStatus>

/**
 * What HubSpot says of a contact's address. Its properties tell opt-outs and hard bounces without
 * their time. An opt-in is stated only where its time is known, which takes the status itself.
 */
export function consentOf(
  properties: Readonly<Record<string, string | null>>,
  known: KnownStatuses | undefined,
  config: HubspotConfig,
): PulledConsent[] {
  const statements: PulledConsent[] = []
  const say = (scope: string, status: ConsentStatus, at: Instant | null, evidence: string) =>
    statements.push({ channel: 'email', scope, status, at, evidence: `hubspot:${evidence}` })
  if (properties[TECHNICAL.hardBounce]) say(GLOBAL_SCOPE, 'suppressed', null, TECHNICAL.hardBounce)
  const ofAll = properties[TECHNICAL.optedOut] === 'true'
  for (const { scope, subscriptionId } of subscriptionsOf(config)) {
    const status = known?.get(subscriptionId)
    const optOut = optOutOf(subscriptionId)
    if (status?.status === 'UNSUBSCRIBED') say(scope, 'unsubscribed', status.at, 'subscription')
    else if (properties[optOut] === 'true') say(scope, 'unsubscribed', null, optOut)
    // An opt-out of all mail is about all mail: a topic's own word stays what it was.
    else if (scope === GLOBAL_SCOPE && ofAll) say(scope, 'unsubscribed', null, TECHNICAL.optedOut)
    else if (status !== undefined) say(scope, 'subscribed', status.at, 'subscription')
  }
  if (config.subscriptionId === undefined && ofAll)
    say(GLOBAL_SCOPE, 'unsubscribed', null, TECHNICAL.optedOut)
  return statements
}

const ROUTE = 'POST /communication-preferences/v4/statuses/batch/read'
const MAX_ADDRESSES = 100
const statusesSchema = z.object({
  results: z.array(
    z.object({
      subscriberIdString: z.string().optional(),
      statuses: z
        .array(
          z.object({
            subscriptionId: z.union([z.number(), z.string()]),
            subscriberIdString: z.string(),
            status: z.string(),
            timestamp: z.string(),
          }),
        )
        .default([]),
    }),
  ),
})

/**
 * The status of each configured subscription per lower-case address, with its time. Only Enterprise accounts
 * answer for many addresses at once; asking one by one would cost a call per contact, so others get none.
 */
export async function readStatuses(
  context: Context,
  emails: readonly string[],
): Promise<ReadonlyMap<string, KnownStatuses>> {
  const { config } = context
  const statuses = new Map<string, Map<string, SubscriptionStatus>>()
  const wanted = new Set(subscriptionsOf(config).map(({ subscriptionId }) => subscriptionId))
  if (config.tier !== 'enterprise' || wanted.size === 0) return statuses
  for (const inputs of chunksOf(emails, MAX_ADDRESSES)) {
    const request = { query: { channel: 'EMAIL' }, body: { inputs } }
    const { results } = await askPlainly(context, ROUTE, statusesSchema, request)
    for (const result of results) {
      for (const { subscriptionId, subscriberIdString, status, timestamp } of result.statuses) {
        if (!wanted.has(String(subscriptionId))) continue
        const at = parseInstant(timestamp)
        if (at === undefined || (status !== 'SUBSCRIBED' && status !== 'UNSUBSCRIBED')) continue
        const address = subscriberIdString.toLowerCase()
        const ofAddress = statuses.get(address) ?? new Map<string, SubscriptionStatus>()
        statuses.set(address, ofAddress.set(String(subscriptionId), { status, at }))
      }
    }
  }
  return statuses
}
