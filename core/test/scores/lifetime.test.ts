import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Purchases } from '../../src/scores/index.ts'
import { createRandom, fitLifetime, predictLifetime, summarisePurchases } from '../../src/scores/index.ts'
import { bgNbd, mbgNbd } from '../../src/scores/lifetime/beta-geometric.ts'
import { PROCESSES } from '../../src/scores/lifetime/fit-lifetime.ts'
import { expectedAmount, fitSpend } from '../../src/scores/lifetime/gamma-gamma.ts'
import { groupHistories } from '../../src/scores/lifetime/history-groups.ts'
import { nbd } from '../../src/scores/lifetime/nbd.ts'
import { paretoNbd } from '../../src/scores/lifetime/pareto-nbd.ts'
import type { PurchaseProcess } from '../../src/scores/lifetime/purchase-process.ts'
import { hypergeometric } from './high-precision.ts'

const RUNS = { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 300 : 25 }
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })

type Row = [contactNo: number, day: number, amount: number]
const purchases = (...rows: Row[]): Purchases => ({
  contactNos: Uint32Array.from(rows, ([no]) => no),
  days: Float64Array.from(rows, ([, day]) => day),
  amounts: Float64Array.from(rows, ([, , amount]) => amount),
})

/** Contacts who buy about every `gap` days and stop with chance `stop` after each purchase. */
function shop(contacts: number, { gap = 30, stop = 0.2, days = 365, seed = 1 } = {}): Purchases {
  const random = createRandom(seed)
  const rows: Row[] = []
  for (let no = 1; no <= contacts; no += 1) {
    let day = Math.floor(random() * days * 0.8)
    while (day <= days) {
      rows.push([no, day, 5 + Math.floor(random() * 90)])
      if (random() < stop) break
      day += 1 + Math.floor(-Math.log(1 - random()) * gap)
    }
  }
  return purchases(...rows)
}

describe('histories', () => {
  test('purchases of one day are one, and the order of rows does not matter', () => {
    const rows: Row[] = [
      [7, 10, 5],
      [3, 12, 8],
      [7, 24, 1],
      [7, 10, 2],
      [7, 17, 4],
    ]
    const { leftOut, ...histories } = summarisePurchases(purchases(...rows), 30)
    expect(histories).toEqual({
      contactNos: Uint32Array.of(3, 7),
      repeats: Uint32Array.of(0, 2),
      lastDays: Uint32Array.of(0, 14),
      ageDays: Uint32Array.of(18, 20),
      totals: Float64Array.of(8, 12),
      repeatTotals: Float64Array.of(0, 5),
    })
    expect(summarisePurchases(purchases(...rows.toReversed()), 30).totals).toEqual(histories.totals)
    expect(Object.values(leftOut)).toEqual([0, 0, 0, 0])
  })

  test('the snapshot day counts and the day after does not; what tells nothing is counted', () => {
    const { contactNos, leftOut } = summarisePurchases(
      purchases([1, 30, 1], [2, 31, 1], [3, 5, -1], [4, 5, Number.NaN], [5, Number.NaN, 1], [6, 5, 0]),
      30,
    )
    expect([...contactNos]).toEqual([1, 6])
    expect(leftOut).toEqual({ negative: 1, amountUnknown: 1, dayUnknown: 1, later: 1 })
  })

  test('a date of another century is refused', () => {
    expect(() => summarisePurchases(purchases([1, 0, 1]), 65_536)).toThrow('not believable')
    expect(summarisePurchases(purchases([1, 0, 1]), 65_535).ageDays[0]).toBe(65_535)
  })

  test('equal histories are one group, and every contact is in one', () => {
    const groups = groupHistories(
      summarisePurchases(purchases([1, 0, 1], [2, 0, 9], [3, 0, 1], [3, 7, 1]), 70),
    )
    expect([...groups.counts]).toEqual([2, 1])
    expect([...groups.repeats]).toEqual([0, 1])
    expect([...groups.lastWeeks]).toEqual([0, 1])
    expect([...groups.countsByRepeats]).toEqual([2, 1])
    const every = (n: number) => [
      ...groupHistories(summarisePurchases(purchases([1, 0, 1], [2, 0, 9], [3, 7, 1]), 70), n).counts,
    ]
    expect([every(1), every(2), every(3)]).toEqual([[1, 2], [1, 1], [1]])
  })
})

describe('the processes', () => {
  const processes = Object.values(PROCESSES)
  const groups = groupHistories(summarisePurchases(shop(60), 365))

  test.each(processes)('$name: slopes are those of the likelihood', process => {
    const point = Float64Array.from(process.start, (value, i) => value * (1.3 + i / 5))
    const slopes = new Float64Array(point.length)
    const ignored = new Float64Array(point.length)
    process.logLikelihood(point, groups, slopes)
    point.forEach((value, i) => {
      const shifted = (by: number) =>
        process.logLikelihood(point.with(i, value * Math.exp(by)), groups, ignored)
      expect(slopes[i]).toBeCloseTo((shifted(1e-5) - shifted(-1e-5)) / 2e-5, 4)
    })
  })

  test('BG/NBD and MBG/NBD: the sum over purchases is the closed form with 2F1', () => {
    const shape = real(0.05, 5)
    fc.assert(
      fc.property(
        shape,
        real(0.5, 30),
        shape,
        shape,
        fc.nat(40),
        real(1, 100),
        (r, alpha, a, b, x, weeks) => {
          // The closed forms divide by a - 1 and have poles where their third argument is 0 or less.
          fc.pre(Math.abs(a - 1) > 1e-3 && a + b + x > 1.01)
          const age = 60
          const parameters = Float64Array.of(r, alpha, a, b)
          const z = weeks / (alpha + age + weeks)
          const rest = (1 - z) ** (r + x)
          const bg = ((a + b + x - 1) / (a - 1)) * (1 - rest * hypergeometric(r + x, b + x, a + b + x - 1, z))
          const mbg = ((a + b + x) / (a - 1)) * (1 - rest * hypergeometric(r + x, b + x + 1, a + b + x, z))
          // The closed forms lose what 1 - … cancels; the sum loses nothing.
          const near = (value: number, closed: number) =>
            expect(Math.abs(value - closed)).toBeLessThan(1e-9 * (1 + value + (a + b + x) / Math.abs(a - 1)))
          near(bgNbd.purchasesWhileAlive(parameters, x, age, weeks), bg)
          near(mbgNbd.purchasesWhileAlive(parameters, x, age, weeks), mbg)
        },
      ),
      RUNS,
    )
  })

  test('Pareto/NBD: the quadrature is the closed form with 2F1', () => {
    fc.assert(
      fc.property(
        real(0.05, 4),
        real(0.5, 30),
        real(0.05, 4),
        real(0.5, 30),
        fc.nat(30),
        (r, alpha, s, beta, x) => {
          const [last, age] = [x === 0 ? 0 : 20, 50]
          const parameters = Float64Array.of(r, alpha, s, beta)
          // The note's P(alive): its A0 is the difference of two 2F1, in two cases.
          const n = r + s + x
          const [larger, b] = alpha >= beta ? [alpha, s + 1] : [beta, r + x]
          const gap = Math.abs(alpha - beta)
          const part = (t: number) => hypergeometric(n, b, n + 1, gap / (larger + t)) / (larger + t) ** n
          const a0 = part(last) - part(age)
          const odds = (s / n) * (alpha + age) ** (r + x) * (beta + age) ** s * a0
          expect(paretoNbd.aliveChance(parameters, x, last, age)).toBeCloseTo(1 / (1 + odds), 9)
        },
      ),
      RUNS,
    )
  })

  test.each(processes)(
    '$name: chances are chances, waits invert them, and zero weeks bring nothing',
    process => {
      const parameters = Float64Array.from(process.start)
      fc.assert(
        fc.property(
          fc.nat(200),
          real(0, 100),
          real(0, 100),
          real(0.1, 200),
          real(0.01, 0.99),
          (x, last, idle, weeks, q) => {
            const age = last + idle
            const alive = process.aliveChance(parameters, x, last, age)
            const returns = process.returnChance(parameters, x, age, weeks)
            expect(alive).toBeGreaterThanOrEqual(0)
            expect(alive).toBeLessThanOrEqual(1)
            expect(returns).toBeGreaterThan(0)
            expect(returns).toBeLessThanOrEqual(1)
            expect(process.purchasesWhileAlive(parameters, x, age, 1e-9)).toBeLessThan(1e-6)
            expect(process.purchasesWhileAlive(parameters, x, age, weeks)).toBeGreaterThanOrEqual(
              returns - 1e-9,
            )
            const wait = process.returnWeeks(parameters, x, age, q * returns)
            expect(process.returnChance(parameters, x, age, wait)).toBeCloseTo(q * returns, 7)
          },
        ),
        RUNS,
      )
    },
  )

  test('at a = 1 and s = 1, where the closed forms are 0/0, values continue their neighbours', () => {
    const around = (process: PurchaseProcess, at: number) =>
      [0.999, 1, 1.001].map(one =>
        process.purchasesWhileAlive(Float64Array.of(0.5, 8, one, at).with(2, one), 3, 40, 30),
      ) as [number, number, number]
    for (const process of [bgNbd, mbgNbd, paretoNbd]) {
      const [below, exactly, above] = around(process, 9)
      expect(exactly).toBeCloseTo((below + above) / 2, 5)
    }
  })

  test('without dropout left every model is the NBD', () => {
    const expected = nbd.purchasesWhileAlive(Float64Array.of(0.7, 9), 5, 30, 20)
    for (const process of [bgNbd, mbgNbd, paretoNbd]) {
      const limit = Float64Array.of(0.7, 9, 1e-7, 1e6)
      expect(process.purchasesWhileAlive(limit, 5, 30, 20)).toBeCloseTo(expected, 6)
      expect(process.aliveChance(limit, 5, 10, 30)).toBeCloseTo(1, 6)
    }
  })
})

describe('a fitted model', () => {
  test('is the same in every bit for the same purchases in any order', () => {
    const found = shop(250)
    const reversed = {
      contactNos: found.contactNos.toReversed(),
      days: found.days.toReversed(),
      amounts: found.amounts.toReversed(),
    }
    const fitted = (from: Purchases) => JSON.stringify(fitLifetime(summarisePurchases(from, 365)))
    expect(fitted(found)).toBe(fitted(reversed))
  })

  test('sees who stops, and says where nobody does', () => {
    const stopping = fitLifetime(summarisePurchases(shop(600, { stop: 0.25 }), 365))
    expect([stopping.dropout, stopping.warnings]).toEqual(['seen', []])
    const staying = fitLifetime(summarisePurchases(shop(400, { stop: 0 }), 365))
    expect(staying).toMatchObject({ process: 'nbd', dropout: 'none', verdict: { enough: true } })
    expect(staying.warnings[0]).toContain('nobody stopping')
  })

  test('below 100 who bought again everybody gets the average rate, and the verdict says so', () => {
    const repeaters = (n: number) =>
      Array.from({ length: n }, (_, i): Row[] => [
        [i, 0, 10],
        [i, 30, 10],
      ]).flat()
    const few = fitLifetime(summarisePurchases(purchases(...repeaters(99)), 365))
    expect(few.verdict).toEqual({
      enough: false,
      reason: "not enough data: 99 contacts bought again, 100 needed; using everybody's average rate",
    })
    expect(fitLifetime(summarisePurchases(purchases(...repeaters(100)), 365)).verdict.enough).toBe(true)
  })

  test('single purchases only, one contact, free purchases only, nobody: figures, never NaN', () => {
    const worlds = [
      purchases([1, 0, 10], [2, 5, 20]),
      purchases([1, 365, 10]),
      purchases([1, 0, 0], [1, 9, 0]),
      purchases(),
      purchases([1, 400, 10]),
    ]
    for (const world of worlds) {
      const histories = summarisePurchases(world, 365)
      const model = fitLifetime(histories)
      expect(model.verdict.enough).toBe(false)
      const prediction = predictLifetime(model, histories, { horizonDays: 90 })
      for (const column of Object.values(prediction)) {
        if (column instanceof Float64Array) expect(column.every(Number.isFinite)).toBe(true)
      }
    }
  })

  test('a snapshot before the first purchase is named', () => {
    const { verdict } = fitLifetime(summarisePurchases(purchases([1, 400, 10]), 365))
    expect(verdict).toMatchObject({ reason: expect.stringContaining('no purchase up to the snapshot') })
  })

  test('refunds, unknown amounts and free purchases are named', () => {
    const model = fitLifetime(
      summarisePurchases(purchases([1, 0, -5], [2, 0, Number.NaN], [3, 0, 0], [4, Number.NaN, 1]), 30),
    )
    expect(model.warnings).toEqual([
      '1 purchases with a negative amount were left out',
      '1 purchases without an amount were left out',
      '1 purchases without a date were left out',
      'no purchase has an amount above 0, so every value is 0',
    ])
  })

  test('a horizon longer than the history is answered with a warning word, one of no length refused', () => {
    const histories = summarisePurchases(shop(400), 365)
    const model = fitLifetime(histories)
    const within = predictLifetime(model, histories, { horizonDays: model.historyDays })
    expect(within.verdict).toEqual({ enough: true })
    const beyond = predictLifetime(model, histories, { horizonDays: model.historyDays + 1 })
    expect(beyond.verdict).toMatchObject({
      enough: false,
      reason: expect.stringContaining('longer than the history'),
    })
    for (const horizonDays of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => predictLifetime(model, histories, { horizonDays })).toThrow(RangeError)
    }
  })
})

test('spend lies between the own mean and everybody’s, nearer the own after many purchases', () => {
  const model = fitSpend([1, 2, 3, 4, 1, 6], [10, 14, 30, 22, 55, 18])
  if (model === undefined) throw new Error('six contacts are a sample')
  const everybody = (model.p * model.v) / (model.q - 1)
  const guesses = [1, 5, 50].map(count => expectedAmount(model, count, 100))
  expect(guesses).toEqual(guesses.toSorted((a, b) => a - b))
  expect(Math.min(...guesses)).toBeGreaterThan(everybody)
  expect(Math.max(...guesses)).toBeLessThan(100)
  expect(fitSpend([0, 1], [5, 0])).toBeUndefined()
})
