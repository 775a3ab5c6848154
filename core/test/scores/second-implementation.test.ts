import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareAmounts } from '../../src/scores/experiments/compare-amounts.ts'
import { compareRates, Z_95 } from '../../src/scores/experiments/compare-rates.ts'
import { checkSampleRatio } from '../../src/scores/experiments/sample-ratio.ts'
import { upperGammaOfHalf } from './high-precision.ts'

const RUNS = { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 1_000 : 60 }

/** Within 1e-9 of the other's own size, or of 1 for what is about 0. */
function expectSame(found: number, second: number, least = 0) {
  expect(Math.abs(found - second)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(second), least))
}

const counts = fc
  .tuple(fc.integer({ min: 1, max: 200_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([contacts, share]) => ({ contacts, successes: Math.round(contacts * share) }))

/** The score interval as what the score test does not reject, by bisection instead of by its formula. */
function scoreInterval({ contacts, successes }: { contacts: number; successes: number }): [number, number] {
  const rate = successes / contacts
  const rejected = (p: number) => contacts * (rate - p) ** 2 > Z_95 ** 2 * p * (1 - p)
  const end = (outside: number) => {
    let [out, inside] = [outside, rate]
    for (let i = 0; i < 200; i += 1) {
      const middle = (out + inside) / 2
      if (rejected(middle)) out = middle
      else inside = middle
    }
    return inside
  }
  return [successes === 0 ? 0 : end(0), successes === contacts ? 1 : end(1)]
}

/** The share of Student's distribution beyond ±t, by Simpson's rule over θ with t = √df·tan θ. */
function studentBeyond(t: number, df: number): number {
  const from = Math.atan(Math.abs(t) / Math.sqrt(df))
  return integral(from, Math.PI / 2, df) / integral(0, Math.PI / 2, df)
}

function integral(from: number, to: number, df: number): number {
  const steps = 40_000
  const width = (to - from) / steps
  let sum = 0
  for (let i = 0; i <= steps; i += 1) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4
    sum += weight * Math.max(0, Math.cos(from + i * width)) ** (df - 1)
  }
  return (sum * width) / 3
}

describe('comparisons against a second implementation, within 1e-9', () => {
  test('rates: score intervals, Newcombe’s difference, and the z test as the chi-square of four fields', () => {
    fc.assert(
      fc.property(counts, counts, (arm, control) => {
        const found = compareRates(arm, control)
        const [one, two] = [scoreInterval(arm), scoreInterval(control)]
        found.intervals.flat().forEach((end, i) => {
          expectSame(end, [...one, ...two][i] as number)
        })
        const [p, q] = [arm.successes / arm.contacts, control.successes / control.contacts]
        expectSame(found.interval[0], p - q - Math.sqrt((p - one[0]) ** 2 + (two[1] - q) ** 2), 1)
        expectSame(found.interval[1], p - q + Math.sqrt((one[1] - p) ** 2 + (q - two[0]) ** 2), 1)

        const [a, c] = [arm.successes, control.successes].map(BigInt) as [bigint, bigint]
        const [b, d] = [BigInt(arm.contacts) - a, BigInt(control.contacts) - c]
        const below = (a + b) * (c + d) * (a + c) * (b + d)
        // Whole numbers: nothing is lost before the one division.
        const chiSquare = below === 0n ? 0 : ratio((a + b + c + d) * (a * d - b * c) ** 2n, below)
        expectSame(found.z ** 2, chiSquare, 1e-3)
        if (chiSquare > 0.1 && chiSquare < 900) expectSame(found.pValue, upperGammaOfHalf(1, chiSquare / 2))
      }),
      RUNS,
    )
  })

  test('amounts: Welch’s test from every contact’s amount, its p-value by quadrature', () => {
    const amounts = fc
      .tuple(
        fc.array(fc.double({ min: 0.01, max: 500, noNaN: true }), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
      )
      .map(([spent, nothing]) => ({ contacts: spent.length + nothing, spent: Float64Array.from(spent) }))
    fc.assert(
      fc.property(amounts, amounts, (arm, control) => {
        const found = compareAmounts(arm, control)
        const [a, b] = [arm, control].map(({ contacts, spent }) => {
          const all = [...spent, ...Array.from({ length: contacts - spent.length }, () => 0)]
          const mean = all.reduce((sum, value) => sum + value, 0) / contacts
          const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0)
          return { mean, error: squares / (contacts - 1) / contacts, contacts }
        }) as [Moments, Moments]
        const error = Math.sqrt(a.error + b.error)
        const t = (a.mean - b.mean) / error
        const df =
          (a.error + b.error) ** 2 / (a.error ** 2 / (a.contacts - 1) + b.error ** 2 / (b.contacts - 1))
        expectSame(found.difference, a.mean - b.mean, a.mean + b.mean)
        expectSame(found.t, t, 1)
        expectSame(found.degreesOfFreedom, df)
        // Thousands of steps resolve a distribution this wide and not the tail of a narrower one.
        if (df >= 3 && Math.abs(t) < 8) expectSame(found.pValue, studentBeyond(t, df), 1e-3)
        // Its ends are where the same test would stand at 5 %.
        const half = (found.interval[1] - found.interval[0]) / 2
        if (df >= 3) expectSame(studentBeyond(half / error, df), 0.05)
      }),
      RUNS,
    )
  })

  test('sample ratio: the chi-square from whole numbers, its p-value in 1,200 bits', () => {
    const arms = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 90_000 })), {
      minLength: 2,
      maxLength: 6,
    })
    fc.assert(
      fc.property(arms, given => {
        const [weights, contacts] = [given.map(([weight]) => weight), given.map(([, n]) => n)]
        const total = BigInt(contacts.reduce((sum, n) => sum + n, 0))
        const weight = BigInt(weights.reduce((sum, w) => sum + w, 0))
        fc.pre(total > 0n)
        // Σ (n − Nw/W)² / (Nw/W) = W Σ n²/w / N − N.
        const scale = weights.reduce((product, w) => product * BigInt(w), 1n)
        const squares = given.reduce((sum, [w, n]) => sum + (scale / BigInt(w)) * BigInt(n) ** 2n, 0n)
        const chiSquare = ratio(weight * squares - total * total * scale, total * scale)
        const found = checkSampleRatio(contacts, weights)
        expectSame(found.chiSquare, chiSquare, 1)
        if (chiSquare > 0.1 && chiSquare < 900)
          expectSame(found.pValue, upperGammaOfHalf(given.length - 1, chiSquare / 2))
      }),
      RUNS,
    )
  })
})

interface Moments {
  readonly mean: number
  readonly error: number
  readonly contacts: number
}

/** A quotient of whole numbers to the last bits of a double. */
function ratio(above: bigint, below: bigint): number {
  const SHIFT = 2n ** 80n
  return Number((above * SHIFT) / below) / 2 ** 80
}
