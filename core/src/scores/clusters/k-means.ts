import { kMeansStart } from './k-means-start.ts'
import { centresOf, type Labels, type Points, squaredDistance } from './points.ts'

export interface KMeansOptions {
  /** Clusters wanted, from 1 to the number of rows. */
  readonly k: number
  /** Independent starts; the one with the least inertia is kept, of equal ones the first. */
  readonly starts: number
  readonly seed: number
  /**
   * Stop once the centres move less than this share of the mean variance of the features. 0, the
   * default, stops when no row changes its cluster.
   */
  readonly tolerance?: number
}

export interface KMeans {
  /** Clusters found: `k`, or the number of different points where that is smaller. Largest first. */
  readonly sizes: readonly number[]
  /** One centre after the other, as rows of points. */
  readonly centres: Float64Array
  readonly labels: Labels
  /** The sum of squared distances of the rows to their centres. */
  readonly inertia: number
  readonly passes: number
}

/**
 * Clusters by k-means. Each start has a random source of its own, made of the seed and its number, so
 * that the result depends neither on the order of the starts nor on who computes them.
 *
 * Sources: D. Arthur & S. Vassilvitskii, "k-means++: the advantages of careful seeding" (2007);
 * G. Hamerly, "Making k-means even faster" (2010).
 *
 * Throws a RangeError on no points, or a `k` or number of starts out of range.
 */
export function kMeans(points: Points, options: KMeansOptions): KMeans {
  checkKMeans(points, options)
  const limit = shiftLimit(points, options)
  let best: KMeans | undefined
  for (let start = 0; start < options.starts; start += 1)
    best = better(best, kMeansStart(points, options, start, limit))
  return best as KMeans
}

/** Of two starts the one with less inertia, and of equal ones the earlier. */
const better = (first: KMeans | undefined, second: KMeans): KMeans =>
  first === undefined || second.inertia < first.inertia ? second : first

/** Throws a RangeError on what k-means cannot be asked. */
export function checkKMeans({ rows }: Points, { k, starts, tolerance = 0 }: KMeansOptions): void {
  if (!Number.isInteger(k) || k < 1 || k > rows)
    throw new RangeError(`${rows} rows make 1 to ${rows} clusters, not ${k}; choose another k.`)
  if (!Number.isInteger(starts) || starts < 1)
    throw new RangeError(`k-means needs at least one start, not ${starts}.`)
  if (!(tolerance >= 0)) throw new RangeError(`The tolerance is a share of 0 or more, not ${tolerance}.`)
}

/** The tolerance in the points' own squares: what centres may still move in the last pass. */
export function shiftLimit(points: Points, { tolerance = 0 }: KMeansOptions): number {
  if (tolerance === 0) return 0
  const centre = centresOf(points, new Int32Array(points.rows), 1)
  let squares = 0
  for (let row = 0; row < points.rows; row += 1)
    squares += squaredDistance(points.values, row, centre, 0, points.dims)
  return (tolerance * squares) / points.rows / points.dims
}
