import { MISSING_BIN } from './binning.ts'

/** Rows of all nodes in one array; each node's are a stretch of it. */
export interface RowSet {
  readonly rows: Uint32Array
  readonly spare: Uint32Array
}

export const createRowSet = (rows: Uint32Array): RowSet => ({ rows, spare: new Uint32Array(rows.length) })

/**
 * Moves the rows from `start` to `end` whose bin is at most `bin` (or missing, where that goes left)
 * to the front of their stretch, keeping the order on both sides. Returns where the right side begins.
 */
export function partition(
  { rows, spare }: RowSet,
  start: number,
  end: number,
  column: Uint8Array,
  bin: number,
  missingLeft: boolean,
): number {
  let left = start
  let right = 0
  // A missing value's bin is above every other, so it goes right unless it is named.
  const alsoLeft = missingLeft ? MISSING_BIN : bin
  for (let at = start; at < end; at += 1) {
    const row = rows[at] as number
    const value = column[row] as number
    if (value <= bin || value === alsoLeft) rows[left++] = row
    else spare[right++] = row
  }
  rows.set(spare.subarray(0, right), left)
  return left
}
