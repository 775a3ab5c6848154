import type { Random } from '../data/random.ts'
import { BINS, type BinnedColumn, thresholdOf } from './binning.ts'
import { type ForestSplit, findForestSplit, POSITIVE_UNIT, positivesIn, rowsIn } from './forest-split.ts'
import { createRowSet, partition } from './row-set.ts'
import { type GrownNode, layOut, type Tree } from './tree.ts'

export interface ForestShape {
  /** No leaf holds fewer rows, counted as often as the bootstrap drew them. */
  readonly minLeafRows: number
  /** How many features are tried at each split; more only when none of these can part the node. */
  readonly featuresPerSplit: number
}

/** Grows trees on bootstrap samples, each from its own random source. */
export function forestTreeGrower(
  binned: readonly BinnedColumn[],
  labels: Uint8Array,
  shape: ForestShape,
): (random: Random) => Tree {
  const count = labels.length
  const draws = new Uint32Array(count)
  const packed = new Float64Array(count)
  const histogram = new Float64Array(BINS)
  const order = Uint32Array.from({ length: binned.length }, (_, feature) => feature)

  return random => {
    draws.fill(0)
    for (let draw = 0; draw < count; draw += 1) {
      const row = Math.floor(random() * count)
      draws[row] = (draws[row] as number) + 1
    }
    const drawn = Uint32Array.from({ length: count }, (_, row) => row).filter(
      row => (draws[row] as number) > 0,
    )
    let sum = 0
    for (const row of drawn) {
      packed[row] = (draws[row] as number) * (1 + POSITIVE_UNIT * (labels[row] as number))
      sum += packed[row] as number
    }
    // The choice of features must depend on this tree's random source alone.
    for (let feature = 0; feature < order.length; feature += 1) order[feature] = feature
    const set = createRowSet(drawn)

    const root = openNode(sum)
    // Depth first, the left side on top: the random numbers are drawn in one fixed order.
    const open = [{ node: root, sum, start: 0, end: drawn.length }]
    for (let work = open.pop(); work; work = open.pop()) {
      const { node, start, end } = work
      const split = chooseSplit(set.rows.subarray(start, end), work.sum, random)
      if (!split) continue
      const { feature, bin, missingLeft } = split
      const column = binned[feature] as BinnedColumn
      const middle = partition(set, start, end, column.bins, bin, missingLeft)
      const left = openNode(split.leftSum)
      const right = openNode(work.sum - split.leftSum)
      node.split = { feature, threshold: thresholdOf(column, bin), missingLeft, left, right }
      open.push({ node: right, sum: work.sum - split.leftSum, start: middle, end })
      open.push({ node: left, sum: split.leftSum, start, end: middle })
    }
    return layOut(root)
  }

  function chooseSplit(rows: Uint32Array, sum: number, random: Random): ForestSplit | undefined {
    const positives = positivesIn(sum)
    if (rowsIn(sum) < 2 * shape.minLeafRows || positives === 0 || positives === rowsIn(sum)) return undefined
    let best: ForestSplit | undefined
    for (let tried = 0; tried < order.length; tried += 1) {
      if (tried >= shape.featuresPerSplit && best) break
      const other = tried + Math.floor(random() * (order.length - tried))
      const feature = order[other] as number
      order[other] = order[tried] as number
      order[tried] = feature
      const column = binned[feature] as BinnedColumn
      sumByBin(column.bins, rows, packed, histogram)
      const split = findForestSplit(histogram, column.cuts.length + 1, sum, feature, shape.minLeafRows, best)
      if (split) best = split
    }
    return best
  }
}

const openNode = (sum: number): GrownNode => ({ value: positivesIn(sum) / rowsIn(sum), weight: rowsIn(sum) })

function sumByBin(bins: Uint8Array, rows: Uint32Array, packed: Float64Array, histogram: Float64Array): void {
  histogram.fill(0)
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number
    const bin = bins[row] as number
    histogram[bin] = (histogram[bin] as number) + (packed[row] as number)
  }
}
