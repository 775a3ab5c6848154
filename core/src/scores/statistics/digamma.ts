/** Above this argument the asymptotic series below is exact to the last bits of a double. */
const ASYMPTOTIC_FROM = 10

/**
 * ψ(x), the slope of ln Γ, for x > 0, within 1e-13. Throws a RangeError otherwise.
 * Source: NIST DLMF 5.5.2 and 5.11.2.
 */
export function digamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`ψ needs a number above 0, not ${x}.`)
  let result = 0
  let shifted = x
  while (shifted < ASYMPTOTIC_FROM) {
    result -= 1 / shifted
    shifted += 1
  }
  const square = 1 / (shifted * shifted)
  let sum = 1 / 12
  sum = sum * square - 691 / 32_760
  sum = sum * square + 1 / 132
  sum = sum * square - 1 / 240
  sum = sum * square + 1 / 252
  sum = sum * square - 1 / 120
  sum = sum * square + 1 / 12
  return result + Math.log(shifted) - 0.5 / shifted - sum * square
}
