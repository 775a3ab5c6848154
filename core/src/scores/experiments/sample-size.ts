import { findRoot } from '../statistics/find-root.ts'
import { normalUpper, normalUpperQuantile } from '../statistics/normal.ts'

export interface Precision {
  /** Chance of calling a difference that is not there; 0.05 unless said otherwise. */
  readonly alpha?: number
  /** Chance of seeing the difference if it is there; 0.8 unless said otherwise. */
  readonly power?: number
}

/**
 * Contacts needed in each arm to tell two rates apart with the two-sided pooled z test. Throws a RangeError
 * for rates outside 0 to 1 and for equal ones. Source: Fleiss, Levin & Paik 2003, "Statistical methods for
 * rates and proportions", formula 4.14.
 */
export function contactsPerArmForRates(
  from: number,
  to: number,
  { alpha = 0.05, power = 0.8 }: Precision = {},
): number {
  if (!(from >= 0 && from <= 1 && to >= 0 && to <= 1 && from !== to)) {
    throw new RangeError(`Two different rates between 0 and 1 are needed, not ${from} and ${to}.`)
  }
  const root =
    normalUpperQuantile(alpha / 2) * pooledSpread(from, to) +
    normalUpperQuantile(1 - power) * spread(from, to)
  return Math.ceil((root / (to - from)) ** 2)
}

/** Contacts needed in each arm to see a difference of means, given the standard deviation of one contact's amount. */
export function contactsPerArmForAmounts(
  difference: number,
  deviation: number,
  { alpha = 0.05, power = 0.8 }: Precision = {},
): number {
  if (!(difference !== 0 && deviation > 0)) {
    throw new RangeError(
      `A difference and a deviation above 0 are needed, not ${difference} and ${deviation}.`,
    )
  }
  const root = normalUpperQuantile(alpha / 2) + normalUpperQuantile(1 - power)
  return Math.ceil(2 * ((root * deviation) / difference) ** 2)
}

/** The chance that `contacts` per arm show the difference between two rates. */
export function powerForRates(from: number, to: number, contacts: number, alpha = 0.05): number {
  const critical = normalUpperQuantile(alpha / 2) * pooledSpread(from, to)
  return normalUpper((critical - Math.abs(to - from) * Math.sqrt(contacts)) / spread(from, to))
}

/**
 * The smallest rise of a rate that `contacts` per arm show with the given power; undefined where even a rise
 * to 100 % would be missed.
 */
export function detectableRise(
  from: number,
  contacts: number,
  { alpha = 0.05, power = 0.8 }: Precision = {},
): number | undefined {
  const missing = (to: number) => powerForRates(from, to, contacts, alpha) - power
  // At 100 % a certain success has no spread; a hair below it the same formula holds.
  const most = 1 - 1e-9
  return from >= most || missing(most) < 0 ? undefined : findRoot(missing, from, most) - from
}

const spread = (p: number, q: number) => Math.sqrt(p * (1 - p) + q * (1 - q))
const pooledSpread = (p: number, q: number) => Math.sqrt(2 * ((p + q) / 2) * (1 - (p + q) / 2))
