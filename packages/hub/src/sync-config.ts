import { strictShape } from '@esplanade/core/schema'
import { type ValueExpression, valueExpressionSchema } from '@esplanade/core/segments'
import { z } from 'zod'

/** What the hub keeps up to date in one place of one vendor. It touches nothing else there. */
export type SyncConfig = MembershipSync | FieldSync | OptInSync | EventSync

/** Keeps a tag or list equal to the mailable members of a segment. */
export interface MembershipSync {
  readonly connection: string
  /** The audience, where the vendor has several. */
  readonly container?: string
  readonly segment: string
  /** With `property`, the tag is kept as one of the values of that property of a contact. */
  readonly into: { readonly tag: string; readonly property?: string } | { readonly list: string }
}

/** Keeps custom fields equal to values computed from a contact. */
export interface FieldSync {
  readonly connection: string
  readonly container?: string
  /** Remote field names to what they hold. */
  readonly fields: Readonly<Record<string, ValueExpression>>
}

/**
 * Raises consent at a vendor, for members whose own address has an opt-in on record that is newer than every
 * opt-out of that address, wherever either was told. Without such a sync no push ever raises consent.
 */
export interface OptInSync {
  readonly connection: string
  readonly container?: string
  readonly optIn: true
  /** Only its members; absent, everybody. */
  readonly segment?: string
}

/**
 * Tells a vendor of people who come into a segment or leave it, as events that its own automations start
 * from. Each turn is told once; addresses that opted out are not told of.
 */
export interface EventSync {
  readonly connection: string
  readonly container?: string
  readonly segment: string
  /** Names of the events, 2 to 30 characters; at least one of the two. */
  readonly entered?: string
  readonly left?: string
  /** What becomes of those who are in the segment when the sync runs first: nothing, unless `send`. */
  readonly existing?: 'skip' | 'send'
}

const membershipSyncSchema = strictShape({
  connection: z.string(),
  container: z.string().optional(),
  segment: z.string(),
  into: z.union([
    strictShape({ tag: z.string().min(1).max(100), property: z.string().min(1).max(100).exactOptional() }),
    strictShape({ list: z.string().min(1).max(100) }),
  ]),
})
const fieldSyncSchema = strictShape({
  connection: z.string(),
  container: z.string().optional(),
  fields: z.record(z.string().min(1), valueExpressionSchema),
})

const optInSyncSchema = strictShape({
  connection: z.string(),
  container: z.string().optional(),
  optIn: z.literal(true),
  segment: z.string().optional(),
})
const eventName = z.string().min(2).max(30).optional()
const eventSyncSchema = strictShape({
  connection: z.string(),
  container: z.string().optional(),
  segment: z.string(),
  entered: eventName,
  left: eventName,
  existing: z.enum(['skip', 'send']).optional(),
})

/** What a sync holds tells which of the kinds it is, so that a mistake in one is not told as a mistake in all. */
export const syncSchema = z.unknown().transform((sync, context): SyncConfig => {
  const parsed = schemaOf(sync).safeParse(sync, { reportInput: true })
  if (parsed.success) return parsed.data as SyncConfig
  context.issues.push(...(parsed.error.issues as z.core.$ZodRawIssue[]))
  return z.NEVER
})

function schemaOf(sync: unknown): z.ZodType {
  if (typeof sync !== 'object' || sync === null) return membershipSyncSchema
  if ('fields' in sync) return fieldSyncSchema
  if ('optIn' in sync) return optInSyncSchema
  return 'entered' in sync || 'left' in sync ? eventSyncSchema : membershipSyncSchema
}
