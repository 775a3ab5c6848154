import { type EmailMarketing, type Profile, type SuppressionReason, wholeSecond } from './profile.ts'

/**
 * The vendor's rules of e-mail consent. Whether they move a profile's `updated` is documented nowhere:
 * here only a subscription does, the harder case for a client that must not miss an opt-out.
 */
export function subscribe(profile: Profile, change: { at: number; now: number; method: string }): void {
  const marketing = profile.emailMarketing
  marketing.consent = 'SUBSCRIBED'
  marketing.consentedAt = wholeSecond(change.at)
  marketing.lastUpdated = wholeSecond(change.now)
  marketing.method = change.method
  marketing.pending = null
  marketing.suppressions = marketing.suppressions.filter(({ reason }) => !LIFTED_BY_SUBSCRIBING.has(reason))
  profile.updated = wholeSecond(change.now)
}

/** Subscribing lifts these; a hard bounce and an invalid address stay. */
const LIFTED_BY_SUBSCRIBING: ReadonlySet<SuppressionReason> = new Set([
  'UNSUBSCRIBE',
  'SPAM_COMPLAINT',
  'USER_SUPPRESSED',
])

/** Of everything. The time of the former opt-in stays where it is, as the vendor leaves it. */
export function unsubscribe(profile: Profile, at: number): void {
  const marketing = profile.emailMarketing
  marketing.consent = 'UNSUBSCRIBED'
  marketing.lastUpdated = wholeSecond(at)
  marketing.pending = null
  suppress(profile, 'UNSUBSCRIBE', at)
}

export function unsubscribeFromList(profile: Profile, list: string, at: number): void {
  const marketing = profile.emailMarketing
  const others = marketing.listSuppressions.filter(entry => entry.list !== list)
  marketing.listSuppressions = [...others, { list, reason: 'UNSUBSCRIBE', at: wholeSecond(at) }]
  marketing.lastUpdated = wholeSecond(at)
}

export function suppress(profile: Profile, reason: SuppressionReason, at: number): void {
  const marketing = profile.emailMarketing
  if (marketing.suppressions.some(entry => entry.reason === reason)) return
  marketing.suppressions = [...marketing.suppressions, { reason, at: wholeSecond(at) }]
}

/** Lifts what a user of the account set by hand, and nothing else. */
export function unsuppress(profile: Profile): void {
  const marketing = profile.emailMarketing
  marketing.suppressions = marketing.suppressions.filter(({ reason }) => reason !== 'USER_SUPPRESSED')
}

export const canReceive = (marketing: EmailMarketing): boolean => marketing.suppressions.length === 0
