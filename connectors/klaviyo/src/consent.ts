import type { PulledConsent } from '@esplanade/connector-kit'
import { type KlaviyoProfile, toInstant } from './contact.ts'

type Subscriptions = KlaviyoProfile['attributes']['subscriptions']
type EmailMarketing = NonNullable<NonNullable<NonNullable<Subscriptions>['email']>['marketing']>

const GLOBAL = 'global'

/**
 * What the vendor says about permission, one statement per channel and scope. `consent` decides, not
 * the presence of a consent time: that time stays after an unsubscribe. An address that the vendor
 * suppresses is never told as subscribed, even if its opt-in is newer: a hard bounce outlives it.
 */
export function pulledConsent(subscriptions: Subscriptions): PulledConsent[] {
  const email = subscriptions?.email?.marketing
  const sms = subscriptions?.sms?.marketing
  return [
    ...(email ? emailConsent(email) : []),
    ...(email?.listSuppressions ?? []).map(
      ({ listId, reason, timestamp }): PulledConsent => ({
        channel: 'email',
        scope: `list:${listId}`,
        status: 'unsubscribed',
        at: toInstant(timestamp),
        evidence: evidence(reason),
      }),
    ),
    ...(sms ? smsConsent(sms) : []),
    ...openTracking(subscriptions?.email?.openTracking),
  ]
}

function emailConsent(marketing: EmailMarketing): PulledConsent[] {
  const shared = { channel: 'email', scope: GLOBAL } as const
  const refusal = latestRefusal(marketing)
  if (refusal) return [{ ...shared, ...refusal }]
  switch (marketing.consent) {
    case 'SUBSCRIBED':
      // Suppressed for a reason that is not listed: no opt-in to rely on.
      if (!marketing.canReceiveEmailMarketing) return []
      return [
        {
          ...shared,
          status: 'subscribed',
          at: marketing.consentTimestamp ? toInstant(marketing.consentTimestamp) : null,
          evidence: evidence(marketing.method ?? 'subscribed'),
        },
      ]
    case 'UNSUBSCRIBED':
      return [
        {
          ...shared,
          status: 'unsubscribed',
          at: marketing.lastUpdated ? toInstant(marketing.lastUpdated) : null,
          evidence: 'unsubscribed',
        },
      ]
    default:
      return []
  }
}

/** The newest of the global suppressions; of two at the same time, the one that is no mere opt-out. */
function latestRefusal(
  marketing: EmailMarketing,
): Pick<PulledConsent, 'status' | 'at' | 'evidence'> | undefined {
  const [newest] = (marketing.suppression ?? [])
    .map(({ reason, timestamp }) => ({
      status: reason === 'UNSUBSCRIBE' ? ('unsubscribed' as const) : ('suppressed' as const),
      at: toInstant(timestamp),
      evidence: evidence(String(reason)),
    }))
    .sort((a, b) => b.at - a.at || a.status.localeCompare(b.status))
  return newest
}

function smsConsent(marketing: {
  consent: string
  consentTimestamp?: Date | null
  lastUpdated?: Date | null
}) {
  const statement = (status: 'subscribed' | 'unsubscribed', at: Date | null | undefined): PulledConsent => ({
    channel: 'sms',
    scope: GLOBAL,
    status,
    at: at ? toInstant(at) : null,
    evidence: status,
  })
  if (marketing.consent === 'SUBSCRIBED') return [statement('subscribed', marketing.consentTimestamp)]
  if (marketing.consent === 'UNSUBSCRIBED') return [statement('unsubscribed', marketing.lastUpdated)]
  return []
}

/** Who refuses to be tracked has no opens to count; that is no disinterest. */
function openTracking(
  tracking: NonNullable<NonNullable<Subscriptions>['email']>['openTracking'],
): PulledConsent[] {
  const status = tracking && WORDS[tracking.consent]
  if (!status) return []
  const at = status === 'subscribed' ? tracking.consentTimestamp : tracking.lastUpdated
  return [
    {
      channel: 'email',
      scope: 'open_tracking',
      status,
      at: at ? toInstant(at) : null,
      evidence: 'open-tracking',
    },
  ]
}

const WORDS: Readonly<Record<string, 'subscribed' | 'unsubscribed'>> = {
  SUBSCRIBED: 'subscribed',
  UNSUBSCRIBED: 'unsubscribed',
}

const evidence = (word: string): string => word.toLowerCase().replaceAll('_', '-')
