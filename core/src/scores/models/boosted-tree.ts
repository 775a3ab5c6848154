import { type BinnedColumn, thresholdOf } from './binning.ts'
import { type BoostedSplit, findBoostedSplit, type GradientUnits, gradientUnits } from './boosted-split.ts'
import { createHistogram, fillHistogram, type Histogram, subtractHistogram } from './histogram.ts'
import { createRowSet, partition } from './row-set.ts'
import { type GrownNode, layOut, type Tree } from './tree.ts'

export interface TreeShape {
  readonly maxLeaves: number
  /** No leaf holds fewer rows. */
  readonly minLeafRows: number
  /** Penalty on a leaf's squared value. */
  readonly l2: number
}

/** A leaf that may still be split. */
interface Leaf {
  readonly node: GrownNode
  readonly start: number
  readonly end: number
  readonly histogram: Histogram
  readonly split: BoostedSplit | undefined
}

/**
 * Grows one tree after another against the gradients of the log loss at `scores` (log-odds, one a
 * row), which each finished tree moves.
 */
export function boostedTreeGrower(
  binned: readonly BinnedColumn[],
  labels: Uint8Array,
  scores: Float64Array,
  shape: TreeShape & { readonly learningRate: number },
): { grow(): Tree } {
  const count = labels.length
  const columns = binned.map(({ bins }) => bins)
  const units = gradientUnits(count)
  const gradients = new Float64Array(count)
  const weights = new Float64Array(count)
  const all = Uint32Array.from({ length: count }, (_, row) => row)
  const set = createRowSet(new Uint32Array(count))
  const inOrder = { first: new Float64Array(count), second: new Float64Array(count) }
  // One for each leaf that can be open at once; a split hands its own on to the larger child.
  const free = Array.from({ length: shape.maxLeaves }, () => createHistogram(columns.length))

  return {
    grow() {
      toGradients(scores, labels, units, gradients, weights)
      set.rows.set(all)
      const histogram = free.pop() as Histogram
      fillHistogram(histogram, columns, all, gradients, weights)
      const leaves: Leaf[] = [openLeaf(0, count, histogram)]
      const root = (leaves[0] as Leaf).node
      while (leaves.length < shape.maxLeaves) {
        const best = mostGain(leaves)
        if (best === undefined) break
        leaves.splice(best, 1, ...splitLeaf(leaves[best] as Leaf))
      }
      for (const leaf of leaves) {
        free.push(leaf.histogram)
        for (let at = leaf.start; at < leaf.end; at += 1) {
          const row = set.rows[at] as number
          scores[row] = (scores[row] as number) + leaf.node.value
        }
      }
      return layOut(root)
    },
  }

  function openLeaf(start: number, end: number, histogram: Histogram): Leaf {
    const { value, split } = findBoostedSplit(histogram, binned, end - start, units, shape)
    return { node: { value: value * shape.learningRate, weight: end - start }, start, end, histogram, split }
  }

  function splitLeaf({ node, start, end, histogram, split }: Leaf): [Leaf, Leaf] {
    const { feature, bin, missingLeft } = split as BoostedSplit
    const middle = partition(set, start, end, columns[feature] as Uint8Array, bin, missingLeft)
    const leftIsSmall = middle - start <= end - middle
    const small = free.pop() as Histogram
    sumRows(small, leftIsSmall ? start : middle, leftIsSmall ? middle : end)
    subtractHistogram(histogram, small)
    const left = openLeaf(start, middle, leftIsSmall ? small : histogram)
    const right = openLeaf(middle, end, leftIsSmall ? histogram : small)
    const threshold = thresholdOf(binned[feature] as BinnedColumn, bin)
    node.split = { feature, threshold, missingLeft, left: left.node, right: right.node }
    return [left, right]
  }

  function sumRows(histogram: Histogram, start: number, end: number): void {
    const rows = set.rows.subarray(start, end)
    const first = inOrder.first.subarray(0, rows.length)
    const second = inOrder.second.subarray(0, rows.length)
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as number
      first[at] = gradients[row] as number
      second[at] = weights[row] as number
    }
    fillHistogram(histogram, columns, rows, first, second)
  }
}

function mostGain(leaves: readonly Leaf[]): number | undefined {
  let best: number | undefined
  let most = 0
  for (const [place, { split }] of leaves.entries())
    if (split && split.gain > most) [best, most] = [place, split.gain]
  return best
}

/** The first derivative of the log loss by the log-odds, and the second with a count of one, in whole units. */
function toGradients(
  scores: Float64Array,
  labels: Uint8Array,
  { gradientScale, curvatureScale, countUnit }: GradientUnits,
  gradients: Float64Array,
  weights: Float64Array,
): void {
  for (let row = 0; row < scores.length; row += 1) {
    const p = 1 / (1 + Math.exp(-(scores[row] as number)))
    gradients[row] = Math.round((p - (labels[row] as number)) * gradientScale)
    // At least one unit, so that no node is without curvature and no step without bound.
    weights[row] = countUnit + 1 + Math.floor(p * (1 - p) * curvatureScale)
  }
}
