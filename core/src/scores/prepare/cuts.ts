import { quantile, sortedUsable } from './column-summary.ts'

/** The values at which a column is cut into parts of about equal numbers of training rows, ascending. */
export interface Cuts {
  readonly cuts: readonly number[]
}

/**
 * Learns the cut points: 4 parts are quartiles. A column without a usable value has no cuts, and all
 * of its rows are in part 1. Throws a RangeError on fewer than two parts.
 */
export function fitCuts(column: Float64Array, parts: number): Cuts {
  if (!Number.isInteger(parts) || parts < 2 || parts > 255)
    throw new RangeError(`A column is cut into 2 to 255 parts, not ${parts}.`)
  const sorted = sortedUsable(column)
  if (sorted.length === 0) return { cuts: [] }
  return { cuts: Array.from({ length: parts - 1 }, (_, part) => quantile(sorted, (part + 1) / parts)) }
}

/**
 * The part of each value, 1 for the lowest; 0 for a missing one. A value on a cut belongs to the part
 * below it, so that equal values are always in the same part, whatever their order.
 */
export function applyCuts({ cuts }: Cuts, column: Float64Array): Uint8Array {
  return Uint8Array.from(column, value => {
    if (Number.isNaN(value)) return 0
    let part = 1
    for (const cut of cuts) if (value > cut) part += 1
    return part
  })
}
