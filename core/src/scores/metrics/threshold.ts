import { positivesByGroup, type Ranking } from './ranking.ts'

/** What follows from calling every row at or above a threshold positive. */
export interface Decisions {
  readonly threshold: number
  readonly accuracy: number
  /** Of the rows called positive, how many are; null where none is called so. */
  readonly precision: number | null
  /** Of the positive rows, how many are called so; null where there is none. */
  readonly recall: number | null
}

export function decisionsAt(
  threshold: number,
  labels: ArrayLike<number>,
  probabilities: Float64Array,
): Decisions {
  let [called, right, positives, hits] = [0, 0, 0, 0]
  for (let row = 0; row < probabilities.length; row += 1) {
    const label = labels[row] as number
    const call = (probabilities[row] as number) >= threshold ? 1 : 0
    called += call
    positives += label
    hits += call * label
    right += call === label ? 1 : 0
  }
  return {
    threshold,
    accuracy: probabilities.length === 0 ? 0 : right / probabilities.length,
    precision: called === 0 ? null : hits / called,
    recall: positives === 0 ? null : hits / positives,
  }
}

/** The score with the best F1 (harmonic mean of precision and recall), the highest of equals; 0.5 without positives. */
export function bestThreshold(ranking: Ranking): number {
  const seen = positivesByGroup(ranking)
  const positives = seen.at(-1) ?? 0
  let best = 0.5
  let most = 0
  for (const [group, end] of ranking.ends.entries()) {
    const f1 = (2 * (seen[group] as number)) / (end + positives)
    if (f1 > most) [most, best] = [f1, ranking.scores[end - 1] as number]
  }
  return best
}
