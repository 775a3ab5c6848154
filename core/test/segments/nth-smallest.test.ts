import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nthSmallest } from '../../src/segments/evaluate/nth-smallest.ts'

test('finds what sorting finds, among many equal numbers, too', () => {
  const number = fc.oneof(fc.constantFrom(-1, 0, 1), fc.double({ noNaN: true }))
  const numbers = fc.array(number, { maxLength: 200, size: 'max' })
  fc.assert(
    fc.property(numbers, fc.integer({ min: -1, max: 200 }), (given, place) => {
      const sorted = Float64Array.from(given).sort()
      expect(nthSmallest(Float64Array.from(given), place) === sorted[place]).toBe(true)
    }),
  )
})

test('rows of numbers that are sorted, reversed or all the same do not slow it down', () => {
  const size = 100_000
  for (const at of [(i: number) => i, (i: number) => size - i, () => 7, (i: number) => i % 3]) {
    const numbers = Float64Array.from({ length: size }, (_, i) => at(i))
    const expected = numbers.toSorted()[size / 5]
    expect(nthSmallest(numbers, size / 5)).toBe(expected)
  }
})
