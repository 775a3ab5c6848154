import type { FeatureTable } from '../data/feature-table.ts'
import { blendOf } from './blend.ts'
import { trainBoosting } from './boosting.ts'
import { trainForest } from './forest.ts'
import { trainLogistic } from './logistic.ts'
import type { Model } from './model.ts'

/**
 * The kinds of model that compete for a propensity, in the order of trust between equals: the blend
 * hedges between a line, which goes on beyond the values it saw, and trees, which do not; then
 * what bends least, since that breaks least when behaviour shifts.
 */
export const CANDIDATES = ['blend', 'logistic', 'forest', 'boosting'] as const
export type CandidateKind = (typeof CANDIDATES)[number]

/** Rows of the rarer class that a kind needs before it is worth trying. */
export const MIN_POSITIVES: Readonly<Record<CandidateKind, number>> = {
  logistic: 100,
  forest: 200,
  blend: 1_000,
  boosting: 1_000,
}

/** Boosting adds trees until the held rows stop getting better, and at most this many. */
const MOST_TREES = 400

/** The number of boosted trees after which rows that were not trained on stop getting better. */
export function boostedTreesNeeded(
  fit: { readonly table: FeatureTable; readonly labels: Uint8Array },
  stopOn: { readonly table: FeatureTable; readonly labels: Uint8Array },
): number {
  return trainBoosting(fit.table, fit.labels, { iterations: MOST_TREES, stopOn }).trees.length
}

/** Trains several kinds on the same rows; a blend is made of the other two where they are trained anyway. */
export function trainCandidates(
  kinds: readonly CandidateKind[],
  table: FeatureTable,
  labels: Uint8Array,
  { seed, iterations }: { readonly seed: number; readonly iterations: number },
): Model[] {
  const needs = (...any: CandidateKind[]) => kinds.some(kind => any.includes(kind))
  const logistic = needs('logistic', 'blend') ? trainLogistic(table, labels) : undefined
  const boosting = needs('boosting', 'blend') ? trainBoosting(table, labels, { iterations }) : undefined
  return kinds.flatMap((kind): Model[] => {
    if (kind === 'forest') return [trainForest(table, labels, { seed })]
    if (kind === 'blend') return logistic && boosting ? [blendOf(logistic, boosting)] : []
    const model = kind === 'logistic' ? logistic : boosting
    return model ? [model] : []
  })
}
