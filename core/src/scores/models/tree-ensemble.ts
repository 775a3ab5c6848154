import { isUsable } from '../prepare/column-summary.ts'
import type { Tree } from './tree.ts'

/** Rows that pass through all trees together: their values stay in the processor's cache. */
const BLOCK = 1024

/** Adds the output of every tree to `sums`, one number a row. */
export function addTreeOutputs(
  trees: readonly Tree[],
  columns: readonly Float64Array[],
  sums: Float64Array,
): void {
  const compact = trees.map(compactOf)
  const width = columns.length
  const block = new Float64Array(BLOCK * width)
  for (let from = 0; from < sums.length; from += BLOCK) {
    const size = Math.min(BLOCK, sums.length - from)
    for (let place = 0; place < width; place += 1) {
      const column = columns[place] as Float64Array
      for (let row = 0, at = place; row < size; row += 1, at += width) {
        const value = column[from + row] as number
        // Infinity is a missing value to every model.
        block[at] = isUsable(value) ? value : Number.NaN
      }
    }
    const part = sums.subarray(from, from + size)
    for (const tree of compact) addBlock(tree, block, width, part)
  }
}

interface CompactTree {
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly missingLeft: Uint8Array
  readonly right: Int32Array
  readonly value: Float64Array
}

const compactOf = (tree: Tree): CompactTree => ({
  feature: Int32Array.from(tree.feature),
  threshold: Float64Array.from(tree.threshold),
  missingLeft: Uint8Array.from(tree.missingLeft),
  right: Int32Array.from(tree.right),
  value: Float64Array.from(tree.value),
})

function addBlock(
  { feature, threshold, missingLeft, right, value }: CompactTree,
  block: Float64Array,
  width: number,
  sums: Float64Array,
): void {
  for (let row = 0, base = 0; row < sums.length; row += 1, base += width) {
    let node = 0
    for (let next = right[0] as number; next !== 0; next = right[node] as number) {
      const x = block[base + (feature[node] as number)] as number
      const left = x <= (threshold[node] as number) || (Number.isNaN(x) && missingLeft[node] === 1)
      node = left ? node + 1 : next
    }
    sums[row] = (sums[row] as number) + (value[node] as number)
  }
}
