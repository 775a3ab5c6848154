import type { HistoryGroups } from './history-groups.ts'

/** How people buy and stop buying, as one of the published models sees it. Times are in weeks. */
export interface PurchaseProcess {
  readonly name: 'nbd' | 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd'
  readonly parameterNames: readonly string[]
  /** Where the search for parameters begins. */
  readonly start: readonly number[]
  /**
   * Log-likelihood of the histories; its slopes by the logarithms of the parameters go into `gradient`.
   * Constants that depend on the data only are left out as in the papers, so that figures compare.
   */
  logLikelihood(parameters: Float64Array, groups: HistoryGroups, gradient: Float64Array): number
  /** Chance that somebody with x repeats, the last `lastWeek` after the first, is still a customer at `age`. */
  aliveChance(parameters: Float64Array, x: number, lastWeek: number, age: number): number
  /** Purchases within the next `weeks` of somebody who is alive now. */
  purchasesWhileAlive(parameters: Float64Array, x: number, age: number, weeks: number): number
  /** Chance that somebody who is alive now buys within the next `weeks`. */
  returnChance(parameters: Float64Array, x: number, age: number, weeks: number): number
  /** The weeks after which `returnChance` reaches `chance`, which must be one that it reaches. */
  returnWeeks(parameters: Float64Array, x: number, age: number, chance: number): number
}

/**
 * While a customer, everybody buys at a rate of their own. Rates follow a gamma distribution (shape r, rate
 * α); after x repeats in `age` weeks it has shape r + x and rate α + age, so the wait for the next purchase
 * is Pareto distributed of the second kind (Lomax).
 */
export function waitChance(shape: number, rate: number, weeks: number): number {
  return -Math.expm1(-shape * Math.log1p(weeks / rate))
}

/** The inverse of `waitChance`. */
export function waitWeeks(shape: number, rate: number, chance: number): number {
  return rate * Math.expm1(-Math.log1p(-chance) / shape)
}

/**
 * Adds ln Γ(r + x)/Γ(r) + r ln α over all contacts, the part that every model shares, and its slopes by r
 * and α. Γ(r + x)/Γ(r) is the product of r … r + x - 1, so one running sum serves every x.
 */
export function addPurchaseCounts(
  r: number,
  alpha: number,
  countsByRepeats: Float64Array,
  slopes: { r: number; alpha: number },
): number {
  const logAlpha = Math.log(alpha)
  let logProduct = 0
  let slope = 0
  let sum = 0
  for (let x = 0; x < countsByRepeats.length; x += 1) {
    const count = countsByRepeats[x] as number
    sum += count * (logProduct + r * logAlpha)
    slopes.r += count * (slope + logAlpha)
    slopes.alpha += (count * r) / alpha
    logProduct += Math.log(r + x)
    slope += 1 / (r + x)
  }
  return sum
}
