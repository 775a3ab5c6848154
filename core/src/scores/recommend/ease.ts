import type { Interactions } from './interactions.ts'
import { type Neighbours, neighboursOf, strongest } from './neighbours.ts'
import { invertSymmetric } from './symmetric-inverse.ts'

export interface EaseOptions {
  /** L2 penalty, in contacts: larger trusts pairs of few contacts less. */
  readonly lambda: number
  /** Sources kept for each item. */
  readonly neighbours: number
}

/**
 * What speaks for an item by the linear model that predicts each item of a contact from the others, with
 * the least squared error and no item speaking for itself. With P = (XᵀX + λI)⁻¹ the weight of source i for
 * target j is −P_ij / P_jj. Source: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW
 * 2019. The matrix takes 8 bytes for every two items while it trains.
 */
export function trainEase(interactions: Interactions, { lambda, neighbours }: EaseOptions): Neighbours {
  const size = interactions.items.length
  const matrix = together(interactions)
  for (let item = 0; item < size; item += 1)
    matrix[item * size + item] = (matrix[item * size + item] as number) + lambda
  invertSymmetric(matrix)
  const weights = new Float64Array(size)
  return neighboursOf(size, target => {
    // The inverse is symmetric: a target's column is its row.
    const row = matrix.subarray(target * size, (target + 1) * size)
    const own = row[target] as number
    for (let item = 0; item < size; item += 1) weights[item] = -(row[item] as number) / own
    weights[target] = 0
    const items = strongest(weights, neighbours)
    return { items, weights: items.map(item => weights[item] as number) }
  })
}

/** For every two items the contacts that have both. */
function together({ items, starts, item }: Interactions): Float64Array {
  const size = items.length
  const counts = new Float64Array(size * size)
  for (let contact = 0; contact + 1 < starts.length; contact += 1) {
    const end = starts[contact + 1] as number
    for (let a = starts[contact] as number; a < end; a += 1) {
      const row = (item[a] as number) * size
      for (let b = starts[contact] as number; b < end; b += 1) {
        const at = row + (item[b] as number)
        counts[at] = (counts[at] as number) + 1
      }
    }
  }
  return counts
}
