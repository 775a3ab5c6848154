import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/scores/index.ts'

const RUNS = { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 500 : 50 }

const judged = fc.array(
  fc.record({ label: fc.integer({ min: 0, max: 1 }), p: fc.integer({ min: 0, max: 20 }).map(n => n / 20) }),
  { minLength: 1, maxLength: 60 },
)
const measure = (rows: readonly { label: number; p: number }[], threshold = 0.5) =>
  evaluate(
    rows.map(({ label }) => label),
    Float64Array.from(rows, ({ p }) => p),
    threshold,
  )

describe('measures of a prediction', () => {
  // Worked by hand: positives are ranked 1, 3 and 4 of 5.
  const rows = [
    { label: 1, p: 0.9 },
    { label: 0, p: 0.8 },
    { label: 1, p: 0.6 },
    { label: 1, p: 0.4 },
    { label: 0, p: 0.1 },
  ]

  test('areas, decisions and losses of five rows', () => {
    const measured = measure(rows)
    expect(measured.rocAuc).toBeCloseTo(4 / 6, 12)
    expect(measured.prAuc).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 12)
    expect([measured.accuracy, measured.precision, measured.recall]).toEqual([3 / 5, 2 / 3, 2 / 3])
    expect(measured.brier).toBeCloseTo((0.01 + 0.64 + 0.16 + 0.36 + 0.01) / 5, 12)
    const likelihood = 0.9 * 0.2 * 0.6 * 0.4 * 0.9
    expect(measured.logLoss).toBeCloseTo(-Math.log(likelihood) / 5, 12)
  })

  test('a threshold decides at its own value', () => {
    expect(measure(rows, 0.4).recall).toBe(1)
    expect(measure(rows, 0.41).recall).toBe(2 / 3)
    expect(measure(rows, 1).precision).toBeNull()
  })

  test('tenths hold all rows and positives, and say how far they are off', () => {
    const many = Array.from({ length: 25 }, (_, i) => ({ label: i < 5 ? 1 : 0, p: 1 - i / 25 }))
    const { tenths, calibrationError } = measure(many)
    expect(tenths.map(part => part.rows)).toEqual([3, 2, 3, 2, 3, 2, 3, 2, 3, 2])
    expect(tenths.slice(0, 3).map(({ positives, lift }) => [positives, lift])).toEqual([
      [3, 5],
      [2, 5],
      [0, 0],
    ])
    expect(calibrationError).toBeGreaterThan(0.3)
  })

  test('one class, one row and no row are named by null', () => {
    expect(measure(rows.filter(({ label }) => label === 0))).toMatchObject({
      rocAuc: null,
      prAuc: null,
      recall: null,
    })
    expect(measure(rows.filter(({ label }) => label === 1))).toMatchObject({ rocAuc: null, prAuc: 1 })
    expect(measure([])).toMatchObject({ rows: 0, rocAuc: null, logLoss: 0, tenths: [] })
  })

  test('certainty that was wrong costs much, but not everything', () => {
    expect(measure([{ label: 0, p: 1 }]).logLoss).toBeCloseTo(-Math.log(1e-15), 6)
  })

  test('no measure depends on the order of the rows', () => {
    fc.assert(
      fc.property(
        judged.chain(some =>
          fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
        ),
        ([some, shuffled]) => {
          const { logLoss, brier, ...a } = measure(some)
          const { logLoss: otherLoss, brier: otherBrier, ...b } = measure(shuffled)
          expect(b).toEqual(a)
          expect(otherLoss).toBeCloseTo(logLoss, 12)
          expect(otherBrier).toBeCloseTo(brier, 12)
        },
      ),
      RUNS,
    )
  })

  test('the ROC area is the share of pairs in order', () => {
    fc.assert(
      fc.property(judged, some => {
        const pairs = some.flatMap(a =>
          some.flatMap(b => (a.label > b.label ? [a.p > b.p ? 1 : a.p === b.p ? 0.5 : 0] : [])),
        )
        const share = pairs.reduce((sum: number, pair) => sum + pair, 0) / pairs.length
        const { rocAuc } = measure(some)
        if (pairs.length === 0) expect(rocAuc).toBeNull()
        else expect(rocAuc).toBeCloseTo(share, 12)
      }),
      RUNS,
    )
  })
})
