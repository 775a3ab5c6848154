import type { Instant, ValueType } from '../../schema/index.ts'
import { bounds, dayAt, momentOf, unitAt } from '../../schema/index.ts'
import type { TextOperator } from '../plan.ts'
import type { Operand, ResolvedTest } from '../resolve/resolved.ts'
import { birthdaysBetween } from './birthdays.ts'
import { type LetterCase, letterCase, letterExchange } from './letter-case.ts'
import { lowerCounted } from './lower-date.ts'
import type { NumberOperator, Tree } from './segment-plan.ts'

/** What lengths of time and amounts of money are measured against. */
export interface Setting {
  readonly asOf: Instant
  /** Decimals of the hub's currency. */
  readonly fractionDigits: number
  readonly timeZone: string
}

/** What engines know how to test, of a value that is named elsewhere. */
export type BasicTest =
  | { readonly op: 'exists' }
  | { readonly op: 'number'; readonly is: NumberOperator; readonly value: number }
  | { readonly op: 'number_in' | 'month_day'; readonly values: readonly number[] }
  | {
      readonly op: 'text'
      readonly is: TextOperator
      readonly values: readonly string[]
      readonly exchange?: LetterCase
    }

/**
 * Lowers the tests of one value, all of which must pass, to basic ones. Negative tests become `not`
 * of the positive, so a missing value passes `is_not` and `not_in` and fails everything else.
 */
export function lowerTests<Leaf>(
  tests: readonly ResolvedTest[],
  type: ValueType,
  setting: Setting,
  leaf: (test: BasicTest) => Tree<Leaf>,
): Tree<Leaf> {
  return allOf(tests.map(test => lowerTest(test, type, setting, leaf)))
}

/** `all` of one part is that part. */
export function allOf<Leaf>(tests: readonly Tree<Leaf>[]): Tree<Leaf> {
  const [only, ...others] = tests
  return only !== undefined && others.length === 0 ? only : { op: 'all', tests }
}

function lowerTest<Leaf>(
  test: ResolvedTest,
  type: ValueType,
  setting: Setting,
  leaf: (test: BasicTest) => Tree<Leaf>,
): Tree<Leaf> {
  const compare = (is: NumberOperator, value: number) => leaf({ op: 'number', is, value })
  switch (test.op) {
    case 'equals':
      return negatedIf(test.negated, equals(test, setting, leaf))
    case 'order':
      return compare(test.is, numeric(test.value, setting))
    case 'match':
      return leaf(textTest(test.is, [test.text], test.ignoreCase === true))
    case 'exists':
      return negatedIf(test.negated, leaf({ op: 'exists' }))
    case 'within': {
      const { after, until } = bounds(test.window, setting.asOf, setting.timeZone)
      const upTo = compare('<=', inUnitsOf(type, until, setting))
      return after === null ? upTo : allOf([compare('>', inUnitsOf(type, after, setting)), upTo])
    }
    case 'older_than': {
      const { after } = bounds(test.window, setting.asOf, setting.timeZone)
      return compare('<=', inUnitsOf(type, after ?? setting.asOf, setting))
    }
    case 'age':
    case 'days_since':
    case 'days_until':
    case 'days_to_birthday': {
      const target = { isMoment: type === 'instant', leaf }
      return lowerTests(test.tests, 'number', setting, basic => lowerCounted(test, basic, target, setting))
    }
    case 'birthday': {
      const [first, last] = unitAt(test.window, setting.asOf, setting.timeZone)
      return leaf({ op: 'month_day', values: birthdaysBetween(first, last, test.leapDay) })
    }
    default:
      throw new Error(`Unhandled test: ${test satisfies never}`)
  }
}

function equals<Leaf>(
  { values, ignoreCase }: Extract<ResolvedTest, { op: 'equals' }>,
  setting: Setting,
  leaf: (test: BasicTest) => Tree<Leaf>,
): Tree<Leaf> {
  const texts = values.flatMap(value => (value.kind === 'text' ? [value.text] : []))
  if (texts.length > 0) return leaf(textTest('in', texts, ignoreCase === true))
  const numbers = [...new Set(values.map(value => numeric(value, setting)))].toSorted((a, b) => a - b)
  const [only, ...others] = numbers
  return only !== undefined && others.length === 0
    ? leaf({ op: 'number', is: '=', value: only })
    : leaf({ op: 'number_in', values: numbers })
}

/** Equal tests are equal plans: in whatever case and order the texts were written. */
function textTest(is: TextOperator, texts: readonly string[], ignoreCase: boolean): BasicTest {
  const exchange = ignoreCase ? letterCase(texts) : { from: '', to: '' }
  const values = [...new Set(texts.map(letterExchange(exchange)))].toSorted()
  return { op: 'text', is, values, ...(exchange.from === '' ? {} : { exchange }) }
}

function negatedIf<Leaf>(negated: boolean, test: Tree<Leaf>): Tree<Leaf> {
  return negated ? { op: 'not', test } : test
}

/** A day is compared by its number, and belongs to a moment once it has begun for the hub. */
function inUnitsOf(type: ValueType, at: Instant, { timeZone }: Setting): number {
  return type === 'date' ? dayAt(at, timeZone) : at
}

/**
 * Amounts become minor units by moving the point in the decimal text, never by multiplying a binary
 * fraction. More decimals than the currency has leave a fraction of a unit, which compares as it should.
 */
function numeric(operand: Operand, { fractionDigits, timeZone }: Setting): number {
  if (operand.kind === 'text') throw new Error('A text has no number; the resolver keeps types apart.')
  if (operand.kind === 'wall') return momentOf(operand.wall, timeZone)
  return operand.kind === 'number' ? operand.value : Number(`${operand.decimal}e${fractionDigits}`)
}
