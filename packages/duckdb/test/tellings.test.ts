import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tellings } from '../src/facts/tellings.ts'

const CHANGING = 2

/** Straight from what the words say. */
function expected(rows: readonly (readonly [type: number, id: bigint])[]): number[] {
  return rows.map(([type, id], row) => {
    const same = rows.flatMap(([otherType, other], at) => (otherType === type && other === id ? [at] : []))
    return (type === CHANGING ? same.at(-1) : same[0]) === row ? 1 : 0
  })
}

const told = (rows: readonly (readonly [type: number, id: bigint])[]): number[] => [
  ...tellings(
    Uint32Array.from(rows, ([type]) => type),
    BigUint64Array.from(rows, ([, id]) => id),
    type => type === CHANGING,
  ),
]

describe('the telling of an event that counts', () => {
  test('is the first of its type and id, or the last where events may change', () => {
    expect(told([])).toEqual([])
    expect(
      told([
        [1, 7n],
        [2, 7n],
        [1, 7n],
        [2, 7n],
        [2, 7n],
        [1, 8n],
      ]),
    ).toEqual([1, 0, 0, 0, 1, 1])
  })

  test('of any page, with ids that differ in few bits', () => {
    const id = fc.oneof(
      fc.bigInt({ min: 0n, max: 9n }),
      fc.bigInt({ min: 0n, max: 9n }).map(high => high << 40n),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), id), { maxLength: 60 }), rows => {
        expect(told(rows)).toEqual(expected(rows))
      }),
    )
  })

  test('a column that begins within its memory', () => {
    const whole = BigUint64Array.of(1n, 5n, 6n, 5n)
    expect([...tellings(Uint32Array.of(1, 1, 1), whole.subarray(1), () => false)]).toEqual([1, 1, 0])
  })
})
