import { normalTwoSided } from '../statistics/normal.ts'
import { studentTwoSided, studentTwoSidedQuantile } from '../statistics/student-t.ts'
import type { Interval } from './compare-rates.ts'
import { Z_95 } from './compare-rates.ts'

/** What the contacts of an arm spent. Those who spent nothing count, but need no entry. */
export interface Amounts {
  readonly contacts: number
  /** One amount for each contact who spent; at most as many as there are contacts. */
  readonly spent: Float64Array
}

/** The difference of two mean amounts per contact, arm minus control. */
export interface AmountComparison {
  readonly means: readonly [arm: number, control: number]
  readonly difference: number
  readonly interval: Interval
  readonly t: number
  readonly degreesOfFreedom: number
  readonly pValue: number
}

/**
 * Welch's t test, which lets the arms differ in spread as revenue does. `z` widens the interval as for
 * rates. Arms without any spread that differ have p = 0, equal ones p = 1. Throws a RangeError for fewer than
 * two contacts. Source: B. L. Welch 1947, "The generalization of 'Student's' problem", Biometrika 34.
 */
export function compareAmounts(arm: Amounts, control: Amounts, z = Z_95): AmountComparison {
  const [a, b] = [moments(arm), moments(control)]
  const difference = a.mean - b.mean
  const [va, vb] = [a.variance / arm.contacts, b.variance / control.contacts]
  const error = Math.sqrt(va + vb)
  const means = [a.mean, b.mean] as const
  if (error === 0) {
    const pValue = difference === 0 ? 1 : 0
    const degreesOfFreedom = arm.contacts + control.contacts - 2
    return { means, difference, interval: [difference, difference], t: 0, degreesOfFreedom, pValue }
  }
  const degreesOfFreedom = (va + vb) ** 2 / (va ** 2 / (arm.contacts - 1) + vb ** 2 / (control.contacts - 1))
  const half = studentTwoSidedQuantile(normalTwoSided(z), degreesOfFreedom) * error
  const t = difference / error
  return {
    means,
    difference,
    interval: [difference - half, difference + half],
    t,
    degreesOfFreedom,
    pValue: studentTwoSided(t, degreesOfFreedom),
  }
}

/** Mean and sample variance per contact, in two passes so that large amounts do not cancel. */
export function moments({ contacts, spent }: Amounts): { mean: number; variance: number } {
  if (!(contacts >= 2 && spent.length <= contacts)) {
    throw new RangeError(`${spent.length} amounts of ${contacts} contacts have no spread.`)
  }
  if (!spent.every(Number.isFinite)) {
    throw new RangeError('An amount is missing or infinite; leave out who has none.')
  }
  const mean = spent.reduce((sum, amount) => sum + amount, 0) / contacts
  const silent = (contacts - spent.length) * mean * mean
  const squares = spent.reduce((sum, amount) => sum + (amount - mean) ** 2, silent)
  return { mean, variance: squares / (contacts - 1) }
}
