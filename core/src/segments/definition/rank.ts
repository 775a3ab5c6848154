import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import { nameSchema } from './event-selection.ts'
import type { AttributeExpression, EventExpression } from './value-expression.ts'
import { attributeExpressionSchema, eventExpressionSchema } from './value-expression.ts'

/** Whether a contact's value is among the highest or the lowest of all contacts that have one. */
export interface RankCondition {
  readonly rank: AttributeExpression | EventExpression
  /** Exactly one of the two: a part of the contacts, such as `20%` or 0.2. */
  readonly top?: string | number
  readonly bottom?: string | number
  /** What becomes of equal values at the cut when they do not all fit; `in` unless said otherwise. */
  readonly ties?: 'in' | 'out'
  /** Counts also those without such events, or only members of a segment; else everybody who has one is ranked. */
  readonly among?: 'everyone' | { readonly segment: string }
}

const PART = 'expected a part of the contacts, such as 20% or 0.2'
const AMONG = 'expected everyone, or a segment such as { segment: buyers }'
const partSchema = z
  .union([z.string().regex(/^\d{1,2}(\.\d{1,4})?%$/, PART), z.number().gt(0, PART).lt(1, PART)], PART)
  .exactOptional()

export const rankSchema = strictShape({
  rank: z.union([attributeExpressionSchema, eventExpressionSchema], {
    error: 'expected what to rank by: an attribute, or one measure of an event such as sum: total',
  }),
  top: partSchema,
  bottom: partSchema,
  ties: z.enum(['in', 'out']).exactOptional(),
  among: z.union([z.literal('everyone', AMONG), strictShape({ segment: nameSchema })], AMONG).exactOptional(),
}).refine(
  ({ top, bottom }) => (top === undefined) !== (bottom === undefined),
  'expected one of top and bottom, such as top: 20%',
)
