import { type Channel, type ConsentStatus, GLOBAL_SCOPE, type PulledConsent } from '@esplanade/connector-kit'
import type { KlaviyoConfig } from './config.ts'
import { type KlaviyoProfile, toInstant } from './contact.ts'

type Subscriptions = KlaviyoProfile['attributes']['subscriptions']
type EmailMarketing = NonNullable<NonNullable<NonNullable<Subscriptions>['email']>['marketing']>

/**
 * What the vendor says about permission, one statement per channel and scope. `consent` decides, not
 * the presence of a consent time: that time stays after an unsubscribe. An address that the vendor
 * suppresses is never told as subscribed, even if its opt-in is newer: a hard bounce outlives it. Who left
 * a list opted out of the topic that the list stands for.
 */
export function pulledConsent(
  subscriptions: Subscriptions,
  topics: KlaviyoConfig['topics'] = {},
): PulledConsent[] {
  const topicOf = (listId: string) => Object.keys(topics).find(topic => topics[topic] === listId)
  const email = subscriptions?.email?.marketing
  const sms = subscriptions?.sms?.marketing
  const tracking = subscriptions?.email?.openTracking
  return [
    ...(email ? emailConsent(email) : []),
    ...(email?.listSuppressions ?? []).map(({ listId, reason, timestamp }) => ({
      ...statement('email', 'unsubscribed', timestamp, reason),
      scope: topicOf(listId) ?? `list:${listId}`,
    })),
    ...(sms ? saidOf('sms', sms, 'subscribed') : []),
    // Who refuses to be tracked has no opens to count; that is no disinterest.
    ...(tracking ? saidOf('email', tracking, '') : []).map(said => ({
      ...said,
      scope: 'open_tracking',
      evidence: 'open-tracking',
    })),
  ]
}

function emailConsent(marketing: EmailMarketing): PulledConsent[] {
  const refusal = latestRefusal(marketing)
  if (refusal) return [refusal]
  // Suppressed for a reason that is not listed: no opt-in to rely on.
  if (marketing.consent === 'SUBSCRIBED' && !marketing.canReceiveEmailMarketing) return []
  return saidOf('email', marketing, marketing.method ?? 'subscribed')
}

/** The newest of the global suppressions; of two at the same time, the one that is no mere opt-out. */
function latestRefusal(marketing: EmailMarketing): PulledConsent | undefined {
  const [newest] = (marketing.suppression ?? [])
    .map(({ reason, timestamp }) =>
      statement('email', reason === 'UNSUBSCRIBE' ? 'unsubscribed' : 'suppressed', timestamp, String(reason)),
    )
    .sort((a, b) => Number(b.at) - Number(a.at) || a.status.localeCompare(b.status))
  return newest
}

/** What a person said of a channel; `by` is the way in which they opted in. */
function saidOf(
  channel: Channel,
  said: { consent: string; consentTimestamp?: Date | null; lastUpdated?: Date | null },
  by: string,
): PulledConsent[] {
  if (said.consent === 'SUBSCRIBED') return [statement(channel, 'subscribed', said.consentTimestamp, by)]
  if (said.consent !== 'UNSUBSCRIBED') return []
  return [statement(channel, 'unsubscribed', said.lastUpdated, 'unsubscribed')]
}

const statement = (
  channel: Channel,
  status: ConsentStatus,
  at: Date | null | undefined,
  evidence: string,
): PulledConsent => ({
  channel,
  scope: GLOBAL_SCOPE,
  status,
  at: at ? toInstant(at) : null,
  evidence: evidence.toLowerCase().replaceAll('_', '-'),
})
