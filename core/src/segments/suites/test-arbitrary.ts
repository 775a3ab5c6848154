import fc from 'fast-check'
import type { ValueType } from '../../schema/index.ts'
import type { Ordered, Scalar, ValueTest } from '../definition/value-test.ts'
import { AMOUNTS, DAYS, NUMBERS, TEXTS } from './hostile-values.ts'

export const WINDOWS = ['45m', '24h', '1d', '7d', '30d', '8w'] as const

const MOMENTS = [
  '2026-03-31T13:14:15.167Z',
  '2026-03-01',
  '2026-03-25T00:00:00Z',
  '2026-04-01T00:00:00.001Z',
] as const

/** A test that fits a value of `type`. Without `ages`, none of `within` and `older_than`. */
export function testArbitrary(type: ValueType, ages = true): fc.Arbitrary<ValueTest> {
  const exists = fc.boolean().map(value => ({ exists: value }))
  const window = fc.constantFrom(...WINDOWS)
  const age = ages ? [window.map(within => ({ within })), window.map(older_than => ({ older_than }))] : []
  switch (type) {
    case 'text':
    case 'texts': {
      const text = fc.constantFrom(...TEXTS, 'e\u0301')
      // No text is blank, so a definition may not compare with one; an element of a list may be.
      const whole = text.filter(value => type === 'texts' || value !== '')
      return fc.oneof(
        exists,
        ...equality(whole),
        text.map(contains => ({ contains })),
        text.map(starts_with => ({ starts_with })),
        text.map(ends_with => ({ ends_with })),
      )
    }
    case 'number':
      return fc.oneof(exists, ...equality(fc.constantFrom(...NUMBERS)), ...order(NUMBERS))
    case 'money':
      return fc.oneof(exists, ...equality(fc.constantFrom(...AMOUNTS)), ...order(AMOUNTS))
    case 'boolean':
      return fc.oneof(exists, ...equality(fc.boolean()).slice(0, 2))
    case 'date':
      return fc.oneof(exists, ...equality(fc.constantFrom(...DAYS)), ...order(DAYS), ...age)
    case 'instant':
      return fc.oneof(exists, ...order(MOMENTS), ...age)
    default:
      throw new Error(`Unhandled type: ${type satisfies never}`)
  }
}

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
