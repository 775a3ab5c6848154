/** Above this argument the asymptotic series below is exact to the last bits of a double. */
const ASYMPTOTIC_FROM = 10

const HALF_LOG_TWO_PI = 0.918_938_533_204_672_8

/**
 * ln Γ(x) for x > 0, within about 1e-14 absolutely (near its zeros at 1 and 2) and relatively elsewhere.
 * Small arguments are moved up by Γ(x + 1) = x Γ(x), then Stirling's series answers.
 * Throws a RangeError for x <= 0 and for NaN. Source: NIST DLMF 5.5.1 and 5.11.1.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`ln Γ needs a number above 0, not ${x}.`)
  let product = 1
  let shifted = x
  while (shifted < ASYMPTOTIC_FROM) {
    product *= shifted
    shifted += 1
  }
  return (
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    HALF_LOG_TWO_PI +
    stirlingRest(shifted) -
    Math.log(product)
  )
}

/**
 * ln B(a, b) for a, b > 0. The large parts of the three gammas cancel on paper instead of in floating
 * point, so a Student's t with 40,000 degrees of freedom loses nothing.
 */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b)
  const large = Math.max(a, b)
  if (large < ASYMPTOTIC_FROM) return logGamma(small) + logGamma(large) - logGamma(small + large)
  const both = small + large
  const quotient =
    stirlingRest(large) -
    stirlingRest(both) -
    (large - 0.5) * Math.log1p(small / large) -
    small * Math.log(both) +
    small
  return logGamma(small) + quotient
}

/**
 * What ln Γ(x) adds to (x - 1/2) ln x - x + ln √(2π), for x >= 10: Stirling's series with the Bernoulli
 * numbers up to B16. Source: NIST DLMF 5.11.1.
 */
export function stirlingRest(x: number): number {
  const inverse = 1 / x
  const square = inverse * inverse
  let sum = -3617 / 122_400
  sum = sum * square + 1 / 156
  sum = sum * square - 691 / 360_360
  sum = sum * square + 1 / 1188
  sum = sum * square - 1 / 1680
  sum = sum * square + 1 / 1260
  sum = sum * square - 1 / 360
  sum = sum * square + 1 / 12
  return sum * inverse
}
