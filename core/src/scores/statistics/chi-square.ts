import { findRoot } from './find-root.ts'
import { upperGamma } from './incomplete-gamma.ts'

/** P(X > x) of a chi-square distribution with `df` > 0 degrees of freedom, exact in the upper tail. */
export function chiSquareUpper(x: number, df: number): number {
  return upperGamma(df / 2, x / 2)
}

/** The x that P(X > x) = upper, for 0 < upper < 1. */
export function chiSquareUpperQuantile(upper: number, df: number): number {
  const excess = (x: number) => chiSquareUpper(x, df) - upper
  let high = df + 10
  while (excess(high) > 0) high *= 2
  const above = (x: number) => Math.log(chiSquareUpper(x, df) / upper)
  return findRoot(above, 0, high)
}
