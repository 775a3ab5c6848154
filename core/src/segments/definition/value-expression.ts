import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import type { EventSelection, Measure } from './event-selection.ts'
import { eventTypesSchema, MEASURES, propertyNameSchema, selectionShape } from './event-selection.ts'

/**
 * A value that a sync writes into a field: an attribute, membership of a segment, or one measure of
 * the contact's events. Reads like the conditions of a segment, without the test.
 */
export type ValueExpression = AttributeExpression | { readonly segment: string } | EventExpression

export interface AttributeExpression {
  readonly attribute: string
}

export type EventExpression = EventSelection & { readonly event: string | readonly string[] } & {
  readonly count?: true
  /** With `sum`: events whose values are taken away, such as refunds. */
  readonly minus?: string | readonly string[]
} & { readonly [measure in Measure]?: string }

const property = propertyNameSchema.exactOptional()

export const attributeExpressionSchema = strictShape({ attribute: propertyNameSchema })

export const eventExpressionSchema = strictShape({
  event: eventTypesSchema,
  ...selectionShape,
  count: z.literal(true).exactOptional(),
  minus: eventTypesSchema.exactOptional(),
  sum: property,
  avg: property,
  min: property,
  max: property,
  first: property,
  last: property,
  distinct: property,
})
  .refine(
    expression => ['count', ...MEASURES].filter(key => key in expression).length === 1,
    `expected one of count: true, ${MEASURES.map(measure => `${measure}: property`).join(', ')}`,
  )
  .refine(
    expression => expression.minus === undefined || expression.sum !== undefined,
    '"minus" takes away from a sum: write it beside "sum"',
  )

export const valueExpressionSchema: z.ZodType<ValueExpression> = z
  .union([attributeExpressionSchema, strictShape({ segment: propertyNameSchema }), eventExpressionSchema], {
    error: 'expected a value: one of attribute, segment, event',
  })
  .meta({ id: 'value' })
