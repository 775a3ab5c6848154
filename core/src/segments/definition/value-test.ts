import { z } from 'zod'
import { parseDuration } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import { MAX_LIST_LENGTH, MAX_NUMBER, MAX_TEXT_LENGTH } from './limits.ts'

/** A value in a definition: text (also a date, an instant or an amount), number or boolean. */
export type Scalar = string | number | boolean
export type Ordered = string | number

const textSchema = z
  .string()
  .max(MAX_TEXT_LENGTH)
  .refine(isPlainText, 'expected text without NUL and without half characters')
const numberSchema = z.number().min(-MAX_NUMBER).max(MAX_NUMBER)
const orderedSchema = z.union([textSchema, numberSchema], { error: 'expected a text or a number' })
const scalarSchema: z.ZodType<Scalar> = z.union([textSchema, numberSchema, z.boolean()], {
  error: 'expected one text, number, true or false',
})
const listSchema = z.array(scalarSchema).min(1).max(MAX_LIST_LENGTH)

/** A length of time such as `45m`, `12h`, `30d` or `6w`; a day is 24 hours. */
export const durationSchema = z
  .string({ error: 'expected a length of time such as 12h, 30d or 6w' })
  .regex(/^\d{1,6}[mhdw]$/, 'expected a length of time such as 45m, 12h, 30d or 6w')
  .refine(text => !/^\d{1,6}[mhdw]$/.test(text) || parseDuration(text) !== undefined, {
    error: 'impossible window: expected more than nothing and at most 36500d',
  })

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
  within: durationSchema.exactOptional(),
  older_than: durationSchema.exactOptional(),
}

export type Operator = keyof typeof testShape
export const OPERATORS = Object.keys(testShape) as readonly Operator[]

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

function isPlainText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
