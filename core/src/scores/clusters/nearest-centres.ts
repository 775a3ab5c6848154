import type { Labels, Points } from './points.ts'

/** Centres are compared four at a time: one read of a coordinate then serves four sums that do not wait for each other. */
const LANE = 4

/** The centres of one pass, laid out for `reassign`: coordinate by coordinate in groups of four. */
export class CentreBlocks {
  readonly groups: number
  readonly #k: number
  readonly #dims: number
  readonly values: Float64Array

  constructor(k: number, dims: number) {
    this.#k = k
    this.#dims = dims
    this.groups = Math.ceil(k / LANE)
    // The places that fill up the last group are infinitely far and therefore never the nearest.
    this.values = new Float64Array(this.groups * dims * LANE).fill(Number.POSITIVE_INFINITY)
  }

  /** Copies centres that lie row by row. */
  set(centres: Float64Array): void {
    const dims = this.#dims
    for (let j = 0; j < this.#k; j += 1)
      for (let d = 0; d < dims; d += 1)
        this.values[(Math.floor(j / LANE) * dims + d) * LANE + (j % LANE)] = centres[j * dims + d] as number
  }
}

/** What k-means knows of each row between passes (Hamerly 2010). */
export interface Bounds {
  readonly labels: Labels
  /** At least the distance to the row's own centre. */
  readonly upper: Float64Array
  /** At most the distance to any other centre. */
  readonly lower: Float64Array
}

/** How far centres have moved since the bounds were written, by which `reassign` loosens them. */
export interface Shifts {
  readonly own: Float64Array
  /** Of each centre the farthest that any other one moved. */
  readonly others: Float64Array
}

/**
 * Gives each row its nearest centre and returns how many rows changed. A row is skipped where its
 * upper bound is below its lower one, or below half the distance from its centre to the next one.
 * `changed` hears of every row that changes, before the change is noted.
 */
export function reassign(
  { rows, dims, values }: Points,
  centres: Float64Array,
  blocks: CentreBlocks,
  halfGaps: Float64Array,
  { labels, upper, lower }: Bounds,
  { own: ownShifts, others: otherShifts }: Shifts,
  changed: (row: number, from: number, to: number) => void,
): number {
  const { groups, values: block } = blocks
  let moves = 0
  for (let row = 0; row < rows; row += 1) {
    const own = labels[row] as number
    const low = (lower[row] as number) - (otherShifts[own] as number)
    const high = (upper[row] as number) + (ownShifts[own] as number)
    const half = halfGaps[own] as number
    const bound = low > half ? low : half
    lower[row] = low
    upper[row] = high
    if (high <= bound) continue
    const start = row * dims
    let squared = 0
    for (let d = 0, p = start, q = own * dims; d < dims; d += 1, p += 1, q += 1) {
      const gap = (values[p] as number) - (centres[q] as number)
      squared += gap * gap
    }
    const exact = Math.sqrt(squared)
    upper[row] = exact
    if (exact <= bound) continue

    let least = Number.POSITIVE_INFINITY
    let second = Number.POSITIVE_INFINITY
    let nearest = own
    for (let group = 0, q = 0; group < groups; group += 1) {
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let d = 0, p = start; d < dims; d += 1, p += 1, q += LANE) {
        const x = values[p] as number
        const g0 = x - (block[q] as number)
        const g1 = x - (block[q + 1] as number)
        const g2 = x - (block[q + 2] as number)
        const g3 = x - (block[q + 3] as number)
        s0 += g0 * g0
        s1 += g1 * g1
        s2 += g2 * g2
        s3 += g3 * g3
      }
      const first = group * LANE
      if (s0 < least) {
        second = least
        least = s0
        nearest = first
      } else if (s0 < second) second = s0
      if (s1 < least) {
        second = least
        least = s1
        nearest = first + 1
      } else if (s1 < second) second = s1
      if (s2 < least) {
        second = least
        least = s2
        nearest = first + 2
      } else if (s2 < second) second = s2
      if (s3 < least) {
        second = least
        least = s3
        nearest = first + 3
      } else if (s3 < second) second = s3
    }
    upper[row] = Math.sqrt(least)
    lower[row] = Math.sqrt(second)
    if (nearest === own) continue
    changed(row, own, nearest)
    labels[row] = nearest
    moves += 1
  }
  return moves
}
