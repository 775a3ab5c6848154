import { type DbscanOptions, dbscan } from './dbscan.ts'
import { type Labels, type Points, pickPoints, sizesOf, squaredDistance } from './points.ts'
import { sampleRows } from './sample-rows.ts'

/** Crowds as DBSCAN found them: their core rows, which place every contact. Plain data. */
export interface Crowds extends DbscanOptions {
  /** Coordinates of the core rows in prepared units, one row after the other. */
  readonly cores: readonly number[]
  /** The cluster of each core row. */
  readonly clusters: readonly number[]
}

/** The core rows are kept in the model, so there may not be more than this. */
export const MOST_CROWD_ROWS = 20_000

/**
 * Crowds of at least `least` rows, the largest first; the others are noise. A row belongs to the crowd of
 * its nearest core row, so that contacts of the training are placed as those who come later.
 */
export function findCrowds(
  points: Points,
  options: DbscanOptions,
  least: number,
): { readonly crowds: Crowds; readonly labels: Labels } {
  const { labels, isCore, clusters } = dbscan(points, options)
  const rows = [...isCore.keys()].filter(row => isCore[row] === 1)
  const kept = (chosen: readonly number[], labelOf: (label: number) => number): Crowds => ({
    ...options,
    cores: [...pickPoints(points, chosen).values],
    clusters: chosen.map(row => labelOf(labels[row] as number)),
  })
  const sizes = sizesOf(
    placeInCrowds(
      kept(rows, label => label),
      points,
    ),
    clusters,
  )
  const ranked = [...sizes.keys()]
    .filter(label => (sizes[label] as number) >= least)
    .sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b)
  const crowds = kept(
    rows.filter(row => ranked.includes(labels[row] as number)),
    label => ranked.indexOf(label),
  )
  return { crowds, labels: placeInCrowds(crowds, points) }
}

/** The crowd of the nearest core row within reach, of equally near ones the first; −1 where there is none. */
export function placeInCrowds({ reach, cores, clusters }: Crowds, { rows, dims, values }: Points): Labels {
  const own = Float64Array.from(cores)
  const labels: Labels = new Int32Array(rows).fill(-1)
  for (let row = 0; row < rows; row += 1) {
    let least = reach * reach
    for (let core = 0; core < clusters.length; core += 1) {
      const squared = squaredDistance(values, row, own, core, dims)
      if (squared > least || (squared === least && labels[row] !== -1)) continue
      least = squared
      labels[row] = clusters[core] as number
    }
  }
  return labels
}

/** More rows than these show the same curve. */
const MEASURED_ROWS = 500

/** The distances, ascending, at which rows have their `neighbours`-th neighbour, themselves included: what a reach is chosen by. */
export function neighbourDistances(points: Points, neighbours: number, seed: number): Float64Array {
  const sample = sampleRows(points.rows, MEASURED_ROWS, seed)
  const place = Math.min(neighbours, points.rows) - 1
  return Float64Array.from(sample, row => {
    const all = new Float64Array(points.rows)
    for (let other = 0; other < points.rows; other += 1)
      all[other] = squaredDistance(points.values, row, points.values, other, points.dims)
    return Math.sqrt(all.sort()[place] as number)
  }).sort()
}
