import type { FeatureTable } from '../data/feature-table.ts'
import type { Verdict } from '../data/verdict.ts'

/** How much one fresh event of each kind counts, by the name of its column; a negative one takes away. */
export type Weights = Readonly<Record<string, number>>

/** An opened mail counts once, a click three times, an order five times, an opt-out takes ten away. */
export const DEFAULT_WEIGHTS: Weights = {
  email_opened: 1,
  email_clicked: 3,
  order_placed: 5,
  email_unsubscribed: -10,
}

export const DEFAULT_HALF_LIFE_DAYS = 30

export interface EngagementModel {
  readonly weights: Weights
  /** That of the decay sums; the model cannot see it in them, and takes the word of whoever measured. */
  readonly halfLifeDays: number
  /** The weighted sum that scores 50: the median of those who are engaged at all. */
  readonly midpoint: number
  readonly engaged: number
  readonly verdict: Verdict
}

/** The middle of fewer is a matter of luck. */
const MIN_ENGAGED = 50

/**
 * Learns what is usual from decay sums: column k holds Σ 0.5^(age of event / half-life) over the contact's events
 * of kind k. Weights without a column count nothing, columns without a weight neither. Throws a RangeError for
 * weights and half-lives that are no numbers.
 */
export function fitEngagement(
  sums: FeatureTable,
  {
    weights = DEFAULT_WEIGHTS,
    halfLifeDays = DEFAULT_HALF_LIFE_DAYS,
  }: { weights?: Weights; halfLifeDays?: number } = {},
): EngagementModel {
  check(weights, halfLifeDays)
  const positive = weightedSums(sums, weights)
    .filter(sum => sum > 0)
    .sort()
  const engaged = positive.length
  const middle = positive[Math.floor(engaged / 2)]
  // Without anybody to compare with, one event of weight 1 stands for the usual.
  return {
    weights,
    halfLifeDays,
    midpoint: engaged < MIN_ENGAGED || middle === undefined ? 1 : middle,
    engaged,
    verdict:
      engaged >= MIN_ENGAGED
        ? { enough: true }
        : {
            enough: false,
            reason: `not enough data: ${engaged} engaged contacts, ${MIN_ENGAGED} needed; one fresh event of weight 1 scores 50`,
          },
  }
}

/**
 * 100 w/(w + midpoint) with w = Σ weight × decay sum, never below 0: 0 without any event, 50 for the usual, towards
 * 100 for the keenest. A missing sum counts as no event.
 */
export function scoreEngagement({ weights, midpoint }: EngagementModel, sums: FeatureTable): Float64Array {
  return weightedSums(sums, weights).map(sum => (100 * sum) / (sum + midpoint))
}

/**
 * Days until the score falls below `threshold` if nothing happens; 0 if it lies below already. All sums fade
 * alike, so the moment is exact, and a threshold can be watched without scoring every day. Throws a
 * RangeError for a threshold that is not between 0 and 100.
 */
export function daysUntilBelow(
  { midpoint, halfLifeDays }: EngagementModel,
  score: number,
  threshold: number,
): number {
  if (!(threshold > 0 && threshold < 100)) {
    throw new RangeError(`A threshold lies between 0 and 100, not at ${threshold}.`)
  }
  const sumAt = (value: number) => (midpoint * value) / (100 - value)
  return score < threshold ? 0 : halfLifeDays * Math.log2(sumAt(score) / sumAt(threshold))
}

function weightedSums(sums: FeatureTable, weights: Weights): Float64Array {
  const total = new Float64Array(sums.rows)
  for (const [k, name] of sums.names.entries()) {
    const weight = weights[name]
    const column = sums.columns[k]
    if (weight === undefined || column === undefined) continue
    for (let row = 0; row < sums.rows; row += 1) {
      const sum = column[row] as number
      if (Number.isFinite(sum)) total[row] = (total[row] as number) + weight * sum
    }
  }
  return total.map(sum => Math.max(0, sum))
}

function check(weights: Weights, halfLifeDays: number) {
  for (const [name, weight] of Object.entries(weights)) {
    if (!Number.isFinite(weight))
      throw new RangeError(`The weight of \`${name}\` must be a number, not ${weight}.`)
  }
  if (!(halfLifeDays > 0 && Number.isFinite(halfLifeDays))) {
    throw new RangeError(`A half-life is a number of days above 0, not ${halfLifeDays}.`)
  }
}
