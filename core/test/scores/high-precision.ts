// Special functions in fixed-point integers of 1,200 fractional bits: far slower than those they check, with
// other series, and with so many digits that no rounding of theirs can agree with a mistake of ours. For
// arguments that are multiples of one half, where the gamma function is exact.

const BITS = 1200n
const ONE = 1n << BITS

type Fixed = bigint

/** The exact value of a double. */
function fixed(x: number): Fixed {
  let [scaled, shift] = [x, 0n]
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    shift += 1n
  }
  return (BigInt(scaled) << BITS) >> shift
}

/** The nearest double, also of numbers far below the smallest difference of doubles near 1. */
export function toNumber(x: Fixed): number {
  if (x < 0n) return -toNumber(-x)
  const excess = Math.max(0, x.toString(2).length - 64)
  // Two steps, since either power alone may be beyond what a double holds.
  const exponent = excess - Number(BITS)
  const half = Math.trunc(exponent / 2)
  return Number(x >> BigInt(excess)) * 2 ** half * 2 ** (exponent - half)
}

const times = (a: Fixed, b: Fixed): Fixed => (a * b) >> BITS
const over = (a: Fixed, b: Fixed): Fixed => (a << BITS) / b

function root(x: Fixed): Fixed {
  const square = x << BITS
  let guess = 1n << BigInt(Math.ceil(square.toString(2).length / 2))
  for (;;) {
    const next = (guess + square / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}

/** Machin's formula. */
const PI = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n))

function arctanOfInverse(n: bigint): Fixed {
  let [power, sum, sign] = [ONE / n, 0n, 1n]
  for (let k = 1n; power > 0n; k += 2n) {
    sum += (sign * power) / k
    power /= n * n
    sign = -sign
  }
  return sum
}

function exp(x: Fixed): Fixed {
  const halvings = BigInt(Math.max(0, x.toString(2).length - Number(BITS) + 8))
  const small = x >> halvings
  let [term, sum] = [ONE, ONE]
  for (let n = 1n; term !== 0n; n += 1n) {
    term = times(term, small) / n
    sum += term
  }
  for (let k = 0n; k < halvings; k += 1n) sum = times(sum, sum)
  return sum
}

/** Γ(twice/2). */
export function gammaOfHalf(twice: number): Fixed {
  let value = twice % 2 === 0 ? ONE : root(PI)
  for (let k = twice % 2 === 0 ? 2 : 1; k < twice; k += 2) value = (value * BigInt(k)) / 2n
  return value
}

const powerOfHalf = (x: Fixed, twice: number): Fixed => {
  let value = twice % 2 === 0 ? ONE : root(x)
  for (let k = 1; k < twice; k += 2) if (k + 1 <= twice) value = times(value, x)
  return value
}

/** 1 - P(twice/2, x), from the ascending series of P. */
export function upperGammaOfHalf(twice: number, x: number): number {
  const at = fixed(x)
  let [term, sum] = [ONE, ONE]
  for (let n = 1; term > 0n; n += 1) {
    term = (2n * times(term, at)) / BigInt(twice + 2 * n)
    sum += term
  }
  const part = over(times(powerOfHalf(at, twice), sum), gammaOfHalf(twice + 2))
  return toNumber(ONE - over(part, exp(at)))
}

export const complementaryError = (x: number): number => {
  const at = fixed(x)
  let [term, sum] = [at, at]
  for (let n = 1n; term > 0n; n += 1n) {
    term = (2n * times(term, times(at, at))) / (2n * n + 1n)
    sum += term
  }
  return toNumber(ONE - over(over(2n * sum, exp(times(at, at))), root(PI)))
}

/** P(|T| > t) with `df` degrees of freedom, from the series of the incomplete beta function. */
export function studentTwoSidedExactly(t: number, df: number): number {
  const square = times(fixed(t), fixed(t))
  const all = fixed(df) + square
  const x = over(fixed(df), all)
  let [term, sum] = [ONE, ONE]
  for (let n = 0; term > 0n; n += 1) {
    term = (times(term, x) * BigInt(df + 1 + 2 * n)) / BigInt(df + 2 + 2 * n)
    sum += term
  }
  const beta = over(times(gammaOfHalf(df), gammaOfHalf(1)), gammaOfHalf(df + 1))
  const front = over(times(powerOfHalf(x, df), root(over(square, all))), beta)
  return toNumber((2n * times(front, sum)) / BigInt(df))
}

/** Gauss's 2F1(a, b; c; z) by its series, for 0 <= z < 1. */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  const [fa, fb, fc, fz] = [fixed(a), fixed(b), fixed(c), fixed(z)]
  let [term, sum] = [ONE, ONE]
  for (let n = 0n; term !== 0n && n < 100_000n; n += 1n) {
    const k = n << BITS
    term = over(times(times(term, fz), times(fa + k, fb + k)), times(fc + k, k + ONE))
    sum += term
  }
  return toNumber(sum)
}
