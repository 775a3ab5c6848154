import { isUsable } from '../prepare/column-summary.ts'
import { createBinLookup } from './bin-lookup.ts'

/** The bin of a value that is missing or not usable; values take bins 0 to at most 254. */
export const MISSING_BIN = 255
/** Cells that one column's histogram needs. */
export const BINS = 256
const MOST_CUTS = 254
/** Cut points are quantiles of at most about this many rows, evenly spaced through the table. */
const ROWS_FOR_CUTS = 50_000

/** A column in at most 255 bins. A value's bin is the number of cuts below it. */
export interface BinnedColumn {
  readonly bins: Uint8Array
  /** Ascending, without repetition; `value <= cuts[b]` says that the value's bin is at most b. */
  readonly cuts: Float64Array
}

/**
 * Histogram binning (Ke et al. 2017): the cuts lie midway between neighbouring values where there
 * are few different ones, else at quantiles, so that outliers and scale do not matter.
 */
export function binColumn(column: Float64Array): BinnedColumn {
  const cuts = fitCuts(column)
  return { bins: binsOf(column, cuts), cuts }
}

function binsOf(column: Float64Array, cuts: Float64Array): Uint8Array {
  const { first, scale, cells, cellStarts } = createBinLookup(cuts)
  const bins = new Uint8Array(column.length)
  const last = cuts[cuts.length - 1] ?? 0
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number
    if (!isUsable(value)) bins[row] = MISSING_BIN
    else if (cuts.length === 0 || value <= first) bins[row] = 0
    else if (value > last) bins[row] = cuts.length
    else {
      const cell = Math.min(cells - 1, ((value - first) * scale) | 0)
      let low = cellStarts[cell] as number
      let high = cellStarts[cell + 1] as number
      while (low < high) {
        const middle = (low + high) >> 1
        if ((cuts[middle] as number) < value) low = middle + 1
        else high = middle
      }
      bins[row] = low
    }
  }
  return bins
}

/** What a value is compared with to go left of a split after `bin`; after the last bin every value does. */
export const thresholdOf = ({ cuts }: BinnedColumn, bin: number): number => cuts[bin] ?? Number.MAX_VALUE

function fitCuts(column: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(column.length / ROWS_FOR_CUTS))
  const sample = new Float64Array(Math.ceil(column.length / step))
  let size = 0
  for (let row = 0; row < column.length; row += step) {
    const value = column[row] as number
    // Adding 0 turns -0 into 0, which is the same value and must share its bin.
    if (isUsable(value)) sample[size++] = value + 0
  }
  const sorted = sample.subarray(0, size).sort()
  const different = distinct(sorted)
  return different.length <= MOST_CUTS + 1 ? midpoints(different) : quantiles(sorted)
}

function distinct(sorted: Float64Array): Float64Array {
  return sorted.filter((value, at) => at === 0 || value !== sorted[at - 1])
}

function midpoints(values: Float64Array): Float64Array {
  const cuts = new Float64Array(Math.max(0, values.length - 1))
  for (let at = 0; at < cuts.length; at += 1) {
    const low = values[at] as number
    const high = values[at + 1] as number
    // Halved first, so that the sum of two huge values stays finite; between neighbouring numbers
    // there is nothing, and then the lower one parts them.
    const middle = low / 2 + high / 2
    cuts[at] = middle > low && middle < high ? middle : low
  }
  return cuts
}

/** Linear between neighbours (type 7). */
function quantiles(sorted: Float64Array): Float64Array {
  const cuts = new Float64Array(MOST_CUTS)
  for (let at = 0; at < MOST_CUTS; at += 1) {
    const place = ((at + 1) / (MOST_CUTS + 1)) * (sorted.length - 1)
    const low = sorted[Math.floor(place)] as number
    const high = sorted[Math.ceil(place)] as number
    const part = place - Math.floor(place)
    cuts[at] = low === high ? low : low * (1 - part) + high * part
  }
  return distinct(cuts)
}
