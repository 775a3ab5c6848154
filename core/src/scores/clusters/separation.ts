import { centresOf, type Labels, type Points, pickPoints, sizesOf, squaredDistance } from './points.ts'
import { sampleRows } from './sample-rows.ts'

/** How well clusters are set apart. A figure is null where it is not defined: one cluster, or no spread in any. */
export interface Separation {
  /** −1 to 1, more is better: is a row nearer to its own cluster than to the next? Rousseeuw (1987). */
  readonly silhouette: number | null
  /** The nearest pair of two clusters over the widest cluster, more is better. Dunn (1974). */
  readonly dunn: number | null
  /** Mean likeness of each cluster to its most similar one, less is better. Davies & Bouldin (1979). */
  readonly daviesBouldin: number | null
  /** Variance between clusters over variance within, more is better. Caliński & Harabasz (1974). */
  readonly calinskiHarabasz: number | null
  /** How many rows the two figures of pairs, silhouette and Dunn, were computed on. */
  readonly pairedRows: number
}

/** Silhouette and Dunn look at every pair of rows; of more rows than this a sample is taken. */
const MOST_PAIRED_ROWS = 5_000

/** Measures a clustering. Rows of no cluster (label −1) are left out. `seed` chooses the sample where one is needed. */
export function separationOf(points: Points, labels: Labels, k: number, seed: number): Separation {
  const members: number[] = []
  labels.forEach((label, row) => {
    if (label >= 0) members.push(row)
  })
  const sampled = sampleRows(members.length, MOST_PAIRED_ROWS, seed).map(i => members[i] as number)
  const sampledLabels = Int32Array.from(sampled, row => labels[row] as number)
  return {
    ...pairFigures(pickPoints(points, sampled), sampledLabels, k),
    ...centreFigures(points, labels, k),
    pairedRows: sampled.length,
  }
}

function pairFigures(
  { rows, dims, values }: Points,
  labels: Labels,
  k: number,
): Pick<Separation, 'silhouette' | 'dunn'> {
  const sums = new Float64Array(rows * k)
  let nearest = Number.POSITIVE_INFINITY
  let widest = 0
  for (let i = 1; i < rows; i += 1) {
    const own = labels[i] as number
    for (let j = 0; j < i; j += 1) {
      const distance = Math.sqrt(squaredDistance(values, i, values, j, dims))
      const other = labels[j] as number
      sums[i * k + other] = (sums[i * k + other] as number) + distance
      sums[j * k + own] = (sums[j * k + own] as number) + distance
      if (own === other) {
        if (distance > widest) widest = distance
      } else if (distance < nearest) nearest = distance
    }
  }
  const sizes = sizesOf(labels, k)
  if (sizes.filter(size => size > 0).length < 2) return { silhouette: null, dunn: null }
  let total = 0
  for (let i = 0; i < rows; i += 1)
    total += silhouetteOf(sums.subarray(i * k, (i + 1) * k), labels[i] as number, sizes)
  return { silhouette: total / rows, dunn: widest > 0 ? nearest / widest : null }
}

/** A row alone in its cluster counts 0, as Rousseeuw has it. */
function silhouetteOf(sums: Float64Array, own: number, sizes: readonly number[]): number {
  const ownSize = sizes[own] as number
  if (ownSize < 2) return 0
  const within = (sums[own] as number) / (ownSize - 1)
  let next = Number.POSITIVE_INFINITY
  sizes.forEach((size, other) => {
    if (other !== own && size > 0) next = Math.min(next, (sums[other] as number) / size)
  })
  const larger = Math.max(within, next)
  return larger > 0 ? (next - within) / larger : 0
}

function centreFigures(
  points: Points,
  labels: Labels,
  k: number,
): Pick<Separation, 'daviesBouldin' | 'calinskiHarabasz'> {
  const { rows, dims, values } = points
  const centres = centresOf(points, labels, k)
  const middle = centresOf(
    points,
    labels.map(label => Math.min(label, 0)),
    1,
  )
  const sizes = sizesOf(labels, k)
  const radii = new Float64Array(k)
  let within = 0
  for (let row = 0; row < rows; row += 1) {
    const own = labels[row] as number
    if (own < 0) continue
    const squared = squaredDistance(values, row, centres, own, dims)
    within += squared
    radii[own] = (radii[own] as number) + Math.sqrt(squared) / (sizes[own] as number)
  }
  const filled = sizes.flatMap((size, j) => (size > 0 ? [j] : []))
  let between = 0
  let likeness = 0
  for (const i of filled) {
    between += (sizes[i] as number) * squaredDistance(centres, i, middle, 0, dims)
    let most = 0
    for (const j of filled) {
      if (i === j) continue
      const apart = Math.sqrt(squaredDistance(centres, i, centres, j, dims))
      most = Math.max(most, ((radii[i] as number) + (radii[j] as number)) / apart)
    }
    likeness += most / filled.length
  }
  const clustered = sizes.reduce((total, size) => total + size, 0)
  const defined = filled.length > 1 && within > 0
  return {
    daviesBouldin: defined && Number.isFinite(likeness) ? likeness : null,
    calinskiHarabasz: defined ? between / (filled.length - 1) / (within / (clustered - filled.length)) : null,
  }
}
