import { createRandom } from '../data/random.ts'
import type { KMeans, KMeansOptions } from './k-means.ts'
import { type Bounds, reassign, type Ways } from './nearest-centres.ts'
import { centresOf, type Points, pickPoints, sizesOf, squaredDistance } from './points.ts'
import { seedCentres } from './seed-centres.ts'

/** k-means ends by itself; this bounds the rare start that trades single rows for hundreds of passes. */
const MOST_PASSES = 300

/** Parts the random sources of the starts of one seed; any odd number does. */
const START_STRIDE = 0x9e3779b1

/**
 * One start of k-means from its own seed to its end, which is where no row changes its cluster, or the
 * squares of what the centres moved sum up to no more than `limit`.
 */
export function kMeansStart(points: Points, options: KMeansOptions, start: number, limit: number): KMeans {
  const { rows, dims } = points
  const random = createRandom((options.seed + Math.imul(start, START_STRIDE)) >>> 0)
  const { chosen, labels, squared } = seedCentres(points, options.k, random)
  const k = chosen.length
  const centres = pickPoints(points, chosen).values.slice()
  const upper = squared
  for (let row = 0; row < rows; row += 1) upper[row] = Math.sqrt(squared[row] as number)
  const bounds: Bounds = { labels, upper, lower: new Float64Array(rows) }
  const counts = Float64Array.from(sizesOf(labels, k))
  const sums = sumsOf(points, labels, k)
  const ways: Ways = { own: new Float64Array(k), others: new Float64Array(k) }

  let passes = 0
  while (passes < MOST_PASSES) {
    passes += 1
    if (passes > 1) {
      const gaps = halfGaps(centres, k, dims)
      const moves = reassign(points, centres, gaps, bounds, ways, (row, from, to) => {
        moveRow(points, row, from, to, sums, counts)
      })
      if (moves === 0) break
    }
    reviveEmpty(points, centres, bounds, sums, counts)
    if (moveCentres(centres, sums, counts, ways) <= limit && passes > 1) break
  }
  return finished(points, bounds.labels, k, passes)
}

/** Moves every centre to the mean of its rows, adds that to its way, and gives the sum of the squares moved. */
function moveCentres(centres: Float64Array, sums: Float64Array, counts: Float64Array, ways: Ways): number {
  const dims = centres.length / counts.length
  const shifts = new Float64Array(counts.length)
  let total = 0
  for (let j = 0; j < counts.length; j += 1) {
    let squared = 0
    for (let d = j * dims; d < (j + 1) * dims; d += 1) {
      const mean = (sums[d] as number) / (counts[j] as number)
      const shift = mean - (centres[d] as number)
      squared += shift * shift
      centres[d] = mean
    }
    shifts[j] = Math.sqrt(squared)
    total += squared
  }
  const [farthest = 0, second = 0] = shifts.toSorted().reverse()
  const mover = shifts.indexOf(farthest)
  shifts.forEach((shift, j) => {
    ways.own[j] = (ways.own[j] as number) + shift
    ways.others[j] = (ways.others[j] as number) + (j === mover ? second : farthest)
  })
  return total
}

/** Half the distance from each centre to the next one: rows within it cannot be nearer to any other. */
function halfGaps(centres: Float64Array, k: number, dims: number): Float64Array {
  const halves = new Float64Array(k).fill(Number.POSITIVE_INFINITY)
  for (let i = 0; i < k; i += 1)
    for (let j = i + 1; j < k; j += 1) {
      const half = Math.sqrt(squaredDistance(centres, i, centres, j, dims)) / 2
      if (half < (halves[i] as number)) halves[i] = half
      if (half < (halves[j] as number)) halves[j] = half
    }
  return halves
}

/** A cluster that lost its last row takes the row that lies farthest from its own centre. */
function reviveEmpty(
  points: Points,
  centres: Float64Array,
  { labels, upper, lower }: Bounds,
  sums: Float64Array,
  counts: Float64Array,
): void {
  for (let empty = counts.indexOf(0); empty >= 0; empty = counts.indexOf(0)) {
    let farthest = -1
    let most = -1
    for (let row = 0; row < points.rows; row += 1) {
      const own = labels[row] as number
      if ((counts[own] as number) < 2) continue
      const distance = squaredDistance(points.values, row, centres, own, points.dims)
      if (distance <= most) continue
      most = distance
      farthest = row
    }
    moveRow(points, farthest, labels[farthest] as number, empty, sums, counts)
    labels[farthest] = empty
    // Nothing is known of its distances any more, so the next pass looks at all of them.
    upper[farthest] = Number.POSITIVE_INFINITY
    lower[farthest] = 0
  }
}

function moveRow(
  { dims, values }: Points,
  row: number,
  from: number,
  to: number,
  sums: Float64Array,
  counts: Float64Array,
): void {
  counts[from] = (counts[from] as number) - 1
  counts[to] = (counts[to] as number) + 1
  for (let d = 0, p = row * dims, a = from * dims, b = to * dims; d < dims; d += 1, p += 1, a += 1, b += 1) {
    const value = values[p] as number
    sums[a] = (sums[a] as number) - value
    sums[b] = (sums[b] as number) + value
  }
}

function sumsOf(points: Points, labels: Bounds['labels'], k: number): Float64Array {
  const sums = centresOf(points, labels, k)
  sizesOf(labels, k).forEach((size, j) => {
    for (let d = j * points.dims; d < (j + 1) * points.dims; d += 1) sums[d] = (sums[d] as number) * size
  })
  return sums
}

/** The result, its centres and inertia computed once more from the rows, so that no rounding of the passes is left. */
function finished(points: Points, labels: Bounds['labels'], k: number, passes: number): KMeans {
  const sizes = sizesOf(labels, k)
  const order = sizes.map((_, j) => j).sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b)
  const place = new Int32Array(k)
  order.forEach((j, to) => {
    place[j] = to
  })
  const ranked = labels.map(label => place[label] as number)
  const centres = centresOf(points, ranked, k)
  let inertia = 0
  for (let row = 0; row < points.rows; row += 1)
    inertia += squaredDistance(points.values, row, centres, ranked[row] as number, points.dims)
  return { sizes: order.map(j => sizes[j] as number), centres, labels: ranked, inertia, passes }
}
