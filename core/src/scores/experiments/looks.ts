import { findRoot } from '../statistics/find-root.ts'
import { normalTwoSided, normalUpperQuantile } from '../statistics/normal.ts'
import { AT_REST, chanceBeyond, stayedInside } from './sequential-chance.ts'

const MAX_LOOKS = 20

/** Above this the last look decides all but a 1e-4th part of the chance, and the sum over looks bounds it. */
export const FAR = 8

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
 * The chance that a z statistic without any effect behind it passes one of the bounds, at looks equally
 * spaced or at these fractions of the information.
 */
export function crossingChance(
  zBounds: readonly number[],
  fractions: readonly number[] = zBounds.map((_, k) => (k + 1) / zBounds.length),
): number {
  checkLooks(zBounds.length)
  let inside = AT_REST
  let crossed = 0
  for (const [k, z] of zBounds.entries()) {
    const information = fractions[k] as number
    const limit = z * Math.sqrt(information)
    crossed += chanceBeyond(inside, information, limit)
    inside = stayedInside(inside, information, limit)
  }
  return crossed
}

const scaled = (c: number, looks: number) =>
  Array.from({ length: looks }, (_, k) => c * Math.sqrt(looks / (k + 1)))

export function checkLooks(looks: number) {
  if (!(Number.isInteger(looks) && looks >= 1 && looks <= MAX_LOOKS)) {
    throw new RangeError(`Between 1 and ${MAX_LOOKS} looks can be planned, not ${looks}.`)
  }
}
