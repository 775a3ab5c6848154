import { rocArea } from '../metrics/area.ts'
import { logLoss, rowLogLoss } from '../metrics/probability-loss.ts'
import { rank } from '../metrics/ranking.ts'
import type { Model } from './model.ts'
import type { Competitor } from './propensity.ts'

/**
 * The model to serve, by log loss on rows that none of them saw: the first of the given ones that is
 * not clearly worse than the best (Breiman et al. 1984, the one-standard-error rule), so that chance
 * among the held rows does not outvote the order in which the kinds are trusted.
 */
export function choose(
  models: readonly Model[],
  predictions: readonly Float64Array[],
  labels: Uint8Array,
): { best: number; competitors: Competitor[] } {
  const competitors = models.map(({ kind }, index) => ({
    kind,
    logLoss: logLoss(labels, predictions[index] as Float64Array),
    rocAuc: rocArea(rank(labels, predictions[index] as Float64Array)),
  }))
  const losses = competitors.map(competitor => competitor.logLoss)
  const lowest = losses.indexOf(Math.min(...losses))
  const best = models.findIndex((_, index) =>
    isNotClearlyWorse(predictions[index] as Float64Array, predictions[lowest] as Float64Array, labels),
  )
  return { best, competitors }
}

/** Whether `one` loses to `best` by less than one standard error of the paired difference of log loss. */
export function isNotClearlyWorse(one: Float64Array, best: Float64Array, labels: Uint8Array): boolean {
  const differences = one.map((probability, row) => {
    const label = labels[row] as number
    return rowLogLoss(label, probability) - rowLogLoss(label, best[row] as number)
  })
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0)
  return mean <= Math.sqrt(squares) / differences.length
}
