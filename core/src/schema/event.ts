import { z } from 'zod'
import type { Value } from './attribute.ts'
import { valueSchema } from './attribute.ts'
import type { IdentityClaim } from './identity.ts'
import { identityClaimSchema } from './identity.ts'
import { type Instant, instantSchema } from './instant.ts'

/** Names that mean the same in every ESP. Any other snake_case name is a custom event. */
export const KNOWN_EVENT_TYPES = [
  'email_sent',
  'email_delivered',
  'email_opened',
  'email_clicked',
  'email_bounced',
  'email_complained',
  'email_unsubscribed',
  'page_viewed',
  'product_viewed',
  'cart_added',
  'checkout_started',
  'order_placed',
  'order_refunded',
] as const
export type KnownEventType = (typeof KNOWN_EVENT_TYPES)[number]

/** Something that happened to a contact at an instant, as a source told it. */
export interface EventRow {
  readonly type: string
  /** The source's own id; with the source and the type it makes the event's identity, so a repeat is recognised. */
  readonly sourceId: string
  readonly at: Instant
  /** Who it happened to: every identity that the source gave, at least one. */
  readonly who: readonly IdentityClaim[]
  readonly properties: Readonly<Record<string, Value>>
  /** True when the source says that the event did not happen after all (a deleted order). */
  readonly retracted?: boolean
}

const EVENT_TYPE = /^[a-z][a-z0-9_]{0,62}$/
export const eventTypeSchema = z
  .string()
  .regex(EVENT_TYPE, 'expected a snake_case name such as order_placed, 63 characters at most')

export const eventRowSchema = z.object({
  type: eventTypeSchema,
  sourceId: z.string().min(1).max(512),
  at: instantSchema,
  who: z.array(identityClaimSchema).min(1).max(16),
  properties: z.record(z.string(), valueSchema),
  retracted: z.boolean().optional(),
})
