import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeatureTable } from '../../src/scores/index.ts'
import {
  createRandom,
  evaluatePropensity,
  explainPropensity,
  predictPropensity,
  stratifiedSplit,
  timeSplit,
  trainPropensity,
} from '../../src/scores/index.ts'
import { calibrate, chooseCalibration } from '../../src/scores/models/calibration.ts'

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const RUNS = { numRuns: LONG ? 200 : 15 }

/** Rows whose chance is `rate` at x = 0 and rises with x; `noise` says nothing. */
function contacts(rows: number, { seed = 1, logOdds = -1 } = {}) {
  const random = createRandom(seed)
  const x = Float64Array.from({ length: rows }, () => 4 * random() - 2)
  const noise = Float64Array.from({ length: rows }, random)
  const labels = Uint8Array.from(x, value => (random() < 1 / (1 + Math.exp(-logOdds - 1.5 * value)) ? 1 : 0))
  const table: FeatureTable = { names: ['x', 'noise'], rows, columns: [x, noise] }
  return { table, labels }
}

/** The first `count` rows are positive. */
const positives = (rows: number, count: number) =>
  Uint8Array.from({ length: rows }, (_, row) => (row < count ? 1 : 0))

describe('a propensity', () => {
  test('is chosen, evaluated on rows that did not teach, and explained', () => {
    const { table, labels } = contacts(3_000)
    const times = Float64Array.from({ length: 3_000 }, (_, row) => row)
    const served = trainPropensity({ table, labels, times }, { seed: 1, candidates: ['logistic', 'forest'] })
    expect(served.verdict).toEqual({ enough: true })
    expect(served.heldBack).toBe('latest')
    expect(served.candidates.map(({ kind }) => kind)).toEqual(['logistic', 'forest'])
    expect(served.model.kind).toBe('logistic')
    expect(served.evaluation?.rows).toBe(750)
    expect(served.importance.map(({ feature }) => feature)).toEqual(['x', 'noise'])
    expect(served.warnings).toEqual([])

    const later = contacts(2_000, { seed: 2 })
    const { rocAuc, calibrationError } = evaluatePropensity(served, later.table, later.labels)
    expect(rocAuc).toBeGreaterThan(0.8)
    expect(calibrationError).toBeLessThan(0.03)
    expect(explainPropensity(served, later.table, 0).contributions[0]?.feature).toBe('x')
  })

  test('learns nothing from the rows it is judged by', () => {
    const { table, labels } = contacts(2_000)
    const times = Float64Array.from({ length: 2_000 }, (_, row) => row)
    const changed = labels.map((label, row) => (row < 1_500 ? label : 1 - label))
    const options = { seed: 1, candidates: ['logistic'] } as const
    const [one, other] = [labels, changed].map(some =>
      trainPropensity({ table, labels: some, times }, options),
    )
    expect(one?.evaluation?.rocAuc).toBeGreaterThan(0.8)
    expect(other?.evaluation?.rocAuc).toBeCloseTo(1 - (one?.evaluation?.rocAuc ?? 0), 9)
  })

  test('has the same bytes for the same rows and seed', () => {
    const { table, labels } = contacts(4_000)
    const train = () => JSON.stringify(trainPropensity({ table, labels }, { seed: 5 }))
    expect(train()).toBe(train())
  })
})

describe('too little, or nothing to learn', () => {
  test('41 positives are too few, 100 are enough, and negatives count alike', () => {
    const { table } = contacts(400)
    const verdict = (count: number) =>
      trainPropensity({ table, labels: positives(400, count) }, { seed: 1 }).verdict
    expect(verdict(41)).toEqual({
      enough: false,
      reason: 'not enough data: 41 positives, 100 needed; using the smoothed rate',
    })
    expect(verdict(99).enough).toBe(false)
    expect(verdict(100).enough).toBe(true)
    expect(verdict(380)).toMatchObject({ reason: expect.stringContaining('20 negatives, 100 needed') })
  })

  test.each([
    ['nobody', 0, 0],
    ['one contact', 1, 1],
    ['one class', 200, 0],
    ['the other class', 200, 200],
  ])('%s has the smoothed rate', (_, rows, count) => {
    const { table } = contacts(rows)
    const served = trainPropensity({ table, labels: positives(rows, count) }, { seed: 1 })
    expect(served.verdict.enough).toBe(false)
    expect(served.evaluation).toBeNull()
    for (const p of predictPropensity(served, table)) expect(p).toBeCloseTo((count + 0.5) / (rows + 1), 12)
  })

  test("each contact's own smoothed rate is better than everybody's, where a feature holds it", () => {
    const own = Float64Array.of(0.2, Number.NaN, 1.5)
    const table = { names: ['open_rate'], rows: 3, columns: [own] }
    const served = trainPropensity({ table, labels: positives(3, 1) }, { seed: 1, rateFeature: 'open_rate' })
    expect([...predictPropensity(served, table)]).toEqual([0.2, 1.5 / 4, 1])
  })

  test('features that never vary carry no model', () => {
    const table = { names: ['one'], rows: 400, columns: [new Float64Array(400).fill(3)] }
    const served = trainPropensity({ table, labels: positives(400, 200) }, { seed: 1 })
    expect(served.verdict).toEqual({ enough: false, reason: 'no feature varies; using the smoothed rate' })
    expect(served.warnings).toEqual(['feature `one` has one value in all rows and says nothing'])
  })

  test('infinite, missing and constant features are named, and the rest carries on', () => {
    const { table, labels } = contacts(1_000)
    const odd = Float64Array.from({ length: 1_000 }, (_, row) => (row % 2 === 0 ? Infinity : row))
    const columns = [...table.columns, odd, new Float64Array(1_000).fill(Number.NaN), new Float64Array(1_000)]
    const wide = { names: [...table.names, 'odd', 'empty', 'flat'], rows: 1_000, columns }
    const served = trainPropensity({ table: wide, labels }, { seed: 1 })
    expect(served.warnings).toEqual([
      'feature `odd` is infinite or too large in 500 rows; they count as missing',
      'feature `empty` has no usable value',
      'feature `flat` has one value in all rows and says nothing',
    ])
    for (const p of predictPropensity(served, wide)) expect(p > 0 && p < 1).toBe(true)
  })

  test('duplicates of one row give its rate', () => {
    const { table } = contacts(1)
    const x = Float64Array.from({ length: 800 }, (_, row) => (row % 4 === 0 ? 1 : 0))
    const labels = Uint8Array.from({ length: 800 }, (_, row) => (row % 4 === 0 || row % 8 === 1 ? 1 : 0))
    const served = trainPropensity({ table: { names: ['x'], rows: 800, columns: [x] }, labels }, { seed: 1 })
    expect(table.rows).toBe(1)
    expect(served.verdict.enough).toBe(true)
    const [high, low] = predictPropensity(served, { names: ['x'], rows: 2, columns: [Float64Array.of(1, 0)] })
    expect(high).toBeGreaterThan(0.8)
    expect(low).toBeCloseTo(1 / 6, 1)
  })

  test('a label among the features is an alarm that names it', () => {
    const { table, labels } = contacts(1_000)
    const leak = {
      ...table,
      names: [...table.names, 'cancelled'],
      columns: [...table.columns, Float64Array.from(labels)],
    }
    const [warning] = trainPropensity({ table: leak, labels }, { seed: 1 }).warnings
    expect(warning).toContain('too good to be true')
    expect(warning).toContain('look at `cancelled`')
  })

  test.runIf(LONG)('of more than a million rows one in two is enough, and the result says so', () => {
    const { table, labels } = contacts(1_000_001)
    const served = trainPropensity({ table, labels }, { seed: 1, candidates: ['logistic'] })
    expect(served.rows).toBe(500_001)
    expect(served.warnings).toEqual(['trained on one in 2 of 1000001 rows'])
  })

  test('labels that are not one a row are refused', () => {
    const { table } = contacts(10)
    expect(() => trainPropensity({ table, labels: positives(9, 3) }, { seed: 1 })).toThrow(
      '10 rows need as many labels',
    )
  })
})

describe('calibration', () => {
  const wrong = (rows: number, twist: (p: number) => number) => {
    const random = createRandom(4)
    const truth = Float64Array.from({ length: rows }, random)
    return { labels: Uint8Array.from(truth, p => (random() < p ? 1 : 0)), said: truth.map(twist), truth }
  }

  test('leaves alone what is right, and straightens what is not', () => {
    const right = wrong(6_000, p => p)
    expect(chooseCalibration(right.said, right.labels, false).kind).toBe('none')
    const twists = {
      platt: (p: number) => p ** 3,
      isotonic: (p: number) => 0.3 + 0.2 * p + 0.1 * Math.sign(p - 0.5),
    }
    for (const [kind, twist] of Object.entries(twists)) {
      const { said, labels, truth } = wrong(6_000, twist)
      const calibration = chooseCalibration(said, labels, true)
      expect(calibration.kind).toBe(kind)
      const off = calibrate(calibration, said).map((p, row) => Math.abs(p - (truth[row] ?? 0)))
      expect(off.reduce((sum, distance) => sum + distance, 0) / off.length).toBeLessThan(0.05)
      const rising = calibrate(calibration, said.slice().sort())
      expect(rising).toEqual(rising.slice().sort())
    }
  })

  test('never reverses an order and stays between 0 and 1', () => {
    const outcome = fc.record({
      p: fc.double({ min: 0, max: 1, noNaN: true }),
      label: fc.integer({ min: 0, max: 1 }),
    })
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 80 }), some => {
        const said = Float64Array.from(some, ({ p }) => p)
        const rising = said.slice().sort()
        const calibration = chooseCalibration(
          said,
          Uint8Array.from(some, ({ label }) => label),
          false,
        )
        const calibrated = calibrate(calibration, rising)
        for (const [row, p] of calibrated.entries()) {
          expect(p >= 0 && p <= 1).toBe(true)
          expect(p).toBeGreaterThanOrEqual(calibrated[row - 1] ?? 0)
        }
      }),
      RUNS,
    )
  })
})

describe('splits', () => {
  test('a stratified split keeps the rate and every row once', () => {
    const { fit, held } = stratifiedSplit(positives(1_000, 120), 0.3, 9)
    expect(held.length).toBe(300)
    expect(held.filter(row => row < 120).length).toBe(36)
    expect([...fit, ...held].sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, row) => row))
    expect(stratifiedSplit(positives(1_000, 120), 0.3, 9).held).toEqual(held)
    expect(stratifiedSplit(positives(1_000, 120), 0.3, 10).held).not.toEqual(held)
  })

  test('a split by time never parts an instant, and one instant cannot be parted', () => {
    const times = Float64Array.of(3, 1, 2, 3, 1, 2, 3, 2)
    const split = timeSplit(times, 0.4)
    expect([...(split?.held ?? [])]).toEqual([0, 3, 6])
    expect([...(split?.fit ?? [])]).toEqual([1, 4, 2, 5, 7])
    expect(timeSplit(new Float64Array(5), 0.4)).toBeUndefined()
    expect(timeSplit(new Float64Array(0), 0.4)).toBeUndefined()
  })
})
