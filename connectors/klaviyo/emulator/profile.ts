/** A profile as the account holds it. Times are milliseconds since 1970 and whole seconds, as the vendor shows them. */
export interface Profile {
  readonly id: string
  email: string | null
  phoneNumber: string | null
  externalId: string | null
  readonly attributes: Partial<Record<FixedAttribute, string>>
  readonly location: Partial<Record<LocationAttribute, string | number>>
  readonly properties: Record<string, unknown>
  readonly emailMarketing: EmailMarketing
  readonly smsMarketing: ChannelConsent
  /** Whether the person lets opens be tracked; null where nobody asked. */
  openTracking: ChannelConsent | null
  readonly created: number
  updated: number
  lastEvent: number | null
}

export const FIXED_ATTRIBUTES = [
  'first_name',
  'last_name',
  'organization',
  'locale',
  'title',
  'image',
] as const
export type FixedAttribute = (typeof FIXED_ATTRIBUTES)[number]

export const LOCATION_ATTRIBUTES = [
  'address1',
  'address2',
  'city',
  'country',
  'latitude',
  'longitude',
  'region',
  'zip',
  'timezone',
  'ip',
] as const
export type LocationAttribute = (typeof LOCATION_ATTRIBUTES)[number]

export type ConsentWord = 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NEVER_SUBSCRIBED'

export type SuppressionReason =
  | 'HARD_BOUNCE'
  | 'INVALID_EMAIL'
  | 'SPAM_COMPLAINT'
  | 'UNSUBSCRIBE'
  | 'USER_SUPPRESSED'

export interface ChannelConsent {
  consent: ConsentWord
  consentedAt: number | null
  lastUpdated: number | null
}

export interface EmailMarketing extends ChannelConsent {
  method: string | null
  doubleOptin: boolean | null
  /** A double opt-in that was mailed and not clicked yet: the list that it was for. */
  pending: { readonly list: string | null } | null
  suppressions: { readonly reason: SuppressionReason; readonly at: number }[]
  listSuppressions: { readonly list: string; readonly reason: SuppressionReason; readonly at: number }[]
}

export const neverSubscribed = (): ChannelConsent => ({
  consent: 'NEVER_SUBSCRIBED',
  consentedAt: null,
  lastUpdated: null,
})

export const neverMailed = (): EmailMarketing => ({
  ...neverSubscribed(),
  method: null,
  doubleOptin: null,
  pending: null,
  suppressions: [],
  listSuppressions: [],
})

export const wholeSecond = (ms: number): number => Math.floor(ms / 1_000) * 1_000
