import { MISSING_BIN } from './binning.ts'

/**
 * Rows and positives share one number (rows + positives × this), exact to 2^26 rows, so that a
 * histogram needs one addition a row.
 */
export const POSITIVE_UNIT = 2 ** 26

export const positivesIn = (sum: number): number => Math.floor(sum / POSITIVE_UNIT)
export const rowsIn = (sum: number): number => sum - positivesIn(sum) * POSITIVE_UNIT

export interface ForestSplit {
  readonly feature: number
  /** Bins up to this one go left. */
  readonly bin: number
  readonly missingLeft: boolean
  /** Sum of squared positives over rows of both sides: the larger, the purer (Gini). */
  readonly purity: number
  /** Rows and positives of the left side, packed. */
  readonly leftSum: number
}

/** The best split of one feature if it is purer than `best` (or, without one, than the node itself). */
export function findForestSplit(
  histogram: Float64Array,
  bins: number,
  sum: number,
  feature: number,
  minLeafRows: number,
  best: ForestSplit | undefined,
): ForestSplit | undefined {
  const positives = positivesIn(sum)
  const rows = rowsIn(sum)
  const missing = histogram[MISSING_BIN] as number
  let most = best?.purity ?? ((positives * positives) / rows) * (1 + 1e-12)
  let found: ForestSplit | undefined
  // Both sides are tried for missing values; where a node has none, one is enough.
  for (let side = missing > 0 ? 1 : 0; side >= 0; side -= 1) {
    let left = side === 1 ? missing : 0
    // The last bin is a place to split only when missing values are then alone on the right.
    const end = missing > 0 && side === 0 ? bins : bins - 1
    for (let bin = 0; bin < end; bin += 1) {
      const here = histogram[bin] as number
      if (here === 0) continue
      left += here
      const leftPositives = Math.floor(left / POSITIVE_UNIT)
      const leftRows = left - leftPositives * POSITIVE_UNIT
      if (leftRows < minLeafRows) continue
      const rightRows = rows - leftRows
      if (rightRows < minLeafRows) break
      const rightPositives = positives - leftPositives
      const purity =
        (leftPositives * leftPositives) / leftRows + (rightPositives * rightPositives) / rightRows
      if (purity > most) {
        most = purity
        // Where no missing value was seen, one goes with the majority.
        const missingLeft = missing > 0 ? side === 1 : leftRows > rightRows
        found = { feature, bin, missingLeft, purity, leftSum: left }
      }
    }
  }
  return found
}
