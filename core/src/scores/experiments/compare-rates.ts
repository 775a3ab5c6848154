import { normalTwoSided } from '../statistics/normal.ts'

export type Interval = readonly [low: number, high: number]

export interface Count {
  /** Contacts in the arm, at least 1. */
  readonly contacts: number
  readonly successes: number
}

/** The difference of two rates, arm minus control. */
export interface RateComparison {
  readonly rates: readonly [arm: number, control: number]
  readonly intervals: readonly [arm: Interval, control: Interval]
  readonly difference: number
  readonly interval: Interval
  readonly z: number
  readonly pValue: number
}

/** The 97.5 % point of the normal distribution: intervals of 95 %. */
export const Z_95 = 1.959_963_984_540_054

/**
 * The score interval of a rate, which stays inside 0 to 1 and right at 0 successes. Source: E. B. Wilson 1927,
 * "Probable inference, the law of succession, and statistical inference", JASA 22.
 */
export function wilsonInterval({ contacts, successes }: Count, z = Z_95): Interval {
  const rate = successes / contacts
  const square = z * z
  const middle = rate + square / (2 * contacts)
  const half = z * Math.sqrt((rate * (1 - rate)) / contacts + square / (4 * contacts * contacts))
  const scale = 1 + square / contacts
  return [successes === 0 ? 0 : (middle - half) / scale, successes === contacts ? 1 : (middle + half) / scale]
}

/**
 * The difference of two rates: interval by Newcombe's method 10 from the two score intervals, p-value by the
 * pooled z test. Where both rates are 0, or both 1, there is no difference and p is 1. Throws a RangeError
 * for an empty arm or impossible counts. Source: R. G. Newcombe 1998, "Interval estimation for the difference
 * between independent proportions: comparison of eleven methods", Statistics in Medicine 17.
 */
export function compareRates(arm: Count, control: Count, z = Z_95): RateComparison {
  check(arm)
  check(control)
  const [p1, p2] = [arm.successes / arm.contacts, control.successes / control.contacts]
  const [low1, high1] = wilsonInterval(arm, z)
  const [low2, high2] = wilsonInterval(control, z)
  const difference = p1 - p2
  const pooled = (arm.successes + control.successes) / (arm.contacts + control.contacts)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / arm.contacts + 1 / control.contacts))
  const score = error === 0 ? 0 : difference / error
  return {
    rates: [p1, p2],
    intervals: [
      [low1, high1],
      [low2, high2],
    ],
    difference,
    interval: [
      difference - Math.hypot(p1 - low1, high2 - p2),
      difference + Math.hypot(high1 - p1, p2 - low2),
    ],
    z: score,
    pValue: normalTwoSided(score),
  }
}

function check({ contacts, successes }: Count) {
  if (!(contacts >= 1 && successes >= 0 && successes <= contacts)) {
    throw new RangeError(`${successes} successes of ${contacts} contacts are no rate.`)
  }
}
