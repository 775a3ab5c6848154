/** What one column holds, counted over usable values only. Standard deviation is of the population. */
export interface ColumnSummary {
  readonly usable: number
  /** NaN: nobody said. */
  readonly missing: number
  /** Infinite, or beyond LARGEST_USABLE. */
  readonly unusable: number
  readonly mean: number
  readonly deviation: number
  readonly least: number
  readonly greatest: number
  /** Whether the usable values differ by more than rounding. */
  readonly varies: boolean
}

/** Squares of larger values overflow once they are summed over contacts, and no count or amount is as large. */
const LARGEST_USABLE = 1e100

/** A spread below this share of the values' size is rounding and not variety. */
const ROUNDING = 1e-12

/** Neither missing nor infinite nor so large that its square is. */
export const isUsable = (value: number): boolean => Math.abs(value) <= LARGEST_USABLE

/** Counts, mean and spread of a column. All figures are 0 where no value is usable. */
export function summarise(column: Float64Array): ColumnSummary {
  let usable = 0
  let missing = 0
  // Summed from the first value on, so that a column of equal values has exactly that mean.
  let first = 0
  let beyond = 0
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of column) {
    if (Number.isNaN(value)) missing += 1
    if (!isUsable(value)) continue
    if (usable === 0) first = value
    usable += 1
    beyond += value - first
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  const unusable = column.length - usable - missing
  if (usable === 0)
    return { usable, missing, unusable, mean: 0, deviation: 0, least: 0, greatest: 0, varies: false }
  const mean = first + beyond / usable
  let squares = 0
  for (const value of column) if (isUsable(value)) squares += (value - mean) ** 2
  const deviation = Math.sqrt(squares / usable)
  const varies = deviation > ROUNDING * Math.max(Math.abs(least), Math.abs(greatest))
  return { usable, missing, unusable, mean, deviation, least, greatest, varies }
}

/** The usable values in ascending order. */
export function sortedUsable(column: Float64Array): Float64Array {
  return column.filter(isUsable).sort()
}

/**
 * The value below which a share `p` (0 to 1) of the ascending `sorted` lies, interpolated linearly
 * between neighbours: type 7 of Hyndman & Fan, "Sample quantiles in statistical packages" (1996).
 * Throws a RangeError on an empty column.
 */
export function quantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) throw new RangeError('A quantile needs at least one value.')
  const at = (sorted.length - 1) * p
  const below = Math.floor(at)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return low + (high - low) * (at - below)
}
