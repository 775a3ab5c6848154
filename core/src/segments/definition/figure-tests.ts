import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import type { EventSelection } from './event-selection.ts'
import { eventTypesSchema, propertyNameSchema, whereSchema } from './event-selection.ts'
import { MAX_LAST } from './limits.ts'
import type { ValueTest } from './value-test.ts'
import { durationSchema, hasOperator, testShape } from './value-test.ts'

/** Which of the events, or of the last few, are answered by events of other types: mails sent that were opened. */
export interface MatchSelection {
  readonly with: string | readonly string[]
  readonly where?: EventSelection['where']
  /** The property that both have in common; `message` unless said otherwise. */
  readonly by?: string
  /** Only so many of the latest. */
  readonly last?: number
}

/** How many of them are answered. */
type MatchedTest = MatchSelection & Readonly<ValueTest>

/** What part of them is answered; missing where there are fewer than `of_at_least`. */
export type RateTest = MatchSelection & {
  readonly of_at_least?: number
  /** Count events on both sides, repeated ones too, instead of what they have in common. */
  readonly repeats?: true
} & Readonly<ValueTest>

/** What part of the events, or of what `of` adds up to, passes `where`. */
export type ShareTest = {
  readonly where: NonNullable<EventSelection['where']>
  readonly of?: string
  readonly of_at_least?: number
} & Readonly<ValueTest>

/** By what part the events, or what `of` adds up to, grew against the equally long time before. */
export type ChangeTest = { readonly of?: string; readonly of_at_least?: number } & Readonly<ValueTest>

/** The moment at which the n-th of the events happened; with `span`, at which n lay within it. */
export type NthTest = {
  readonly number: number
  readonly span?: string
  /** The latest such moment instead of the first. */
  readonly latest?: true
} & Readonly<ValueTest>

export const FIGURES = ['matched', 'rate', 'share', 'change', 'nth'] as const
export type FigureName = (typeof FIGURES)[number]

export interface FigureTests {
  readonly matched?: MatchedTest
  readonly rate?: RateTest
  readonly share?: ShareTest
  readonly change?: ChangeTest
  readonly nth?: NthTest
}

const enough = z.int('expected a whole number').min(1).max(1e6).exactOptional()
const match = {
  with: eventTypesSchema,
  where: whereSchema.exactOptional(),
  by: propertyNameSchema.exactOptional(),
  last: z
    .int('expected a whole number')
    .min(1)
    .max(MAX_LAST, `expected at most ${MAX_LAST}: more than that is a window, write "within"`)
    .exactOptional(),
}
const needsTest = (example: string) => `expected a test of the value too, such as ${example}`

export const figureShape = {
  matched: strictShape({ ...match, ...testShape })
    .refine(hasOperator, needsTest('at_least: 2'))
    .exactOptional(),
  rate: strictShape({ ...match, of_at_least: enough, repeats: z.literal(true).exactOptional(), ...testShape })
    .refine(hasOperator, needsTest('more_than: 80%'))
    .refine(
      rate => !rate.repeats || (rate.by === undefined && rate.last === undefined),
      '"repeats" counts events, and "by" and "last" what they have in common: leave one of them out',
    )
    .exactOptional(),
  share: strictShape({
    where: whereSchema,
    of: propertyNameSchema.exactOptional(),
    of_at_least: enough,
    ...testShape,
  })
    .refine(hasOperator, needsTest('at_least: 50%'))
    .exactOptional(),
  change: strictShape({ of: propertyNameSchema.exactOptional(), of_at_least: enough, ...testShape })
    .refine(hasOperator, needsTest('less_than: -20%'))
    .exactOptional(),
  nth: strictShape({
    number: z.int('expected a whole number').min(1).max(MAX_LAST),
    span: durationSchema.exactOptional(),
    latest: z.literal(true).exactOptional(),
    ...testShape,
  })
    .refine(hasOperator, needsTest('exists: true or within: 7d'))
    .refine(
      nth => !nth.latest || nth.span !== undefined,
      'only with "span" is there more than one such moment: leave "latest" out, or measure last: { of: at }',
    )
    .exactOptional(),
}
