import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeRanges } from '../src/facts/time-ranges.ts'

const DAY = 86_400_000

describe('ranges of time', () => {
  test('no times have none, one time and equal ones have one', () => {
    expect(timeRanges(Float64Array.of())).toEqual([])
    expect(timeRanges(Float64Array.of(7, 7))).toEqual([{ earliest: 7, latest: 7 }])
  })

  test('one late event does not join all that lies between', () => {
    const today = Array.from({ length: 100 }, (_, minute) => 400 * DAY + minute * 60_000)
    expect(timeRanges(Float64Array.of(...today, 3 * DAY))).toEqual([
      { earliest: 3 * DAY, latest: 3 * DAY },
      { earliest: today[0], latest: today.at(-1) },
    ])
  })

  test('times that lie close together stay one range', () => {
    const days = Float64Array.from({ length: 200 }, (_, day) => day * DAY)
    expect(timeRanges(days)).toEqual([{ earliest: 0, latest: 199 * DAY }])
  })

  test('hold every time, begin and end at one, and are few, ascending and apart', () => {
    const time = fc.integer({ min: -4e12, max: 4e12 })
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 200 }), times => {
        const ranges = timeRanges(Float64Array.from(times))
        for (const at of times) {
          expect(ranges.some(({ earliest, latest }) => earliest <= at && at <= latest)).toBe(true)
        }
        expect(ranges.length).toBeLessThanOrEqual(4)
        ranges.forEach(({ earliest, latest }, index) => {
          expect(times).toEqual(expect.arrayContaining([earliest, latest]))
          expect(earliest).toBeGreaterThan(ranges[index - 1]?.latest ?? Number.NEGATIVE_INFINITY)
        })
      }),
    )
  })
})
