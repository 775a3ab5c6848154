import { type Instant, parseInstant } from '@esplanade/connector-kit'
import { z } from 'zod'

/** A time that is always there. */
const time = z.string().transform((text, context): Instant => {
  const at = parseInstant(text)
  if (at !== undefined) return at
  context.addIssue({ code: 'custom', message: 'expected an ISO 8601 time' })
  return z.NEVER
})

/** Mailchimp writes an empty text for a time that it does not know. */
const optionalTime = z
  .union([z.literal('').transform(() => null), time])
  .nullish()
  .transform(at => at ?? null)

const page = { total_items: z.number().int().nonnegative() }

export const rootShape = z.object({ account_id: z.string().min(1), account_name: z.string() })

export const listsShape = z.object({
  lists: z.array(z.object({ id: z.string(), name: z.string() })),
  ...page,
})

/** What the walk over members needs of each, and what a write must repeat. */
export const memberStateShape = z.object({
  contact_id: z.string().min(1),
  email_address: z.string(),
  status: z.string(),
  last_changed: time,
})
export type MemberState = z.output<typeof memberStateShape>

export const memberIdShape = memberStateShape.extend({ id: z.string().min(1) })

export const memberShape = memberStateShape.extend({
  merge_fields: z.record(z.string(), z.unknown()).default({}),
  timestamp_signup: optionalTime,
  timestamp_opt: optionalTime,
  language: z.string().default(''),
})
export type Member = z.output<typeof memberShape>

export const membersShape = <Shape extends z.ZodType>(member: Shape) =>
  z.object({ members: z.array(member), ...page })

export const segmentMembersShape = z.object({ members: z.array(z.object({ id: z.string() })), ...page })

export const mergeFieldsShape = z.object({
  merge_fields: z.array(z.object({ tag: z.string(), type: z.string() })),
  ...page,
})

const segment = z.object({ id: z.number().int(), name: z.string() })
export const segmentShape = segment
export const segmentsShape = z.object({ segments: z.array(segment), ...page })

const written = z.object({
  email_address: z.string(),
  status: z.string(),
  merge_fields: z.record(z.string(), z.unknown()).default({}),
})
export type WrittenMember = z.output<typeof written>

export const batchAnswerShape = z.object({
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
export const tagAnswerShape = z.object({
  members_added: tagged,
  members_removed: tagged,
  errors: z.array(z.object({ email_addresses: z.array(z.string()), error: z.string() })),
})

const campaign = z.object({
  id: z.string().min(1),
  send_time: time,
  settings: z.object({ subject_line: z.string().default(''), title: z.string().default('') }),
})
export type Campaign = z.output<typeof campaign>
export const campaignsShape = z.object({ campaigns: z.array(campaign), ...page })

const recipient = { email_id: z.string(), email_address: z.string() }

export const sentToShape = z.object({ sent_to: z.array(z.object(recipient)), ...page })

export const activityShape = z.object({
  emails: z.array(
    z.object({
      ...recipient,
      activity: z.array(
        z.object({
          action: z.string(),
          type: z.string().nullish(),
          timestamp: time,
          url: z.string().nullish(),
        }),
      ),
    }),
  ),
  ...page,
})

export const unsubscribedShape = z.object({
  unsubscribes: z.array(z.object({ ...recipient, timestamp: time })),
  ...page,
})

export const abuseShape = z.object({
  abuse_reports: z.array(z.object({ ...recipient, date: time })),
  ...page,
})

const order = z.object({
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
export type Order = z.output<typeof order>
export const ordersShape = z.object({ orders: z.array(order), ...page })
