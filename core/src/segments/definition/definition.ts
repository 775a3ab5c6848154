import { z } from 'zod'
import type { SegmentId } from '../../schema/index.ts'
import { segmentIdSchema } from '../../schema/index.ts'
import { didYouMean } from '../../schema/nearest-name.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import type { EventSelection, Measure } from './event-selection.ts'
import { eventTypesSchema, MEASURES, nameSchema, selectionShape } from './event-selection.ts'
import type { FigureTests } from './figure-tests.ts'
import { FIGURES, figureShape } from './figure-tests.ts'
import type { RankCondition } from './rank.ts'
import { rankSchema } from './rank.ts'
import type { RosterCondition } from './roster-condition.ts'
import { consentSchema, listSchema, querySchema, ROSTER_HEADS, tagSchema } from './roster-condition.ts'
import type { SequenceCondition } from './sequence.ts'
import { sequenceSchema } from './sequence.ts'
import type { ValueTest } from './value-test.ts'
import { durationSchema, hasOperator, testShape, valueTestSchema } from './value-test.ts'

/** A segment as it is written, in YAML, JSON or by the builder alike. */
export interface SegmentDefinition {
  readonly id: SegmentId
  readonly title: string
  readonly description?: string
  /** Connections that must have been pulled within a length of time; else the segment is held as it was. */
  readonly fresh?: Readonly<Record<string, string>>
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
  | SequenceCondition
  | RankCondition
  | RosterCondition
  | { readonly segment: string }

export type AttributeCondition = { readonly attribute: string } & Readonly<ValueTest>

/** At most one of `count`, the measures and the figures; with none of them, at least one event. */
export type EventCondition = EventSelection & { readonly event: string | readonly string[] } & {
  readonly count?: number | ValueTest
} & { readonly [measure in Measure]?: MeasureTest } & FigureTests

/** Passes when no such event happened. */
export type AbsenceCondition = EventSelection & { readonly no_event: string | readonly string[] }

export type MeasureTest = {
  readonly of: string
  /** With `sum`: events whose values are taken away, such as refunds. */
  readonly minus?: string | readonly string[]
} & Readonly<ValueTest>

const measureShape = { of: nameSchema, ...testShape }
const needsTest = 'expected a test of the value too, such as more_than: 50'
const measureTest = strictShape(measureShape).refine(hasOperator, needsTest).meta({ id: 'measure' })
const sumTest = strictShape({ ...measureShape, minus: eventTypesSchema.exactOptional() })
  .refine(hasOperator, needsTest)
  .meta({ id: 'sum' })
const groupSchema = z.lazy(() => z.array(conditionSchema).min(1, 'expected at least one condition'))

const attributeSchema = strictShape({ attribute: nameSchema, ...testShape }).refine(
  hasOperator,
  'expected a test of the attribute, such as is: California or exists: true',
)

const eventSchema = strictShape({
  event: eventTypesSchema,
  ...selectionShape,
  count: z
    .union([z.number(), valueTestSchema], {
      error: 'expected a number, or a test such as { at_least: 3 }',
    })
    .exactOptional(),
  sum: sumTest.exactOptional(),
  avg: measureTest.exactOptional(),
  min: measureTest.exactOptional(),
  max: measureTest.exactOptional(),
  first: measureTest.exactOptional(),
  last: measureTest.exactOptional(),
  distinct: measureTest.exactOptional(),
  ...figureShape,
}).refine(
  condition => ['count', ...MEASURES, ...FIGURES].filter(key => key in condition).length <= 1,
  `expected at most one of count, ${[...MEASURES, ...FIGURES].join(', ')}; put a second one beside it under "all"`,
)

const HEADS = [
  'all',
  'any',
  'none',
  'attribute',
  'event',
  'no_event',
  'sequence',
  'rank',
  ...ROSTER_HEADS,
  'segment',
]

export const conditionSchema: z.ZodType<Condition> = z
  .union(
    [
      strictShape({ all: groupSchema }),
      strictShape({ any: groupSchema }),
      strictShape({ none: groupSchema }),
      attributeSchema,
      eventSchema,
      strictShape({ no_event: eventTypesSchema, ...selectionShape }),
      sequenceSchema,
      rankSchema,
      consentSchema,
      tagSchema,
      listSchema,
      querySchema,
      strictShape({ segment: nameSchema }),
    ],
    { error: issue => `expected a condition: one of ${HEADS.join(', ')}.${nearestHead(issue.input)}` },
  )
  .meta({ id: 'condition' })

const freshSchema = z
  .record(nameSchema, durationSchema)
  .refine(
    fresh => Object.keys(fresh).length > 0,
    'expected a connection and a length of time, such as shop: 24h',
  )

/** The one schema of a segment: YAML files, stored JSON, the builder and editors all go by it. */
export const segmentSchema: z.ZodType<SegmentDefinition, { id: string }> = strictShape({
  id: segmentIdSchema,
  title: z.string().min(1).max(200),
  description: z.string().max(2_000).exactOptional(),
  fresh: freshSchema.exactOptional(),
  when: conditionSchema,
})

function nearestHead(input: unknown): string {
  if (typeof input !== 'object' || input === null) return ''
  const guesses = Object.keys(input).map(key => didYouMean(key, HEADS))
  return guesses.find(guess => guess !== '') ?? ''
}
