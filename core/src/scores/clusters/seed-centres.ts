import type { Random } from '../data/random.ts'
import { inLanes, LANES } from './nearest-centres.ts'
import { type Labels, type Points, pickPoints, squaredDistance } from './points.ts'

/** First centres with what is known of each row by then. */
export interface Seeding {
  /** Row numbers of the chosen points: `k`, or as many as there are different points. */
  readonly chosen: readonly number[]
  readonly labels: Labels
  /** The squared distance of each row to its nearest centre. */
  readonly squared: Float64Array
}

/** Candidates for each next centre; their distances are computed side by side. */
const DRAWS = LANES

/**
 * Chooses first centres far apart: each next one is drawn with a probability proportional to its
 * squared distance from those chosen (k-means++, Arthur & Vassilvitskii 2007), and of four such draws
 * the one that lowers the total most is taken (their greedy variant). A row whose centre is less than
 * half as far as a candidate is from that centre cannot be nearer to the candidate (triangle
 * inequality, Elkan 2003), so its distance is not computed.
 */
export function seedCentres(points: Points, k: number, random: Random): Seeding {
  const { rows, dims, values } = points
  const first = Math.min(rows - 1, Math.floor(random() * rows))
  const chosen = [first]
  const labels: Labels = new Int32Array(rows)
  const squared = new Float64Array(rows)
  for (let row = 0; row < rows; row += 1) squared[row] = squaredDistance(values, row, values, first, dims)
  const cumulative = new Float64Array(rows)
  const lowered = new Float64Array(rows * DRAWS)

  while (chosen.length < k) {
    let total = 0
    for (let row = 0; row < rows; row += 1) {
      total += squared[row] as number
      cumulative[row] = total
    }
    // Every row lies on a centre already: there are fewer different points than clusters asked for.
    if (total === 0) break
    const candidates = Array.from({ length: DRAWS }, () => rowAt(cumulative, random() * total))
    const potentials = lowerBy(points, candidates, chosen, labels, squared, lowered)
    const best = potentials.indexOf(Math.min(...potentials))
    for (let row = 0; row < rows; row += 1) {
      const distance = lowered[row * DRAWS + best] as number
      if (distance >= (squared[row] as number)) continue
      squared[row] = distance
      labels[row] = chosen.length
    }
    chosen.push(candidates[best] as number)
  }
  return { chosen, labels, squared }
}

/** Writes each row's squared distance with each candidate added into `into`, row by row, and gives their four sums. */
function lowerBy(
  points: Points,
  candidates: readonly number[],
  chosen: readonly number[],
  labels: Labels,
  squared: Float64Array,
  into: Float64Array,
): number[] {
  const { rows, dims, values } = points
  const lanes = inLanes(pickPoints(points, candidates).values, dims)
  const reach = Float64Array.from(
    chosen,
    centre => Math.min(...candidates.map(other => squaredDistance(values, other, values, centre, dims))) / 4,
  )
  let t0 = 0
  let t1 = 0
  let t2 = 0
  let t3 = 0
  for (let row = 0, to = 0; row < rows; row += 1, to += DRAWS) {
    const nearest = squared[row] as number
    let s0 = nearest
    let s1 = nearest
    let s2 = nearest
    let s3 = nearest
    if (nearest > (reach[labels[row] as number] as number)) {
      s0 = 0
      s1 = 0
      s2 = 0
      s3 = 0
      for (let p = row * dims, end = p + dims, q = 0; p < end; p += 1, q += LANES) {
        const x = values[p] as number
        const g0 = x - (lanes[q] as number)
        const g1 = x - (lanes[q + 1] as number)
        const g2 = x - (lanes[q + 2] as number)
        const g3 = x - (lanes[q + 3] as number)
        s0 += g0 * g0
        s1 += g1 * g1
        s2 += g2 * g2
        s3 += g3 * g3
      }
      if (s0 > nearest) s0 = nearest
      if (s1 > nearest) s1 = nearest
      if (s2 > nearest) s2 = nearest
      if (s3 > nearest) s3 = nearest
    }
    into[to] = s0
    into[to + 1] = s1
    into[to + 2] = s2
    into[to + 3] = s3
    t0 += s0
    t1 += s1
    t2 += s2
    t3 += s3
  }
  return [t0, t1, t2, t3]
}

/** The first row whose cumulative weight exceeds `weight`; a row of weight 0 is never drawn. */
function rowAt(cumulative: Float64Array, weight: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((cumulative[middle] as number) > weight) high = middle
    else low = middle + 1
  }
  return low
}
