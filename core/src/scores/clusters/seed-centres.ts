import type { Random } from '../data/random.ts'
import { type Labels, type Points, squaredDistance } from './points.ts'

/** First centres with what is known of each row by then. */
export interface Seeding {
  /** Row numbers of the chosen points: `k`, or as many as there are different points. */
  readonly chosen: readonly number[]
  readonly labels: Labels
  /** The squared distance of each row to its nearest centre. */
  readonly squared: Float64Array
}

/**
 * Chooses first centres far apart: each next one is drawn with a probability proportional to its
 * squared distance from those chosen (k-means++, Arthur & Vassilvitskii 2007), and of 2 + ln k such
 * draws the one that lowers the total most is taken (their greedy variant, as in scikit-learn).
 * A row whose centre is less than half as far as a candidate is from that centre cannot be nearer to
 * the candidate (triangle inequality, Elkan 2003), so its distance is not computed.
 */
export function seedCentres(points: Points, k: number, random: Random): Seeding {
  const { rows, dims, values } = points
  const first = Math.min(rows - 1, Math.floor(random() * rows))
  const chosen = [first]
  const labels: Labels = new Int32Array(rows)
  let squared = new Float64Array(rows)
  for (let row = 0; row < rows; row += 1) squared[row] = squaredDistance(values, row, values, first, dims)
  const cumulative = new Float64Array(rows)
  const draws = 2 + Math.floor(Math.log(k))
  let nearer = new Float64Array(rows)
  let best = new Float64Array(rows)

  while (chosen.length < k) {
    let total = 0
    for (let row = 0; row < rows; row += 1) {
      total += squared[row] as number
      cumulative[row] = total
    }
    // Every row lies on a centre already: there are fewer different points than clusters asked for.
    if (total === 0) break
    let least = Number.POSITIVE_INFINITY
    let winner = -1
    for (let draw = 0; draw < draws; draw += 1) {
      const candidate = rowAt(cumulative, random() * total)
      const potential = lowered(points, candidate, chosen, labels, squared, nearer)
      if (potential >= least) continue
      least = potential
      winner = candidate
      const kept = best
      best = nearer
      nearer = kept
    }
    for (let row = 0; row < rows; row += 1)
      if ((best[row] as number) < (squared[row] as number)) labels[row] = chosen.length
    chosen.push(winner)
    const old = squared
    squared = best
    best = old
  }
  return { chosen, labels, squared }
}

/** Writes each row's squared distance with `candidate` added into `into`, and gives their sum. */
function lowered(
  { rows, dims, values }: Points,
  candidate: number,
  chosen: readonly number[],
  labels: Labels,
  squared: Float64Array,
  into: Float64Array,
): number {
  const reach = Float64Array.from(
    chosen,
    centre => squaredDistance(values, candidate, values, centre, dims) / 4,
  )
  const own = values.slice(candidate * dims, (candidate + 1) * dims)
  let sum = 0
  for (let row = 0; row < rows; row += 1) {
    let nearest = squared[row] as number
    if (nearest > (reach[labels[row] as number] as number)) {
      let distance = 0
      for (let d = 0, p = row * dims; d < dims; d += 1, p += 1) {
        const gap = (values[p] as number) - (own[d] as number)
        distance += gap * gap
      }
      if (distance < nearest) nearest = distance
    }
    into[row] = nearest
    sum += nearest
  }
  return sum
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
