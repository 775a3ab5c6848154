import { findRoot } from './find-root.ts'
import { incompleteBeta } from './incomplete-beta.ts'
import { normalTwoSided, normalUpperQuantile } from './normal.ts'

/**
 * From here on the continued fraction loses digits in proportion to `df`, and the normal distribution of a
 * bent t is right to 1e-9 for every t up to 22, where the p-value is 1e-107.
 */
const NORMAL_FROM = 3e6

/** P(|T| > |t|) of Student's t with `df` > 0 degrees of freedom: the two-sided p-value, exact in the tail. */
export function studentTwoSided(t: number, df: number): number {
  const square = t * t
  // Source: D. L. Wallace 1959, "Bounds on normal approximations to Student's and the chi-square distributions".
  if (df >= NORMAL_FROM) return normalTwoSided(Math.sqrt((df - 0.5) * Math.log1p(square / df)))
  return incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square))
}

/** The t > 0 that P(|T| > t) = share, for 0 < share < 1. Half of a 95 % interval is `studentTwoSidedQuantile(0.05, df)`. */
export function studentTwoSidedQuantile(share: number, df: number): number {
  const excess = (t: number) => Math.log(studentTwoSided(t, df) / share)
  // Student's tails are heavier than the normal's, so the normal quantile bounds it from below.
  const low = normalUpperQuantile(share / 2)
  let high = 2 * low + 1
  while (excess(high) > 0) high *= 2
  return findRoot(excess, low, high)
}
