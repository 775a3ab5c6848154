import { type Labels, type Points, squaredDistance } from './points.ts'

/** Centres are compared four at a time: one read of a coordinate then serves four sums that do not wait for each other. */
export const LANES = 4

/**
 * What k-means knows of each row between passes (Hamerly 2010). Distances are kept as computed, with
 * the ways that the centres had come by then taken away or added; the ways they have come by now give
 * today's bound. So a pass writes nothing for a row that stays where it is.
 */
export interface Bounds {
  readonly labels: Labels
  /** Less the own centre's way: at least the distance to it. */
  readonly upper: Float64Array
  /** Plus the way of the others: at most the distance to the next centre. */
  readonly lower: Float64Array
}

/** How far centres have come in all passes so far. */
export interface Ways {
  readonly own: Float64Array
  /** Of each centre the sum over the passes of the farthest that any other one moved. */
  readonly others: Float64Array
}

/**
 * Gives each row its nearest centre and returns how many rows changed. A row is left alone where its
 * own centre is surely nearer than the next one, or nearer than half the way from there to the centre
 * next to it (`halfGaps`). `changed` hears of every row that changes, before it does.
 */
export function reassign(
  { rows, dims, values }: Points,
  centres: Float64Array,
  halfGaps: Float64Array,
  { labels, upper, lower }: Bounds,
  ways: Ways,
  changed: (row: number, from: number, to: number) => void,
): number {
  const blocks = inLanes(centres, dims)
  const groups = blocks.length / dims / LANES
  let moves = 0
  for (let row = 0; row < rows; row += 1) {
    const own = labels[row] as number
    const low = (lower[row] as number) - (ways.others[own] as number)
    const half = halfGaps[own] as number
    const bound = low > half ? low : half
    if ((upper[row] as number) + (ways.own[own] as number) <= bound) continue
    const exact = Math.sqrt(squaredDistance(values, row, centres, own, dims))
    upper[row] = exact - (ways.own[own] as number)
    if (exact <= bound) continue

    let least = Number.POSITIVE_INFINITY
    let second = Number.POSITIVE_INFINITY
    let nearest = own
    for (let group = 0, q = 0; group < groups; group += 1) {
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let p = row * dims, end = p + dims; p < end; p += 1, q += LANES) {
        const x = values[p] as number
        const g0 = x - (blocks[q] as number)
        const g1 = x - (blocks[q + 1] as number)
        const g2 = x - (blocks[q + 2] as number)
        const g3 = x - (blocks[q + 3] as number)
        s0 += g0 * g0
        s1 += g1 * g1
        s2 += g2 * g2
        s3 += g3 * g3
      }
      const first = group * LANES
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
    upper[row] = Math.sqrt(least) - (ways.own[nearest] as number)
    lower[row] = Math.sqrt(second) + (ways.others[nearest] as number)
    if (nearest === own) continue
    changed(row, own, nearest)
    labels[row] = nearest
    moves += 1
  }
  return moves
}

/**
 * Points laid out coordinate by coordinate in groups of four. The places that fill up the last group
 * are infinitely far, and therefore never the nearest.
 */
export function inLanes(centres: Float64Array, dims: number): Float64Array {
  const k = centres.length / dims
  const lanes = new Float64Array(Math.ceil(k / LANES) * dims * LANES).fill(Number.POSITIVE_INFINITY)
  for (let j = 0; j < k; j += 1)
    for (let d = 0; d < dims; d += 1)
      lanes[(Math.floor(j / LANES) * dims + d) * LANES + (j % LANES)] = centres[j * dims + d] as number
  return lanes
}
