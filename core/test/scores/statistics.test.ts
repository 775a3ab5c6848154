import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquareUpper, chiSquareUpperQuantile } from '../../src/scores/statistics/chi-square.ts'
import { digamma } from '../../src/scores/statistics/digamma.ts'
import { complementaryErrorFunction } from '../../src/scores/statistics/error-function.ts'
import { findRoot } from '../../src/scores/statistics/find-root.ts'
import { gaussLegendre } from '../../src/scores/statistics/gauss-legendre.ts'
import { incompleteBeta } from '../../src/scores/statistics/incomplete-beta.ts'
import { lowerGamma, upperGamma } from '../../src/scores/statistics/incomplete-gamma.ts'
import { logBeta, logGamma } from '../../src/scores/statistics/log-gamma.ts'
import { midranks } from '../../src/scores/statistics/midranks.ts'
import { normalTwoSided, normalUpper, normalUpperQuantile } from '../../src/scores/statistics/normal.ts'
import { studentTwoSided, studentTwoSidedQuantile } from '../../src/scores/statistics/student-t.ts'
import {
  complementaryError,
  gammaOfHalf,
  studentTwoSidedExactly,
  toNumber,
  upperGammaOfHalf,
} from './high-precision.ts'

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const RUNS = { numRuns: LONG ? 500 : 40 }
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** Equal up to a relative 1e-9, which is what every figure here promises; zero only equals zero. */
function expectNear(found: number, expected: number, within = 1e-9) {
  expect(Math.abs(found - expected), `${found} against ${expected}`).toBeLessThanOrEqual(
    within * Math.abs(expected),
  )
}

describe('the second implementation', () => {
  test('knows the published digits of the normal tail', () => {
    // Abramowitz & Stegun table 7.3 and the tails of Mathematica.
    expectNear(complementaryError(1), 0.157_299_207_050_285_13, 1e-15)
    expectNear(complementaryError(10), 2.088_487_583_762_545e-45, 1e-14)
  })
})

describe('the gamma family', () => {
  test('Γ at whole and half numbers', () => {
    for (let twice = 1; twice <= 340; twice += 1) {
      expect(Math.abs(logGamma(twice / 2) - Math.log(toNumber(gammaOfHalf(twice))))).toBeLessThan(1e-12)
    }
  })

  test('Legendre doubles both ln Γ and ψ', () => {
    fc.assert(
      fc.property(real(1e-3, 1e5), x => {
        const doubled = logGamma(2 * x) + (1 - 2 * x) * Math.LN2 + Math.log(Math.PI) / 2
        expect(Math.abs(logGamma(x) + logGamma(x + 0.5) - doubled)).toBeLessThan(
          1e-12 * (1 + Math.abs(doubled)),
        )
        const slope = (digamma(x) + digamma(x + 0.5)) / 2 + Math.LN2
        expect(Math.abs(digamma(2 * x) - slope)).toBeLessThan(1e-12 * (1 + Math.abs(slope)))
      }),
      RUNS,
    )
  })

  test('ln B keeps its digits where its gammas are large', () => {
    // B(n, 1) = 1/n and B(n, 2) = 1/(n(n+1)).
    for (const n of [0.5, 3, 10, 1e5, 1e9]) {
      expect(Math.abs(logBeta(n, 1) + Math.log(n))).toBeLessThan(1e-11)
      expect(Math.abs(logBeta(2, n) + Math.log(n) + Math.log(n + 1))).toBeLessThan(1e-11)
    }
  })

  test('incomplete gamma: series and fraction against 1,200 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), real(0.01, 500), (twice, x) => {
        const exact = upperGammaOfHalf(twice, x)
        expectNear(upperGamma(twice / 2, x), exact)
        expect(Math.abs(lowerGamma(twice / 2, x) - (1 - exact))).toBeLessThan(1e-12)
      }),
      RUNS,
    )
  })

  test('incomplete beta against a quadrature', () => {
    const rule = gaussLegendre(64)
    fc.assert(
      fc.property(real(1, 60), real(1, 60), real(0.001, 0.9), (a, b, x) => {
        let sum = 0
        rule.points.forEach((point, k) => {
          // With x y⁴ for the variable the integrand is smooth at 0 for every a.
          const y = (point + 1) / 2
          const at = x * y ** 4
          const log = (a - 1) * Math.log(at) + (b - 1) * Math.log1p(-at) - logBeta(a, b)
          sum += 2 * (rule.weights[k] as number) * x * y ** 3 * Math.exp(log)
        })
        expect(Math.abs(incompleteBeta(a, b, x) - sum)).toBeLessThan(1e-9)
        expect(Math.abs(incompleteBeta(a, b, x) + incompleteBeta(b, a, 1 - x) - 1)).toBeLessThan(1e-11)
      }),
      RUNS,
    )
  })

  test('what is outside the domain is refused', () => {
    for (const x of [0, -1, Number.NaN]) {
      expect(() => logGamma(x)).toThrow(RangeError)
      expect(() => digamma(x)).toThrow(RangeError)
      expect(() => upperGamma(x, 1)).toThrow(RangeError)
      expect(() => incompleteBeta(x, 1, 0.5)).toThrow(RangeError)
      expect(() => normalUpperQuantile(x)).toThrow(RangeError)
    }
    expect(() => upperGamma(1, -1)).toThrow(RangeError)
    expect(() => incompleteBeta(1, 1, 1.1)).toThrow(RangeError)
  })
})

describe('p-values in the tails', () => {
  test('the normal tail down to 1e-300, and up to 1', () => {
    fc.assert(
      fc.property(real(0, 26), x => expectNear(complementaryErrorFunction(x), complementaryError(x), 1e-12)),
      RUNS,
    )
    expectNear(normalUpper(-3), 1 - normalUpper(3))
    expectNear(normalTwoSided(21.27), 2 * normalUpper(21.27))
    // 21.2734535609653 is the z of 1e-100 on one side.
    expectNear(normalUpper(21.273_453_560_965_3), 1e-100, 1e-9)
  })

  test("Student's t", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), real(1, 60), (df, t) =>
        expectNear(studentTwoSided(t, df), studentTwoSidedExactly(t, df)),
      ),
      RUNS,
    )
    // With very many degrees of freedom it is the normal distribution.
    expectNear(studentTwoSided(5, 1e12), normalTwoSided(5))
    for (const t of [0.1, 2, 5, 22]) expectNear(studentTwoSided(t, 3e6), studentTwoSided(t, 3e6 - 1e-6), 2e-9)
    expect(studentTwoSided(0, 5)).toBe(1)
  })

  test('chi-square', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), real(0.1, 900), (df, x) =>
        expectNear(chiSquareUpper(x, df), upperGammaOfHalf(df, x / 2)),
      ),
      RUNS,
    )
  })

  test('quantiles lead back to their probabilities, from 0.999 to 1e-200', () => {
    const probability = real(-200, -0.0005).map(exponent => 10 ** exponent)
    fc.assert(
      fc.property(probability, real(0.6, 400), (p, df) => {
        expectNear(normalUpper(normalUpperQuantile(p)), p, 1e-11)
        expectNear(chiSquareUpper(chiSquareUpperQuantile(p, df), df), p)
        // A t beyond 1e100 has no square.
        if (p > 1e-50) expectNear(studentTwoSided(studentTwoSidedQuantile(p, df), df), p)
      }),
      RUNS,
    )
  })
})

test('Gauss-Legendre integrates polynomials up to degree 2n - 1 exactly', () => {
  for (const n of [1, 2, 5, 16, 64]) {
    const { points, weights } = gaussLegendre(n)
    const degree = 2 * n - 2
    const sum = points.reduce((total, x, i) => total + (weights[i] as number) * x ** degree, 0)
    expectNear(sum, 2 / (degree + 1), 1e-12)
  }
})

test('a root is found to the last bits, or its absence named', () => {
  expectNear(
    findRoot(x => x * x - 2, 0, 2),
    Math.SQRT2,
    1e-15,
  )
  expect(findRoot(x => x ** 9, -1, 2)).toBeCloseTo(0, 12)
  expect(findRoot(x => x - 1, 1, 3)).toBe(1)
  expect(() => findRoot(x => x * x + 1, -1, 1)).toThrow('No crossing')
})

test('equal values share a rank, and what is missing has none', () => {
  expect([...midranks(Float64Array.of(3, 1, 3, Number.NaN, 2))]).toEqual([3.5, 1, 3.5, Number.NaN, 2])
  expect([...midranks(new Float64Array(0))]).toEqual([])
})
