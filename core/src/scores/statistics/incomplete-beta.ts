import { logBeta } from './log-gamma.ts'

/** Enough for parameters up to about 1e9; the fraction needs some multiple of the root of the larger one. */
const MAX_TERMS = 200_000
const TINY = 1e-300
const ENOUGH = 4e-16

/**
 * I_x(a, b), the share of a beta distribution below x, relatively exact in the lower tail. Whoever knows
 * 1 - x better than by subtraction passes it, since near x = 1 the digits are in it.
 * Throws a RangeError for a, b <= 0 and for x outside [0, 1].
 */
export function incompleteBeta(a: number, b: number, x: number, complement = 1 - x): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) {
    throw new RangeError(`The incomplete beta function needs a, b > 0 and 0 <= x <= 1, not ${a}, ${b}, ${x}.`)
  }
  if (x === 0 || complement === 0) return x === 0 ? 0 : 1
  const direct = x < (a + 1) / (a + b + 2)
  const front = Math.exp(a * logOf(x, complement) + b * logOf(complement, x) - logBeta(a, b))
  return direct ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, complement)) / b
}

/** ln x, from the smaller of x and 1 - x. */
const logOf = (x: number, complement: number) => (x < 0.5 ? Math.log(x) : Math.log1p(-complement))

/** Source: NIST DLMF 8.17.22, evaluated with Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m < MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    value *= d * c
    if (Math.abs(d * c - 1) < ENOUGH) return value
  }
  throw new RangeError(`The incomplete beta function did not settle at ${a}, ${b}, ${x}.`)
}

const away = (value: number) => (Math.abs(value) < TINY ? TINY : value)
