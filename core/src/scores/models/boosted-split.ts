import { BINS, type BinnedColumn, MISSING_BIN } from './binning.ts'
import type { Histogram } from './histogram.ts'

/**
 * The units in which derivatives are rounded to whole numbers. A row's count and curvature share one
 * number (count × `countUnit` + curvature), so that a histogram needs two additions a cell and not three.
 */
export interface GradientUnits {
  readonly gradientScale: number
  readonly curvatureScale: number
  readonly countUnit: number
}

/** Whole numbers to 2^53 are exact in a double. */
const EXACT_BITS = 53

/** The finest units in which no sum over `rows` rows can leave the exact range. */
export function gradientUnits(rows: number): GradientUnits {
  const rowBits = Math.ceil(Math.log2(rows + 1))
  const countBits = EXACT_BITS - rowBits
  return {
    gradientScale: 2 ** Math.min(40, countBits - 1),
    // A curvature is at most 1/4, which is worth two bits; one is left for rounding up.
    curvatureScale: 2 ** (countBits - rowBits + 1),
    countUnit: 2 ** countBits,
  }
}

export interface BoostedSplit {
  readonly feature: number
  /** Bins up to this one go left. */
  readonly bin: number
  readonly missingLeft: boolean
  readonly gain: number
}

/**
 * The Newton value of a node and its best split: the one that most reduces the second-order
 * approximation of the penalised loss (Chen & Guestrin 2016, equation 7). Equal gains are decided for
 * the first feature and the lowest bin.
 */
export function findBoostedSplit(
  { first, second }: Histogram,
  binned: readonly BinnedColumn[],
  rows: number,
  units: GradientUnits,
  { minLeafRows, l2 }: { readonly minLeafRows: number; readonly l2: number },
): { value: number; split: BoostedSplit | undefined } {
  const { countUnit, gradientScale, curvatureScale } = units
  let gradient = 0
  let packed = 0
  for (let cell = 0; cell < BINS; cell += 1) {
    gradient += first[cell] as number
    packed += second[cell] as number
  }
  const penalty = l2 * curvatureScale
  const curvature = packed - rows * countUnit
  const value = (-gradient / (curvature + penalty)) * (curvatureScale / gradientScale)
  const parent = (gradient * gradient) / (curvature + penalty)
  if (rows < 2 * minLeafRows) return { value, split: undefined }

  let split: BoostedSplit | undefined
  // A gain that is nothing but rounding is none.
  let most = parent * 1e-12
  for (let feature = 0; feature < binned.length; feature += 1) {
    const from = feature * BINS
    const bins = (binned[feature] as BinnedColumn).cuts.length + 1
    const missing = second[from + MISSING_BIN] as number
    const missingGradient = first[from + MISSING_BIN] as number
    // Both sides are tried for missing values; where a node has none, one is enough.
    for (let side = missing > 0 ? 1 : 0; side >= 0; side -= 1) {
      let leftGradient = side === 1 ? missingGradient : 0
      let left = side === 1 ? missing : 0
      // The last bin is a place to split only when missing values are then alone on the right.
      const end = missing > 0 && side === 0 ? bins : bins - 1
      for (let bin = 0; bin < end; bin += 1) {
        const here = second[from + bin] as number
        if (here === 0) continue
        left += here
        leftGradient += first[from + bin] as number
        const leftRows = Math.floor(left / countUnit)
        if (leftRows < minLeafRows) continue
        if (rows - leftRows < minLeafRows) break
        const leftCurvature = left - leftRows * countUnit
        const rightGradient = gradient - leftGradient
        const gain =
          (leftGradient * leftGradient) / (leftCurvature + penalty) +
          (rightGradient * rightGradient) / (curvature - leftCurvature + penalty) -
          parent
        if (gain > most) {
          most = gain
          // Where no missing value was seen, one goes with the majority (as in scikit-learn).
          split = { feature, bin, missingLeft: missing > 0 ? side === 1 : 2 * leftRows > rows, gain }
        }
      }
    }
  }
  return { value, split }
}
