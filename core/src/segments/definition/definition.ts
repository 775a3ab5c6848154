import { z } from 'zod'
import type { SegmentId } from '../../schema/index.ts'
import { segmentIdSchema } from '../../schema/index.ts'
import { didYouMean } from '../../schema/nearest-name.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import { MAX_EVENT_TYPES } from './limits.ts'
import type { Scalar, ValueTest } from './value-test.ts'
import { durationSchema, hasOperator, shortTestSchema, testShape, valueTestSchema } from './value-test.ts'

/** A segment as it is written, in YAML, JSON or by the builder alike. */
export interface SegmentDefinition {
  readonly id: SegmentId
  readonly title: string
  readonly description?: string
  readonly when: Condition
}

/** A rule: a group of rules, or a leaf that tests something. `none` passes when no part does. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly none: readonly Condition[] }
  | AttributeCondition
  | EventCondition
  | AbsenceCondition
  | { readonly segment: string }

export type AttributeCondition = { readonly attribute: string } & Readonly<ValueTest>

/** Which events of a contact count: their types, how far back, and what their properties must be. */
export interface EventSelection {
  readonly within?: string
  readonly where?: Readonly<Record<string, Scalar | ValueTest>>
}

export const MEASURES = ['sum', 'avg', 'min', 'max', 'first', 'last'] as const
export type Measure = (typeof MEASURES)[number]

/** At most one of `count` and the measures; with none of them, at least one event. */
export type EventCondition = EventSelection & { readonly event: string | readonly string[] } & {
  readonly count?: number | ValueTest
} & { readonly [measure in Measure]?: MeasureTest }

/** Passes when no such event happened. */
export type AbsenceCondition = EventSelection & { readonly no_event: string | readonly string[] }

export type MeasureTest = { readonly of: string } & Readonly<ValueTest>

// Names are only bounded here: an unknown one is answered against the catalog, with the nearest.
const nameSchema = z.string().min(1).max(64)
const typesSchema = z.union([nameSchema, z.array(nameSchema).min(1).max(MAX_EVENT_TYPES)], {
  error: 'expected an event type or a list of them',
})
export const selectionShape = {
  within: durationSchema.exactOptional(),
  where: z.record(nameSchema, shortTestSchema).exactOptional(),
}
export { nameSchema as propertyNameSchema, typesSchema as eventTypesSchema }

const measureTest = strictShape({ of: nameSchema, ...testShape })
  .refine(hasOperator, 'expected a test of the value too, such as more_than: 50')
  .meta({ id: 'measure' })
const groupSchema = z.lazy(() => z.array(conditionSchema).min(1, 'expected at least one condition'))

const attributeSchema = strictShape({ attribute: nameSchema, ...testShape }).refine(
  hasOperator,
  'expected a test of the attribute, such as is: California or exists: true',
)

const eventSchema = strictShape({
  event: typesSchema,
  ...selectionShape,
  count: z
    .union([z.number(), valueTestSchema], {
      error: 'expected a number, or a test such as { at_least: 3 }',
    })
    .exactOptional(),
  sum: measureTest.exactOptional(),
  avg: measureTest.exactOptional(),
  min: measureTest.exactOptional(),
  max: measureTest.exactOptional(),
  first: measureTest.exactOptional(),
  last: measureTest.exactOptional(),
}).refine(
  condition => ['count', ...MEASURES].filter(key => key in condition).length <= 1,
  `expected at most one of count, ${MEASURES.join(', ')}; put a second one beside it under "all"`,
)

const HEADS = ['all', 'any', 'none', 'attribute', 'event', 'no_event', 'segment']

const conditionSchema: z.ZodType<Condition> = z
  .union(
    [
      strictShape({ all: groupSchema }),
      strictShape({ any: groupSchema }),
      strictShape({ none: groupSchema }),
      attributeSchema,
      eventSchema,
      strictShape({ no_event: typesSchema, ...selectionShape }),
      strictShape({ segment: nameSchema }),
    ],
    { error: issue => `expected a condition: one of ${HEADS.join(', ')}.${nearestHead(issue.input)}` },
  )
  .meta({ id: 'condition' })

/** The one schema of a segment: YAML files, stored JSON, the builder and editors all go by it. */
export const segmentSchema: z.ZodType<SegmentDefinition, { id: string }> = strictShape({
  id: segmentIdSchema,
  title: z.string().min(1).max(200),
  description: z.string().max(2_000).exactOptional(),
  when: conditionSchema,
})

function nearestHead(input: unknown): string {
  if (typeof input !== 'object' || input === null) return ''
  return Object.keys(input)
    .map(key => didYouMean(key, HEADS))
    .join('')
}
