import { createRandom } from '../data/random.ts'
import type { Linkage } from './agglomerate.ts'
import { sharedRows } from './agreement.ts'
import { groupPoints } from './group-points.ts'
import { type Labels, type Points, pickPoints } from './points.ts'
import { sampleRows } from './sample-rows.ts'

export interface StabilityOptions {
  /** Bootstrap samples; with 0 the answer is empty. */
  readonly stabilityDraws: number
  /** How each is grouped: as the clusters were. */
  readonly method: 'k-means' | Linkage
  /** k-means starts on each. */
  readonly starts: number
  readonly seed: number
}

/** A bootstrap sample of this many rows says as much as one of a million, and is drawn many times. */
const MOST_DRAWN_ROWS = 5_000
/** A tree takes time by the square of its rows. */
const MOST_TREE_ROWS = 2_000

/**
 * How surely each cluster comes back when the rows are drawn anew: the mean Jaccard overlap with its
 * most similar cluster in each of `draws` bootstrap samples. Above 0.85 a cluster is very stable; at
 * 0.6 or less it should not be trusted.
 * Source: C. Hennig, "Cluster-wise assessment of cluster stability" (2007).
 */
export function stabilityOf(points: Points, labels: Labels, options: StabilityOptions): number[] {
  const { stabilityDraws: draws, method, starts, seed } = options
  const k = clustersIn(labels)
  const most = method === 'k-means' ? MOST_DRAWN_ROWS : MOST_TREE_ROWS
  const chosen = sampleRows(points.rows, most, seed)
  const own = pickPoints(points, chosen)
  const totals = Array.from({ length: draws > 0 ? k : 0 }, () => 0)
  const random = createRandom(seed)
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = Int32Array.from({ length: own.rows }, () => Math.floor(random() * own.rows))
    const again = groupPoints(pickPoints(own, drawn), k, { method, starts, seed: seed + draw + 1 })
    // Each drawn row counts once, however often it was drawn.
    const after = new Int32Array(own.rows).fill(-1)
    drawn.forEach((row, i) => {
      after[row] = again[i] as number
    })
    const before = after.map((label, i) => (label === -1 ? -1 : (labels[chosen[i] as number] as number)))
    bestOverlaps(sharedRows(before, after, k, clustersIn(again)), k).forEach((overlap, j) => {
      totals[j] = (totals[j] as number) + overlap / draws
    })
  }
  return totals
}

const clustersIn = (labels: Labels): number => 1 + labels.reduce((most, label) => Math.max(most, label), -1)

/** The largest Jaccard overlap of each of the first clusters: rows shared over rows in either. */
function bestOverlaps(table: Int32Array, k: number): number[] {
  const others = table.length / k
  const sums = Array.from({ length: others }, (_, j) =>
    Array.from({ length: k }, (_, i) => table[i * others + j] as number).reduce((a, b) => a + b, 0),
  )
  return Array.from({ length: k }, (_, i) => {
    const row = table.subarray(i * others, (i + 1) * others)
    const size = row.reduce((a, b) => a + b, 0)
    return row.reduce(
      (most, shared, j) => Math.max(most, shared / Math.max(1, size + (sums[j] as number) - shared)),
      0,
    )
  })
}
