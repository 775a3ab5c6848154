/** From here on the continued fraction is both quicker and free of cancellation. */
const FRACTION_FROM = 2

const MAX_TERMS = 200

/**
 * erfc(x) = 1 - erf(x), relatively exact far into the upper tail (1e-300 and below), where every
 * p-value comes from. Below 2 the series of erf, above it the continued fraction of erfc.
 * Source: NIST DLMF 7.6.2 and 7.9.1.
 */
export function complementaryErrorFunction(x: number): number {
  if (x < 0) return 2 - complementaryErrorFunction(-x)
  return x < FRACTION_FROM ? 1 - errorSeries(x) : errorFraction(x)
}

/** erf(x) = 2/√π · exp(-x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)): only positive terms. */
function errorSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < MAX_TERMS && term > sum * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * expMinusSquare(x) * sum
}

/** exp(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + …))), evaluated from the far end. */
function errorFraction(x: number): number {
  const depth = Math.ceil(20 + 400 / (x * x))
  let rest = x
  for (let n = depth; n >= 1; n -= 1) rest = x + n / 2 / rest
  return expMinusSquare(x) / (Math.sqrt(Math.PI) * rest)
}

/**
 * exp(-x²) without the rounding of x², which at x = 25 would already cost 1e-14: x is split into a part
 * whose square is exact and a small rest.
 */
function expMinusSquare(x: number): number {
  if (x > 40) return 0
  const coarse = Math.round(x * 1024) / 1024
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse))
}
