import { findRoot } from '../statistics/find-root.ts'
import { gaussLegendre } from '../statistics/gauss-legendre.ts'
import { normalTwoSided, normalUpper, normalUpperQuantile } from '../statistics/normal.ts'

const MAX_LOOKS = 20

const RULE = gaussLegendre(16)
/** Above this the last look decides all but a 1e-4th part of the chance, and the sum over looks bounds it. */
const FAR = 8

/**
 * The bounds on |z| at `looks` equally spaced looks that together call a difference that is not there with
 * chance `alpha`: c √(K/k), very strict at first and close to the fixed test's at the end. c is solved for
 * by integration, not taken from a table. Source: P. C. O'Brien & T. R. Fleming 1979, "A multiple testing
 * procedure for clinical trials", Biometrics 35.
 */
export function obrienFlemingBounds(looks: number, alpha = 0.05): readonly number[] {
  checkLooks(looks)
  const fixed = normalUpperQuantile(alpha / 2)
  // With any number of looks the constant is above the fixed test's and below that of continuous watching.
  const excess = (c: number) => crossingChance(scaled(c, looks)) - alpha
  return scaled(looks === 1 ? fixed : findRoot(excess, fixed, normalUpperQuantile(alpha / 4) + 0.1), looks)
}

/**
 * The p-value of a |z| seen at look `look` of `looks` that stays valid however early one stops: the smallest
 * alpha whose bound it reaches. Equals the ordinary p-value for a single look. Source: C. Jennison & B. W.
 * Turnbull 1984, "Repeated confidence intervals for group sequential clinical trials".
 */
export function repeatedPValue(pValue: number, look: number, looks: number): number {
  checkLooks(looks)
  if (!(look >= 1 && look <= looks)) throw new RangeError(`Look ${look} of ${looks} is not planned.`)
  if (looks === 1 || pValue === 0) return pValue
  if (pValue >= 1) return 1
  const c = normalUpperQuantile(pValue / 2) * Math.sqrt(look / looks)
  const bounds = scaled(c, looks)
  if (c > FAR)
    return Math.min(
      1,
      bounds.reduce((sum, z) => sum + normalTwoSided(z), 0),
    )
  return c <= 0 ? 1 : crossingChance(bounds)
}

/**
 * The chance that a z statistic without any effect behind it passes one of the bounds at equally spaced
 * looks. The density of those still inside is carried from look to look by Gauss-Legendre quadrature.
 * Source: P. Armitage, C. K. McPherson & B. C. Rowe 1969, "Repeated significance tests on accumulating data".
 */
export function crossingChance(zBounds: readonly number[]): number {
  checkLooks(zBounds.length)
  const looks = zBounds.length
  // Sums of equal steps: at look k the sum has variance k/K and its bound is z √(k/K).
  const limits = zBounds.map((z, k) => z * Math.sqrt((k + 1) / looks))
  const step = Math.sqrt(1 / looks)
  let crossed = normalTwoSided((limits[0] as number) / step)
  let inside = grid(limits[0] as number, step)
  let density = inside.points.map(at => kernel(at / step) / step)
  for (const limit of limits.slice(1)) {
    const weighted = density.map((value, i) => value * (inside.weights[i] as number))
    inside.points.forEach((at, i) => {
      const beyond = normalUpper((limit - at) / step) + normalUpper((limit + at) / step)
      crossed += (weighted[i] as number) * beyond
    })
    const next = grid(limit, step)
    density = next.points.map(to => {
      let sum = 0
      for (let i = 0; i < weighted.length; i += 1) {
        sum += (weighted[i] as number) * kernel((to - (inside.points[i] as number)) / step)
      }
      return sum / step
    })
    inside = next
  }
  return crossed
}

const kernel = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** Points of (-limit, limit), 16 to every two standard deviations of a step. */
function grid(limit: number, step: number): { points: Float64Array; weights: Float64Array } {
  const panels = Math.max(1, Math.ceil(limit / step))
  const width = (2 * limit) / panels
  const size = panels * RULE.points.length
  const points = new Float64Array(size)
  const weights = new Float64Array(size)
  for (let i = 0; i < size; i += 1) {
    const k = i % RULE.points.length
    const panel = Math.floor(i / RULE.points.length)
    points[i] = -limit + width * (panel + ((RULE.points[k] as number) + 1) / 2)
    weights[i] = ((RULE.weights[k] as number) * width) / 2
  }
  return { points, weights }
}

const scaled = (c: number, looks: number) =>
  Array.from({ length: looks }, (_, k) => c * Math.sqrt(looks / (k + 1)))

function checkLooks(looks: number) {
  if (!(Number.isInteger(looks) && looks >= 1 && looks <= MAX_LOOKS)) {
    throw new RangeError(`Between 1 and ${MAX_LOOKS} looks can be planned, not ${looks}.`)
  }
}
