import type { Audience } from './audience.ts'
import { type Member, type MergeValue, md5 } from './member.ts'
import { vendorTime } from './vendor-time.ts'

const MAX_TAGS_SHOWN = 50
const UNIQUE_ID_LENGTH = 10

/** What member calls answer. */
export const memberResource = (audience: Audience, member: Member): object => ({
  ...briefResource(audience, member),
  contact_id: member.contactId,
  full_name: `${textOf(member.mergeFields.FNAME)} ${textOf(member.mergeFields.LNAME)}`.trim(),
  web_id: member.webId,
  ...(member.status === 'unsubscribed' && { unsubscribe_reason: member.unsubscribeReason }),
  ...(member.sms !== null && {
    sms_phone_number: member.sms.phone,
    sms_subscription_status: member.sms.status,
    sms_subscription_last_updated: vendorTime(member.sms.updatedAt),
  }),
  source: 'API - Generic',
  tags_count: member.tags.size,
  tags: [...member.tags]
    .slice(0, MAX_TAGS_SHOWN)
    .map(id => ({ id, name: audience.segments.get(id)?.name ?? '' })),
})

const textOf = (value: MergeValue | undefined): string => (typeof value === 'string' ? value : '')

/** What batch and segment calls answer: the same without the contact id. */
export const briefResource = (audience: Audience, member: Member): object => ({
  id: member.id,
  email_address: member.email,
  unique_email_id: md5(`unique/${member.id}`).slice(0, UNIQUE_ID_LENGTH),
  email_type: 'html',
  status: member.status,
  merge_fields: Object.fromEntries(
    audience.mergeFields.map(({ tag }) => [tag, member.mergeFields[tag] ?? '']),
  ),
  ...(audience.groups.interests.size > 0 && { interests: audience.groups.marksOf(member) }),
  timestamp_signup: vendorTime(member.timestampSignup),
  timestamp_opt: vendorTime(member.timestampOpt),
  last_changed: vendorTime(member.lastChanged),
  language: member.language,
  vip: false,
  list_id: audience.id,
})
