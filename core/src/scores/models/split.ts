import type { FeatureTable } from '../data/feature-table.ts'
import { createRandom } from '../data/random.ts'

/** Row numbers of two parts; each rising, or in the order of time where time parts them. */
export interface Split {
  readonly fit: Uint32Array
  readonly held: Uint32Array
}

/**
 * Holds back `share` of the rows of each class, drawn by seed, so that both parts have the same rate
 * of positives (to one row).
 */
export function stratifiedSplit(labels: ArrayLike<number>, share: number, seed: number): Split {
  const random = createRandom(seed)
  const isHeld = new Uint8Array(labels.length)
  for (const label of [0, 1]) {
    const rows = Uint32Array.from(Array.from(labels).flatMap((value, row) => (value === label ? [row] : [])))
    const held = Math.round(rows.length * share)
    for (let at = 0; at < held; at += 1) {
      const other = at + Math.floor(random() * (rows.length - at))
      isHeld[rows[other] as number] = 1
      rows[other] = rows[at] as number
    }
  }
  return splitBy(isHeld)
}

/**
 * Holds back the latest rows: about `share` of them, and never some rows of an instant without the
 * others, so that nothing is learned from the time that is tested. Undefined where all rows are of
 * one instant, or where the latest instant alone holds more than half of them.
 */
export function timeSplit(times: Float64Array, share: number): Split | undefined {
  const sorted = times.slice().sort()
  const wanted = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * (1 - share)))] as number
  // Where that instant began long before the wanted share, the next one is nearer to it.
  const boundary = countFrom(sorted, wanted) > sorted.length / 2 ? sorted.find(time => time > wanted) : wanted
  if (boundary === undefined || boundary === sorted[0]) return undefined
  const { fit, held } = splitBy(Uint8Array.from(times, time => (time >= boundary ? 1 : 0)))
  // Sorting is stable: rows of one instant keep their order.
  const inTime = (rows: Uint32Array) => rows.sort((a, b) => (times[a] as number) - (times[b] as number))
  return { fit: inTime(fit), held: inTime(held) }
}

/** The given rows of a table, in the given order. */
export function selectRows(table: FeatureTable, rows: Uint32Array): FeatureTable {
  return {
    names: table.names,
    rows: rows.length,
    columns: table.columns.map(column => Float64Array.from(rows, row => column[row] as number)),
  }
}

/** The labels of the given rows. */
export const selectLabels = (labels: Uint8Array, rows: Uint32Array): Uint8Array =>
  Uint8Array.from(rows, row => labels[row] as number)

const countFrom = (sorted: Float64Array, time: number): number => sorted.length - sorted.indexOf(time)

function splitBy(isHeld: Uint8Array): Split {
  const rows = Uint32Array.from(isHeld, (_, row) => row)
  return { fit: rows.filter(row => isHeld[row] === 0), held: rows.filter(row => isHeld[row] === 1) }
}
