import type { Labels } from './points.ts'

/** How many rows each pair of a cluster of `a` and a cluster of `b` shares: `table[i * kb + j]`. Rows of no cluster are left out. */
export function sharedRows(a: Labels, b: Labels, ka: number, kb: number): Int32Array {
  const table = new Int32Array(ka * kb)
  for (let row = 0; row < a.length; row += 1) {
    const [i, j] = [a[row] as number, b[row] as number]
    if (i >= 0 && j >= 0) table[i * kb + j] = (table[i * kb + j] as number) + 1
  }
  return table
}

/**
 * How far two clusterings of the same rows agree, 1 for the same one and about 0 for chance: the
 * adjusted Rand index of L. Hubert & P. Arabie, "Comparing partitions" (1985).
 */
export function adjustedRand(a: Labels, b: Labels): number {
  const ka = 1 + a.reduce((most, label) => Math.max(most, label), -1)
  const kb = 1 + b.reduce((most, label) => Math.max(most, label), -1)
  const table = sharedRows(a, b, ka, kb)
  const first = new Float64Array(ka)
  const second = new Float64Array(kb)
  let both = 0
  let rows = 0
  table.forEach((count, at) => {
    const i = Math.floor(at / kb)
    const j = at % kb
    first[i] = (first[i] as number) + count
    second[j] = (second[j] as number) + count
    both += pairs(count)
    rows += count
  })
  const inFirst = first.reduce((total, count) => total + pairs(count), 0)
  const inSecond = second.reduce((total, count) => total + pairs(count), 0)
  const chance = rows < 2 ? 0 : (inFirst * inSecond) / pairs(rows)
  const most = (inFirst + inSecond) / 2
  // Both put every row alone, or all rows together: the same clustering, said without a pair to count.
  return most === chance ? 1 : (both - chance) / (most - chance)
}

const pairs = (count: number): number => (count * (count - 1)) / 2
