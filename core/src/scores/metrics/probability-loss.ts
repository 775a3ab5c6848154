import { SMALLEST_PROBABILITY } from '../models/log-odds.ts'

/** Mean negative log-likelihood (natural logarithm); probabilities are kept 1e-15 away from 0 and 1. 0 without rows. */
export function logLoss(labels: ArrayLike<number>, probabilities: Float64Array): number {
  return mean(probabilities, (probability, row) => rowLogLoss(labels[row] as number, probability))
}

/** One row's negative log-likelihood. */
export function rowLogLoss(label: number, probability: number): number {
  const right = label === 1 ? probability : 1 - probability
  return -Math.log(Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, right)))
}

/** Mean squared distance of probability and label (Brier 1950). 0 without rows. */
export function brierScore(labels: ArrayLike<number>, probabilities: Float64Array): number {
  return mean(probabilities, (probability, row) => (probability - (labels[row] as number)) ** 2)
}

function mean(probabilities: Float64Array, of: (probability: number, row: number) => number): number {
  let sum = 0
  for (let row = 0; row < probabilities.length; row += 1) sum += of(probabilities[row] as number, row)
  return probabilities.length === 0 ? 0 : sum / probabilities.length
}
