import { logGamma, stirlingRest } from './log-gamma.ts'

/** Enough for shapes up to about 1e8; both expansions need some multiple of the root of the shape. */
const MAX_TERMS = 200_000
const TINY = 1e-300
const ENOUGH = 1e-16

/** P(a, x): the share of a gamma distribution of shape a below x. Throws a RangeError for a <= 0 or x < 0. */
export function lowerGamma(a: number, x: number): number {
  check(a, x)
  if (x === 0) return 0
  return x < a + 1 ? density(a, x) * series(a, x) : 1 - density(a, x) * fraction(a, x)
}

/** Q(a, x) = 1 - P(a, x), relatively exact in the upper tail. */
export function upperGamma(a: number, x: number): number {
  check(a, x)
  if (x === 0) return 1
  return x < a + 1 ? 1 - density(a, x) * series(a, x) : density(a, x) * fraction(a, x)
}

function check(a: number, x: number) {
  if (!(a > 0 && x >= 0)) {
    throw new RangeError(`The incomplete gamma function needs a > 0 and x >= 0, not a = ${a} and x = ${x}.`)
  }
}

/** x^a e^-x / Γ(a). For large a it is written around its peak, where a ln x - x alone would cancel. */
function density(a: number, x: number): number {
  if (a < 10) return Math.exp(a * Math.log(x) - x - logGamma(a))
  const away = (x - a) / a
  return Math.exp(a * (Math.log1p(away) - away) - stirlingRest(a)) * Math.sqrt(a / (2 * Math.PI))
}

/** Source: NIST DLMF 8.7.1. */
function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < MAX_TERMS; n += 1) {
    term *= x / (a + n)
    sum += term
    if (term < sum * ENOUGH) return sum
  }
  throw new RangeError(`The incomplete gamma function did not settle at a = ${a}, x = ${x}.`)
}

/** Source: NIST DLMF 8.9.2, evaluated with Lentz's method. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let value = d
  for (let n = 1; n < MAX_TERMS; n += 1) {
    const numerator = -n * (n - a)
    b += 2
    d = 1 / away(numerator * d + b)
    c = away(b + numerator / c)
    value *= d * c
    if (Math.abs(d * c - 1) < ENOUGH * 4) return value
  }
  throw new RangeError(`The incomplete gamma function did not settle at a = ${a}, x = ${x}.`)
}

const away = (value: number) => (Math.abs(value) < TINY ? TINY : value)
