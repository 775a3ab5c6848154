import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NumberColumnBuilder } from '../../src/segments/evaluate/column.ts'

const CAPACITY = 64

const value = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0, max: 70_000 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.constantFrom(256, 65_535, 65_536, 2 ** 31, 0.5, -0, Number.NaN),
)
const chunks = fc.array(
  fc.array(fc.tuple(fc.integer({ min: 0, max: CAPACITY + 2 }), value), { maxLength: 20 }),
  {
    maxLength: 5,
  },
)

test('a column holds what was added last, or what stands for nothing, in the narrowest array that can', () => {
  fc.assert(
    fc.property(chunks, fc.constantFrom(0 as const, null), (added, empty) => {
      const builder = new NumberColumnBuilder(CAPACITY, empty)
      const expected: number[] = Array.from({ length: CAPACITY }, () => empty ?? Number.NaN)
      for (const rows of added) {
        builder.add(
          Uint32Array.from(rows, ([contact]) => contact),
          Float64Array.from(rows, ([, number]) => number),
        )
        for (const [contact, number] of rows)
          if (contact < CAPACITY && !Number.isNaN(number)) expected[contact] = number
      }
      const { values } = builder.finish()
      // A count knows no negative zero.
      expect([...values].map(number => number + 0)).toEqual(expected.map(number => number + 0))
      const narrowest = [Uint8Array, Uint16Array, Int32Array].find(Kind =>
        expected.every(number => new Kind([number])[0] === number),
      )
      if (empty === null) expect(values).toBeInstanceOf(Float64Array)
      else expect(values.BYTES_PER_ELEMENT).toBeLessThanOrEqual(narrowest?.BYTES_PER_ELEMENT ?? 8)
    }),
  )
})
