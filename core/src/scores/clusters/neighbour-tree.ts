import { type Points, squaredDistance } from './points.ts'

/** Leaves of a few rows are searched faster than split further. */
const LEAF_ROWS = 12

/**
 * Finds the rows within a distance of a row: a k-d tree split at the median of the widest feature.
 * Source: J. L. Bentley, "Multidimensional binary search trees used for associative searching" (1975).
 */
export class NeighbourTree {
  readonly #points: Points
  readonly #order: Int32Array
  /** Of each inner node of the implicit tree: the feature it splits, and where. */
  readonly #feature: number[] = []
  readonly #cut: number[] = []

  constructor(points: Points) {
    this.#points = points
    this.#order = Int32Array.from({ length: points.rows }, (_, row) => row)
    this.#split(0, 0, points.rows)
  }

  /** Writes the rows at most `reach` from `row`, itself included, into `found` and gives their number. */
  within(row: number, reach: number, found: Int32Array): number {
    const { dims, values } = this.#points
    const squaredReach = reach * reach
    let count = 0
    const visit = (node: number, from: number, to: number): void => {
      if (to - from <= LEAF_ROWS) {
        for (let i = from; i < to; i += 1) {
          const other = this.#order[i] as number
          if (squaredDistance(values, row, values, other, dims) > squaredReach) continue
          found[count] = other
          count += 1
        }
        return
      }
      const side =
        (values[row * dims + (this.#feature[node] as number)] as number) - (this.#cut[node] as number)
      const middle = (from + to) >>> 1
      if (side <= reach) visit(2 * node + 1, from, middle)
      if (side >= -reach) visit(2 * node + 2, middle, to)
    }
    visit(0, 0, this.#order.length)
    return count
  }

  /** Sorts the rows of one node along its widest feature; halving keeps the depth at the logarithm of the rows. */
  #split(node: number, from: number, to: number): void {
    if (to - from <= LEAF_ROWS) return
    const { dims, values } = this.#points
    const feature = this.#widest(from, to)
    const middle = (from + to) >>> 1
    this.#order
      .subarray(from, to)
      .sort(
        (a, b) => (values[a * dims + feature] as number) - (values[b * dims + feature] as number) || a - b,
      )
    this.#feature[node] = feature
    this.#cut[node] = values[(this.#order[middle] as number) * dims + feature] as number
    this.#split(2 * node + 1, from, middle)
    this.#split(2 * node + 2, middle, to)
  }

  #widest(from: number, to: number): number {
    const { dims, values } = this.#points
    let widest = 0
    let most = -1
    for (let d = 0; d < dims; d += 1) {
      let least = Number.POSITIVE_INFINITY
      let greatest = Number.NEGATIVE_INFINITY
      for (let i = from; i < to; i += 1) {
        const value = values[(this.#order[i] as number) * dims + d] as number
        if (value < least) least = value
        if (value > greatest) greatest = value
      }
      if (greatest - least > most) {
        most = greatest - least
        widest = d
      }
    }
    return widest
  }
}
