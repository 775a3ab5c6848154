import { digamma } from '../statistics/digamma.ts'
import { logBeta } from '../statistics/log-gamma.ts'
import { maximise } from './maximise.ts'

/** What a purchase is worth: amounts vary around a mean of each contact's own. p, q, v as in the paper. */
export interface SpendModel {
  readonly p: number
  readonly q: number
  readonly v: number
  readonly logLikelihood: number
  /** Contacts with a positive mean amount; the others say nothing about amounts. */
  readonly contacts: number
}

/** Contacts with purchases of a positive mean amount, and how many have n purchases. */
interface Sample {
  readonly counts: Float64Array
  readonly means: Float64Array
  readonly contactsByCount: ReadonlyMap<number, number>
}

/**
 * The Gamma-Gamma model of mean amounts over `counts` purchases each, by maximum likelihood. Means of zero
 * and contacts without purchases are passed over; undefined without any other. Source: Fader & Hardie 2013,
 * "The Gamma-Gamma model of monetary value".
 */
export function fitSpend(counts: ArrayLike<number>, means: ArrayLike<number>): SpendModel | undefined {
  const sample = positive(counts, means)
  const contacts = sample.means.length
  if (contacts === 0) return undefined
  // Amounts are fitted in units of the typical one, so that yen and euros meet the same search.
  const typical = sample.means.reduce((sum, mean) => sum + mean, 0) / contacts
  const scaled = { ...sample, means: sample.means.map(mean => mean / typical) }
  const found = maximise((parameters, gradient) => likelihood(parameters, scaled, gradient), [3, 3, 1])
  const [p, q, v] = found.parameters as unknown as [number, number, number]
  return { p, q, v: v * typical, logLikelihood: found.value - contacts * Math.log(typical), contacts }
}

/**
 * The mean amount to expect of somebody whose `count` purchases had the mean `mean`: between theirs and
 * everybody's, the closer to theirs the more they bought.
 */
export function expectedAmount({ p, q, v }: SpendModel, count: number, mean: number): number {
  // With q <= 1 the mean over everybody is infinite; the own mean still is not.
  const weight = p * count + q - 1
  return weight > 0 ? (p * (v + count * mean)) / weight : mean
}

function positive(counts: ArrayLike<number>, means: ArrayLike<number>): Sample {
  const rows = Array.from({ length: counts.length }, (_, i) => i).filter(
    i => (counts[i] as number) > 0 && (means[i] as number) > 0,
  )
  const contactsByCount = new Map<number, number>()
  for (const i of rows) {
    const count = counts[i] as number
    contactsByCount.set(count, (contactsByCount.get(count) ?? 0) + 1)
  }
  return {
    counts: Float64Array.from(rows, i => counts[i] as number),
    means: Float64Array.from(rows, i => means[i] as number),
    contactsByCount,
  }
}

function likelihood(parameters: Float64Array, sample: Sample, gradient: Float64Array): number {
  const [p, q, v] = parameters as unknown as [number, number, number]
  const { counts, means, contactsByCount } = sample
  const contacts = means.length
  const logV = Math.log(v)
  let sum = contacts * q * logV
  let slopeP = 0
  let slopeQ = contacts * (logV - digamma(q))
  let slopeV = (contacts * q) / v
  for (const [count, number] of contactsByCount) {
    const both = digamma(p * count + q)
    sum -= number * logBeta(p * count, q)
    slopeP += number * count * (both - digamma(p * count))
    slopeQ += number * both
  }
  for (let i = 0; i < contacts; i += 1) {
    const count = counts[i] as number
    const total = count * (means[i] as number)
    const logTotal = Math.log(total)
    const logAll = Math.log(total + v)
    sum += p * count * logTotal - Math.log(means[i] as number) - (p * count + q) * logAll
    slopeP += count * (logTotal - logAll)
    slopeQ -= logAll
    slopeV -= (p * count + q) / (total + v)
  }
  gradient[0] = slopeP * p
  gradient[1] = slopeQ * q
  gradient[2] = slopeV * v
  return sum
}
