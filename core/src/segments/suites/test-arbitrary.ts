import fc from 'fast-check'
import type { ValueType } from '../../schema/index.ts'
import type { Ordered, Scalar, ValueTest } from '../definition/value-test.ts'
import { AMOUNTS, DAYS, NUMBERS, TEXTS } from './hostile-values.ts'

/** Lengths of time alone, for what words of the calendar cannot say. */
export const LENGTHS = ['45m', '24h', '1d', '7d', '30d', '8w'] as const

/** Windows that are over before the present unit of the calendar, or have no units: they have one before them. */
export const WHOLE_WINDOWS = [...LENGTHS, '1mo', '1y', 'yesterday', 'last week', 'last 2 months'] as const

/** All kinds of windows. */
export const WINDOWS = [
  ...WHOLE_WINDOWS,
  'today',
  'this week from sunday',
  'this month',
  'this quarter',
  '7 calendar days',
  '2 calendar years',
] as const

const MOMENTS = [
  '2026-03-31T13:14:15.167Z',
  '2026-03-01',
  '2026-03-25T00:00:00Z',
  '2026-04-01T00:00:00.001Z',
  // Left out by the clocks of Berlin in that night, and shown twice in the other.
  '2026-03-29T02:30:00',
  '2026-10-25 02:30',
] as const

/** A test that fits a value of `type`. Without `ages`, none of `within` and `older_than`. */
export function testArbitrary(type: ValueType, ages = true): fc.Arbitrary<ValueTest> {
  const exists = fc.boolean().map(value => ({ exists: value }))
  const window = fc.constantFrom(...WINDOWS)
  const length = fc.constantFrom(...LENGTHS, '1mo' as const, '3y' as const)
  const age = ages ? [window.map(within => ({ within })), length.map(older_than => ({ older_than }))] : []
  const counted = number.chain(test =>
    fc.constantFrom('days_since' as const, 'days_until' as const).map(operator => ({ [operator]: test })),
  )
  switch (type) {
    case 'text':
    case 'texts': {
      const text = fc.constantFrom(...TEXTS, 'e\u0301')
      // No text is blank, so a definition may not compare with one; an element of a list may be.
      const whole = text.filter(value => type === 'texts' || value !== '')
      const compared = fc.oneof(
        ...equality(whole),
        text.map(contains => ({ contains })),
        text.map(starts_with => ({ starts_with })),
        text.map(ends_with => ({ ends_with })),
      )
      return fc.oneof(
        exists,
        { arbitrary: compared, weight: 7 },
        { arbitrary: compared.map(test => ({ ...test, ignore_case: true as const })), weight: 3 },
      )
    }
    case 'number':
      return fc.oneof(exists, ...equality(fc.constantFrom(...NUMBERS)), ...order(NUMBERS))
    case 'money':
      return fc.oneof(exists, ...equality(fc.constantFrom(...AMOUNTS)), ...order(AMOUNTS))
    case 'boolean':
      return fc.oneof(exists, ...equality(fc.boolean()).slice(0, 2))
    case 'date':
      return fc.oneof(
        exists,
        ...equality(fc.constantFrom(...DAYS)),
        ...order(DAYS),
        ...age,
        counted,
        birthday,
      )
    case 'instant':
      return fc.oneof(exists, ...order(MOMENTS), ...age, counted)
    default:
      throw new Error(`Unhandled type: ${type satisfies never}`)
  }
}

/** Tests of the whole number that a date amounts to. */
const NUMBERS_OF_DATES = [0, 1, 1.5, 7, 25, 26, 42, 400, -1] as const
const number = fc.oneof(
  fc.constantFrom(...NUMBERS_OF_DATES),
  ...equality(fc.constantFrom(...NUMBERS_OF_DATES)),
  ...order(NUMBERS_OF_DATES),
) as fc.Arbitrary<NonNullable<ValueTest['age']>>

const birthday: fc.Arbitrary<ValueTest> = fc
  .tuple(
    fc.oneof(
      number.map(age => ({ age })),
      number.map(days_to_birthday => ({ days_to_birthday })),
      fc
        .constantFrom('today', 'this week', 'this week from saturday', 'this month', 'this quarter')
        .map(when => ({ birthday: when })),
    ),
    fc.record({ leap_day: fc.constantFrom('feb-28' as const, 'mar-1' as const) }, { requiredKeys: [] }),
  )
  .map(([test, leap]) => ({ ...test, ...leap }))

function equality(value: fc.Arbitrary<Scalar>): fc.Arbitrary<ValueTest>[] {
  const list = fc.array(value, { minLength: 1, maxLength: 3 })
  return [
    value.map(is => ({ is })),
    value.map(is_not => ({ is_not })),
    list.map(values => ({ in: values })),
    list.map(not_in => ({ not_in })),
  ]
}

function order(pool: readonly Ordered[]): fc.Arbitrary<ValueTest>[] {
  const value = fc.constantFrom(...pool)
  return [
    value.map(at_least => ({ at_least })),
    value.map(at_most => ({ at_most })),
    value.map(more_than => ({ more_than })),
    value.map(less_than => ({ less_than })),
    fc.tuple(value, value).map(ends => ({ between: ends.toSorted(byMagnitude) as [Ordered, Ordered] })),
  ]
}

function byMagnitude(a: Ordered, b: Ordered): number {
  const [first, second] = [a, b].map(end =>
    Number.isNaN(Number(end)) ? Date.parse(String(end)) : Number(end),
  )
  return (first ?? 0) - (second ?? 0)
}
