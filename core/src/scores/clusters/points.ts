import type { FeatureTable } from '../data/feature-table.ts'
import { isUsable } from '../prepare/column-summary.ts'

/** Rows as points of a space, row by row: coordinate `d` of row `i` is `values[i * dims + d]`. All are finite. */
export interface Points {
  readonly rows: number
  readonly dims: number
  readonly values: Float64Array
}

/** The cluster of each row, 0 to k − 1; −1 where it belongs to none. */
export type Labels = Int32Array

/**
 * Turns prepared columns into points. Throws a RangeError naming the feature and row of a value that
 * is missing, infinite or so large that its square is, since every distance to it would be NaN or infinite.
 */
export function pointsOf(table: FeatureTable): Points {
  const dims = table.columns.length
  const values = new Float64Array(table.rows * dims)
  table.columns.forEach((column, d) => {
    for (let row = 0; row < table.rows; row += 1) {
      const value = column[row] as number
      if (!isUsable(value))
        throw new RangeError(
          `Row ${row} of the feature \`${table.names[d]}\` is ${value}; impute missing values before clustering.`,
        )
      values[row * dims + d] = value
    }
  })
  return { rows: table.rows, dims, values }
}

/** Some of the points, in the order given. */
export function pickPoints({ dims, values }: Points, rows: ArrayLike<number>): Points {
  const picked = new Float64Array(rows.length * dims)
  for (let i = 0; i < rows.length; i += 1) {
    const from = (rows[i] as number) * dims
    picked.set(values.subarray(from, from + dims), i * dims)
  }
  return { rows: rows.length, dims, values: picked }
}

/**
 * The squared distance of row `i` of `a` and row `j` of `b`, both with `dims` coordinates. Four sums
 * run beside each other, since each addition to one sum would wait for the one before it.
 */
export function squaredDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  dims: number,
): number {
  let p = i * dims
  let q = j * dims
  const end = p + dims
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (; p + 3 < end; p += 4, q += 4) {
    const g0 = (a[p] as number) - (b[q] as number)
    const g1 = (a[p + 1] as number) - (b[q + 1] as number)
    const g2 = (a[p + 2] as number) - (b[q + 2] as number)
    const g3 = (a[p + 3] as number) - (b[q + 3] as number)
    s0 += g0 * g0
    s1 += g1 * g1
    s2 += g2 * g2
    s3 += g3 * g3
  }
  for (; p < end; p += 1, q += 1) {
    const gap = (a[p] as number) - (b[q] as number)
    s0 += gap * gap
  }
  return s0 + s1 + (s2 + s3)
}

/** Rows per cluster; rows of none are not counted. */
export function sizesOf(labels: Labels, k: number): number[] {
  const sizes = Array.from({ length: k }, () => 0)
  for (const label of labels) if (label >= 0) sizes[label] = (sizes[label] as number) + 1
  return sizes
}

/** The mean point of each cluster; an empty cluster's is the origin. */
export function centresOf({ rows, dims, values }: Points, labels: Labels, k: number): Float64Array {
  const centres = new Float64Array(k * dims)
  for (let row = 0; row < rows; row += 1) {
    const label = labels[row] as number
    if (label < 0) continue
    for (let d = 0; d < dims; d += 1)
      centres[label * dims + d] = (centres[label * dims + d] as number) + (values[row * dims + d] as number)
  }
  sizesOf(labels, k).forEach((size, label) => {
    for (let d = 0; d < dims; d += 1)
      centres[label * dims + d] = (centres[label * dims + d] as number) / Math.max(1, size)
  })
  return centres
}
