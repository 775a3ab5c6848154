import {
  type ConsentStatus,
  GLOBAL_SCOPE,
  type Instant,
  type PulledConsent,
  parseInstant,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context } from './api-request.ts'
import type { HubspotConfig } from './config.ts'
import { TECHNICAL } from './properties.ts'

export interface SubscriptionStatus {
  readonly status: 'SUBSCRIBED' | 'UNSUBSCRIBED'
  readonly at: Instant
}

/** The read-only properties in which a contact shows opt-outs; the one per subscription type is named from memory. */
export const optOutProperties = ({ subscriptionId }: HubspotConfig): string[] =>
  subscriptionId === undefined
    ? [TECHNICAL.optedOut]
    : [TECHNICAL.optedOut, `${TECHNICAL.optedOut}_${subscriptionId}`]

/**
 * What HubSpot says of a contact's address. Its properties tell opt-outs and hard bounces without
 * their time. An opt-in is stated only where its time is known, which takes the status itself.
 */
export function consentOf(
  properties: Readonly<Record<string, string | null>>,
  known: SubscriptionStatus | undefined,
  config: HubspotConfig,
): PulledConsent[] {
  const statements: PulledConsent[] = []
  if (properties[TECHNICAL.hardBounce]) statements.push(statement('suppressed', null, TECHNICAL.hardBounce))
  const optedOut = optOutProperties(config).find(name => properties[name] === 'true')
  if (known?.status === 'UNSUBSCRIBED') statements.push(statement('unsubscribed', known.at, 'subscription'))
  else if (optedOut !== undefined) statements.push(statement('unsubscribed', null, optedOut))
  else if (known !== undefined) statements.push(statement('subscribed', known.at, 'subscription'))
  return statements
}

const statement = (status: ConsentStatus, at: Instant | null, evidence: string): PulledConsent => ({
  channel: 'email',
  scope: GLOBAL_SCOPE,
  status,
  at,
  evidence: `hubspot:${evidence}`,
})

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
 * The configured subscription's status per lower-case address, with its time. Only Enterprise accounts
 * answer for many addresses at once; asking one by one would cost a call per contact, so others get none.
 */
export async function readStatuses(
  context: Context,
  emails: readonly string[],
): Promise<ReadonlyMap<string, SubscriptionStatus>> {
  const { config } = context
  const statuses = new Map<string, SubscriptionStatus>()
  if (config.tier !== 'enterprise' || config.subscriptionId === undefined) return statuses
  for (let from = 0; from < emails.length; from += MAX_ADDRESSES) {
    const { results } = await askPlainly(context, ROUTE, statusesSchema, {
      method: 'POST',
      path: '/communication-preferences/v4/statuses/batch/read',
      query: { channel: 'EMAIL' },
      body: { inputs: emails.slice(from, from + MAX_ADDRESSES) },
    })
    for (const result of results) {
      for (const { subscriptionId, subscriberIdString, status, timestamp } of result.statuses) {
        if (String(subscriptionId) !== config.subscriptionId) continue
        const at = parseInstant(timestamp)
        if (at === undefined || (status !== 'SUBSCRIBED' && status !== 'UNSUBSCRIBED')) continue
        statuses.set(subscriberIdString.toLowerCase(), { status, at })
      }
    }
  }
  return statuses
}
