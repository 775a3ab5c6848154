import { parseInstant, instantSchema as time } from '@esplanade/connector-kit'
import { z } from 'zod'

/** Mailchimp writes an empty text for a time that it does not know. A union would try both for each of a million. */
const optionalTime = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (!text) return null
    const at = parseInstant(text)
    if (at !== undefined) return at
    context.addIssue({ code: 'custom', message: 'expected an ISO 8601 time, or none' })
    return z.NEVER
  })

/** Taken as it is: to go over it name by name took as much memory as the rest of a member. */
const freeForm = z.custom<Readonly<Record<string, unknown>>>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
)

export const accountShape = z.object({
  account_id: z.string().min(1),
  account_name: z.string(),
  /** `monthly`, `pay_as_you_go`, `forever_free`. */
  pricing_plan_type: z.string().nullable().default(null),
})

export const audience = z.object({
  id: z.string(),
  name: z.string(),
  stats: z.object({ member_count: z.number().nullable().default(null) }).default({ member_count: null }),
})
export type Audience = z.output<typeof audience>
export const audienceOptIn = z.object({ double_optin: z.boolean() })

/** What the walk over members needs of each, and what a write must repeat. */
export const memberState = z.object({
  contact_id: z.string().min(1),
  email_address: z.string(),
  status: z.string(),
  last_changed: time,
})

export const memberLook = z.object({ status: z.string() })
export const memberWithHash = memberState.extend({ id: z.string().min(1) })

const memberDetails = memberState.extend({
  timestamp_signup: optionalTime,
  timestamp_opt: optionalTime,
  language: z.string().default(''),
  /** `API - Generic`, `Hosted Signup Form`; Mailchimp's words. */
  source: z.string().default(''),
  unsubscribe_reason: z.string().default(''),
  sms_phone_number: z.string().default(''),
  /** `subscribed`, `unsubscribed`, `nonsubscribed`, `pending`. */
  sms_subscription_status: z.string().default(''),
  sms_subscription_last_updated: optionalTime,
})

/** A member with all that is known of it; of the merge fields those that are named, or all. */
export const fullMember = (mergeFields?: readonly string[]) =>
  memberDetails.extend({
    merge_fields: mergeFields
      ? z.object(Object.fromEntries(mergeFields.map(tag => [tag, z.unknown().optional()]))).default({})
      : freeForm.default({}),
  })
export type Member = z.output<ReturnType<typeof fullMember>>

export const mergeField = z.object({
  merge_id: z.number().int(),
  tag: z.string(),
  name: z.string(),
  type: z.string(),
  required: z.boolean().default(false),
  options: z.object({ choices: z.array(z.string()).default([]) }).default({ choices: [] }),
})
export type MergeField = z.output<typeof mergeField>

export const segment = z.object({
  id: z.number().int(),
  name: z.string(),
  type: z.string().default('static'),
  member_count: z.number().nullable().default(null),
})
export type Segment = z.output<typeof segment>
export const segmentMember = z.object({ id: z.string() })

const written = z.object({
  email_address: z.string(),
  status: z.string(),
  merge_fields: freeForm.default({}),
})
export type WrittenMember = z.output<typeof written>

export const batchAnswer = z.object({
  new_members: z.array(written),
  updated_members: z.array(written),
  errors: z.array(
    z.object({
      email_address: z.string(),
      error: z.string(),
      error_code: z.string().default('ERROR_GENERIC'),
      field: z.string().default(''),
      field_message: z.string().default(''),
    }),
  ),
})

const tagged = z.array(z.object({ email_address: z.string() }))
export const tagAnswer = z.object({
  members_added: tagged,
  members_removed: tagged,
  errors: z.array(z.object({ email_addresses: z.array(z.string()), error: z.string() })),
})

export const campaign = z.object({
  id: z.string().min(1),
  send_time: time,
  settings: z.object({ subject_line: z.string().default(''), title: z.string().default('') }),
})
export type Campaign = z.output<typeof campaign>

export const recipient = z.object({ email_id: z.string(), email_address: z.string() })
const act = z.object({
  action: z.string(),
  type: z.string().nullish(),
  timestamp: time,
  url: z.string().nullish(),
})
export const activity = recipient.extend({ activity: z.array(act) })
export const unsubscribed = recipient.extend({ timestamp: time })
export const abuseReport = recipient.extend({ date: time })

export const orderShape = z.object({
  id: z.string().min(1),
  store_id: z.string(),
  customer: z.object({ id: z.string(), email_address: z.string().default('') }),
  financial_status: z.string().default(''),
  currency_code: z.string(),
  order_total: z.number(),
  processed_at_foreign: optionalTime,
  updated_at_foreign: optionalTime,
  cancelled_at_foreign: optionalTime,
  lines: z.array(z.object({ quantity: z.number() })).default([]),
})
export type Order = z.output<typeof orderShape>

export const store = z.object({ id: z.string().min(1), currency_code: z.string().default('') })
export const product = z.object({
  id: z.string().min(1),
  title: z.string(),
  type: z.string().default(''),
  url: z.string().default(''),
  image_url: z.string().default(''),
  variants: z.array(z.object({ price: z.number().default(0) })).default([]),
})

export const batchStatus = z.object({
  id: z.string().min(1),
  status: z.string(),
  response_body_url: z.string().default(''),
})
