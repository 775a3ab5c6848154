import { z } from 'zod'
import { parseDuration, parseLength, parseWindow } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import { MAX_LIST_LENGTH, MAX_NUMBER, MAX_TEXT_LENGTH } from './limits.ts'

/** A value in a definition: text (also a date, an instant or an amount), number or boolean. */
export type Scalar = string | number | boolean
export type Ordered = string | number

/** Text that every engine holds: without NUL, and without half characters. */
export const plainText = z
  .string()
  .refine(isPlainText, 'expected text without NUL and without half characters')
const textSchema = plainText.max(MAX_TEXT_LENGTH)
const numberSchema = z.number().min(-MAX_NUMBER).max(MAX_NUMBER)
const orderedSchema = z.union([textSchema, numberSchema], { error: 'expected a text or a number' })
const scalarSchema: z.ZodType<Scalar> = z.union([textSchema, numberSchema, z.boolean()], {
  error: 'expected one text, number, true or false',
})
const listSchema = z
  .array(scalarSchema)
  .min(1, 'expected at least one value')
  .max(MAX_LIST_LENGTH, `expected at most ${MAX_LIST_LENGTH} values`)

/** A length of time such as `45m`, `12h`, `30d` or `6w`; a day is 24 hours. */
export const durationSchema = written(
  /^\d{1,6}[mhdw]$/,
  text => parseDuration(text) !== undefined,
  'expected a length of time such as 45m, 12h, 30d or 6w',
)

/** How far back something may lie: also months and years by the calendar. */
const lengthSchema = written(
  /^(?:\d{1,6}[mhdw]|\d{1,4}(?:mo|y))$/,
  text => parseLength(text) !== undefined,
  'expected a length of time such as 45m, 12h, 30d, 6w, 3mo or 1y',
)

/** A window: a length of time back from now, or words of the calendar. */
export const windowSchema = written(
  /^(?:\d{1,6}[mhdw]|\d{1,4}(?:mo|y)|today|yesterday|(?:this (?:week|month|quarter|year)|last (?:\d{1,5} )?(?:day|week|month|quarter|year)s?|\d{1,5} calendar (?:day|week|month|quarter|year)s?)(?: from (?:mon|tues|wednes|thurs|fri|satur|sun)day)?)$/,
  text => parseWindow(text) !== undefined,
  'expected a window: a length of time such as 12h, 30d or 3mo, or words such as today, this week, last month or 7 calendar days',
)

/** Operators that compare a number. */
const numberTestShape = {
  is: numberSchema.exactOptional(),
  is_not: numberSchema.exactOptional(),
  in: z.array(numberSchema).min(1).max(MAX_LIST_LENGTH).exactOptional(),
  not_in: z.array(numberSchema).min(1).max(MAX_LIST_LENGTH).exactOptional(),
  at_least: numberSchema.exactOptional(),
  at_most: numberSchema.exactOptional(),
  more_than: numberSchema.exactOptional(),
  less_than: numberSchema.exactOptional(),
  between: z
    .tuple([numberSchema, numberSchema], { error: 'expected two numbers: [from, to]' })
    .exactOptional(),
}

/** A test of a number that is made of a date: years, or days. A plain number stands for `is`. */
const numberTestSchema = z
  .union(
    [
      numberSchema,
      strictShape(numberTestShape).refine(
        test => Object.keys(test).length > 0,
        `expected at least one of ${Object.keys(numberTestShape).join(', ')}`,
      ),
    ],
    { error: 'expected a number, or a test such as { at_least: 18 }' },
  )
  .meta({ id: 'number_test' })

/** Stretches of the calendar that a birthday may lie in. */
const birthdaySchema = written(
  /^(?:today|this (?:month|quarter)|this week(?: from (?:mon|tues|wednes|thurs|fri|satur|sun)day)?)$/,
  text => parseWindow(text) !== undefined,
  'expected today, this week, this month or this quarter; days_to_birthday counts days',
)

/** The operators. One test may hold several; then all of them must pass. */
export const testShape = {
  is: scalarSchema.exactOptional(),
  is_not: scalarSchema.exactOptional(),
  in: listSchema.exactOptional(),
  not_in: listSchema.exactOptional(),
  at_least: orderedSchema.exactOptional(),
  at_most: orderedSchema.exactOptional(),
  more_than: orderedSchema.exactOptional(),
  less_than: orderedSchema.exactOptional(),
  between: z
    .tuple([orderedSchema, orderedSchema], { error: 'expected two values: [from, to]' })
    .exactOptional(),
  contains: textSchema.exactOptional(),
  starts_with: textSchema.exactOptional(),
  ends_with: textSchema.exactOptional(),
  exists: z.boolean().exactOptional(),
  within: windowSchema.exactOptional(),
  older_than: lengthSchema.exactOptional(),
  age: numberTestSchema.exactOptional(),
  birthday: birthdaySchema.exactOptional(),
  days_to_birthday: numberTestSchema.exactOptional(),
  days_since: numberTestSchema.exactOptional(),
  days_until: numberTestSchema.exactOptional(),
  /** No operator: when whoever was born on 29 February has their birthday in other years. */
  leap_day: z.enum(['feb-28', 'mar-1']).exactOptional(),
  /** No operator: letters of texts count as equal in either case. */
  ignore_case: z.literal(true).exactOptional(),
}

export type LeapDay = 'feb-28' | 'mar-1'
/** Keys of a test that say how it is meant. */
const MANNERS = ['leap_day', 'ignore_case'] as const
export type Operator = Exclude<keyof typeof testShape, (typeof MANNERS)[number]>
export const OPERATORS = Object.keys(testShape).filter(
  key => !MANNERS.some(manner => manner === key),
) as readonly Operator[]

/** Tests of one value, as in `{ at_least: 18, less_than: 65 }`. */
export const valueTestSchema = strictShape(testShape)
  .refine(hasOperator, `expected at least one of ${OPERATORS.join(', ')}`)
  .meta({ id: 'test' })
export type ValueTest = z.infer<typeof valueTestSchema>

/** A test, or a plain value that stands for `is`. */
export const shortTestSchema: z.ZodType<Scalar | ValueTest> = z.union([scalarSchema, valueTestSchema], {
  error: 'expected a value, or a test such as { at_least: 3 }',
})

export function hasOperator(test: object): boolean {
  return OPERATORS.some(operator => operator in test)
}

/** A text that follows a pattern, which editors know too, and means something. */
function written(pattern: RegExp, means: (text: string) => boolean, expected: string): z.ZodString {
  return z
    .string({ error: expected })
    .regex(pattern, expected)
    .refine(text => !pattern.test(text) || means(text), {
      error: 'impossible window: expected more than nothing and at most 36500d',
    })
}

function isPlainText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
