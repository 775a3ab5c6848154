/**
 * The rank of every value from 1 upwards, equal values sharing the mean of theirs. NaN has no rank and
 * gets NaN.
 */
export function midranks(values: Float64Array): Float64Array {
  const sorted = Float64Array.from(values).sort()
  const ranks = new Float64Array(values.length)
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    ranks[i] = Number.isNaN(value)
      ? Number.NaN
      : (firstAbove(sorted, value, false) + firstAbove(sorted, value, true) + 1) / 2
  }
  return ranks
}

/** How many sorted values lie below `value`, or at most at it; NaN sorts last and is above everything. */
function firstAbove(sorted: Float64Array, value: number, inclusive: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = sorted[middle] as number
    if (at < value || (inclusive && at === value)) low = middle + 1
    else high = middle
  }
  return low
}
