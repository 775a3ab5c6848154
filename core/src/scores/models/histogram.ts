import { BINS } from './binning.ts'

/**
 * Per feature and bin two sums over the rows of one node: `first` and `second`, at
 * `feature * BINS + bin`. Both are whole numbers below 2^53, so adding and subtracting is exact in
 * any order.
 */
export interface Histogram {
  readonly first: Float64Array
  readonly second: Float64Array
}

export function createHistogram(features: number): Histogram {
  return { first: new Float64Array(features * BINS), second: new Float64Array(features * BINS) }
}

/**
 * Sums `first` and `second` of the given rows by bin. `first[i]` belongs to row `rows[i]`, which
 * keeps the reads in order. Four columns at a time: the rows and their sums are read once for four,
 * and an addition to one histogram need not wait for the one before it in another.
 */
export function fillHistogram(
  histogram: Histogram,
  columns: readonly Uint8Array[],
  rows: Uint32Array,
  first: Float64Array,
  second: Float64Array,
): void {
  histogram.first.fill(0)
  histogram.second.fill(0)
  const view = (sums: Float64Array, place: number) => sums.subarray(place * BINS, (place + 1) * BINS)
  let place = 0
  for (; place + 4 <= columns.length; place += 4)
    addFour(
      columns.slice(place, place + 4) as Four<Uint8Array>,
      [0, 1, 2, 3].map(i => view(histogram.first, place + i)) as Four<Float64Array>,
      [0, 1, 2, 3].map(i => view(histogram.second, place + i)) as Four<Float64Array>,
      rows,
      first,
      second,
    )
  for (; place < columns.length; place += 1)
    addOne(
      columns[place] as Uint8Array,
      view(histogram.first, place),
      view(histogram.second, place),
      rows,
      first,
      second,
    )
}

/** Turns the histogram of a node into that of the child whose sibling is given. */
export function subtractHistogram(from: Histogram, sibling: Histogram): void {
  const { first, second } = from
  for (let cell = 0; cell < first.length; cell += 1) {
    first[cell] = (first[cell] as number) - (sibling.first[cell] as number)
    second[cell] = (second[cell] as number) - (sibling.second[cell] as number)
  }
}

type Four<T> = [T, T, T, T]

function addFour(
  [a, b, c, d]: Four<Uint8Array>,
  [fa, fb, fc, fd]: Four<Float64Array>,
  [sa, sb, sc, sd]: Four<Float64Array>,
  rows: Uint32Array,
  first: Float64Array,
  second: Float64Array,
): void {
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number
    const x = first[at] as number
    const y = second[at] as number
    const p = a[row] as number
    const q = b[row] as number
    const r = c[row] as number
    const s = d[row] as number
    fa[p] = (fa[p] as number) + x
    sa[p] = (sa[p] as number) + y
    fb[q] = (fb[q] as number) + x
    sb[q] = (sb[q] as number) + y
    fc[r] = (fc[r] as number) + x
    sc[r] = (sc[r] as number) + y
    fd[s] = (fd[s] as number) + x
    sd[s] = (sd[s] as number) + y
  }
}

function addOne(
  column: Uint8Array,
  firsts: Float64Array,
  seconds: Float64Array,
  rows: Uint32Array,
  first: Float64Array,
  second: Float64Array,
): void {
  for (let at = 0; at < rows.length; at += 1) {
    const bin = column[rows[at] as number] as number
    firsts[bin] = (firsts[bin] as number) + (first[at] as number)
    seconds[bin] = (seconds[bin] as number) + (second[at] as number)
  }
}
