import { setImmediate as nextTurn } from 'node:timers/promises'

/** A few milliseconds of work. */
const ROWS_A_TURN = 1_024

/**
 * Calls `each` for every row, letting others run in between: the store works on the last part of a file
 * in steps, and each step would otherwise wait until the whole next part was read.
 */
export async function inTurns(rows: number, each: (row: number) => void): Promise<void> {
  for (let row = 0; row < rows; row++) {
    if (row % ROWS_A_TURN === 0) await nextTurn()
    each(row)
  }
}
