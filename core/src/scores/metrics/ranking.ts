/**
 * Rows by falling score. Rows of the same score share the mean of their labels, so that no measure
 * depends on the order in which equals happened to come.
 */
export interface Ranking {
  /** Falling. */
  readonly scores: Float64Array
  /** Each place's share of a positive, 0 to 1. */
  readonly labels: Float64Array
  /** Where each group of equal scores ends, rising; the last is the number of rows. */
  readonly ends: readonly number[]
}

export function rank(labels: ArrayLike<number>, scores: Float64Array): Ranking {
  const order = Uint32Array.from(scores, (_, row) => row).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  )
  const sorted = Float64Array.from(order, row => scores[row] as number)
  const shared = new Float64Array(order.length)
  const ends: number[] = []
  for (let start = 0, end = 0; start < order.length; start = end) {
    let positives = 0
    for (; end < order.length && sorted[end] === sorted[start]; end += 1)
      positives += labels[order[end] as number] as number
    shared.fill(positives / (end - start), start, end)
    ends.push(end)
  }
  return { scores: sorted, labels: shared, ends }
}

/** Positives among the first rows of the ranking, after each group of equals; the last is all of them. */
export function positivesByGroup({ labels, ends }: Ranking): number[] {
  let start = 0
  let positives = 0
  return ends.map(end => {
    positives += Math.round((labels[start] as number) * (end - start))
    start = end
    return positives
  })
}
