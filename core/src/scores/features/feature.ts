import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import type { EventExpression, OrderedEvents, ValueExpression } from '../../segments/index.ts'
import {
  durationSchema,
  eventTypesSchema,
  propertyNameSchema,
  selectionShape,
  valueExpressionSchema,
} from '../../segments/index.ts'

/**
 * One thing that a model may learn from. Written in the words of segments, and read as numbers:
 * amounts in the currency's units, moments and days as days before the snapshot, booleans and
 * membership as 0 and 1, texts as one column per frequent value.
 */
export type Feature =
  | ValueExpression
  | RateFeature
  | TrendFeature
  | QuartileFeature
  | DecayFeature
  | GapFeature
  | SessionFeature
  | ActiveDaysFeature

/** A part of a whole, drawn towards everybody's rate by as much as `weight` of the whole would: little is said of few. */
export interface RateFeature {
  readonly rate: { readonly part: ValueExpression; readonly of: ValueExpression; readonly weight?: number }
}

/**
 * How a figure moved between the window before and the window that ends at the snapshot: -1 where it ended,
 * 0 where it stayed, 1 where it began. Drawn towards 0 by as much as `weight` would: little moves fast.
 */
export interface TrendFeature {
  readonly trend: EventExpression & { readonly within: string; readonly weight?: number }
}

/** A number by the quarter of contacts that it lies in, 1 the lowest to 4, cut where the training rows were. */
export interface QuartileFeature {
  readonly quartile: ValueExpression
}

/** Events, each weighing half as much once it is a `half_life` older. */
interface DecayFeature {
  readonly decay: OrderedEvents & { readonly half_life: string }
}

/** Days between one event and the next: their mean, or their standard deviation. Missing below two, or three, events. */
interface GapFeature {
  readonly gaps: OrderedEvents & { readonly take: 'mean' | 'deviation' }
}

/**
 * Visits: runs of events no two of which lie `idle` or more apart. How many there were, or how long
 * they took in seconds, from first to last event, on average (missing without one).
 */
interface SessionFeature {
  readonly sessions: OrderedEvents & { readonly idle: string; readonly take: 'count' | 'seconds' }
}

/** Different days, in the hub's time zone, with at least one of the events. */
interface ActiveDaysFeature {
  readonly active_days: OrderedEvents
}

const ordered = { event: eventTypesSchema, ...selectionShape }

const trendSchema = strictShape({
  ...ordered,
  within: durationSchema,
  count: z.literal(true).exactOptional(),
  sum: propertyNameSchema.exactOptional(),
  distinct: propertyNameSchema.exactOptional(),
  weight: z.number().min(0).max(1_000_000).exactOptional(),
}).refine(
  trend => ['count', 'sum', 'distinct'].filter(key => key in trend).length === 1,
  'expected one of count: true, sum: property, distinct: property',
)

export const featureSchema: z.ZodType<Feature> = z.union(
  [
    valueExpressionSchema,
    strictShape({
      rate: strictShape({
        part: valueExpressionSchema,
        of: valueExpressionSchema,
        weight: z.number().min(0).max(1_000_000).exactOptional(),
      }),
    }),
    strictShape({ trend: trendSchema }),
    strictShape({ quartile: valueExpressionSchema }),
    strictShape({ decay: strictShape({ ...ordered, half_life: durationSchema }) }),
    strictShape({ gaps: strictShape({ ...ordered, take: z.enum(['mean', 'deviation']) }) }),
    strictShape({ active_days: strictShape(ordered) }),
    strictShape({
      sessions: strictShape({ ...ordered, idle: durationSchema, take: z.enum(['count', 'seconds']) }),
    }),
  ],
  {
    error:
      'expected a feature: a value as for fields, or one of rate, trend, quartile, decay, gaps, sessions, active_days',
  },
)
