import { z } from 'zod'
import type { ConnectionId, IdentityNo } from './ids.ts'
import type { Instant } from './instant.ts'

/**
 * Types of a value, of attributes and event properties alike. `number` has six decimals and is
 * added exactly; `money` is minor units of the hub's currency; `date` is a calendar day without a
 * zone (a birthday), `YYYY-MM-DD`; `texts` is a list of texts without order.
 */
export const VALUE_TYPES = ['text', 'number', 'money', 'boolean', 'instant', 'date', 'texts'] as const
export type ValueType = (typeof VALUE_TYPES)[number]
export const valueTypeSchema = z.enum(VALUE_TYPES)

/** A value as it travels in JSON; `instant` and `date` as ISO text, `money` as a decimal text or number. */
export type Value = string | number | boolean | readonly string[]

export const valueSchema: z.ZodType<Value> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
])

/** One source's statement about one attribute of the person behind an identity. */
export interface AttributeFact {
  readonly identityNo: IdentityNo
  readonly name: string
  readonly value: Value
  readonly source: ConnectionId
  readonly at: Instant
}
