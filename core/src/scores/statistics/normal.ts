import { complementaryErrorFunction } from './error-function.ts'

const MAX_STEPS = 8

/** P(Z > z) of the standard normal distribution, relatively exact in the upper tail. */
export function normalUpper(z: number): number {
  return complementaryErrorFunction(z / Math.SQRT2) / 2
}

/** P(|Z| > |z|): the two-sided p-value of a normal statistic. */
export function normalTwoSided(z: number): number {
  return complementaryErrorFunction(Math.abs(z) / Math.SQRT2)
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}

/**
 * The z that P(Z > z) = upper. Hastings' approximation, good to 4.5e-4, is polished by Halley's steps,
 * each of which triples the correct digits. Throws a RangeError outside (0, 1).
 * Source: Abramowitz & Stegun 26.2.23.
 */
export function normalUpperQuantile(upper: number): number {
  if (!(upper > 0 && upper < 1))
    throw new RangeError(`A probability between 0 and 1 is needed, not ${upper}.`)
  if (upper > 0.5) return -normalUpperQuantile(1 - upper)
  const t = Math.sqrt(-2 * Math.log(upper))
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const tail = normalUpper(z)
    // Newton's step on ln P: the logarithm of the tail is nearly a parabola, the tail itself is not.
    const hazard = normalDensity(z) / tail
    const excess = Math.log(tail / upper)
    const change = excess / hazard
    const next = z + change / (1 + (change * (hazard - z)) / 2)
    if (Math.abs(next - z) <= 1e-16 * Math.abs(z)) return next
    z = next
  }
  return z
}
