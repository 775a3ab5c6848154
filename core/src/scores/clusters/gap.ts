import { createRandom } from '../data/random.ts'
import { kMeans } from './k-means.ts'
import type { Points } from './points.ts'

export interface GapOptions {
  /** Numbers of clusters compared, 1 to this one. */
  readonly mostClusters: number
  /** Reference sets drawn. */
  readonly references: number
  /** k-means starts on each reference set. */
  readonly starts: number
  readonly seed: number
}

export interface GapPoint {
  readonly k: number
  /** How much smaller the log inertia is than on points without clusters. */
  readonly gap: number
  /** Standard error of `gap` from the draws, √(1 + 1/references) included. */
  readonly s: number
}

/** Points without clusters trade rows for hundreds of passes, in which their log inertia changes by less than a hundredth of its standard error. */
const REFERENCE_TOLERANCE = 1e-4

/**
 * The gap statistic: log inertia against that of points spread evenly over the bounding box of the
 * data. `inertias` are those of the data for k = 1, 2, …; the curve ends before the first k whose
 * inertia is 0. Source: R. Tibshirani, G. Walther & T. Hastie, "Estimating the number of clusters in
 * a data set via the gap statistic" (2001).
 */
export function gapCurve(points: Points, inertias: readonly number[], options: GapOptions): GapPoint[] {
  const { mostClusters, references, starts, seed } = options
  const ks = Array.from({ length: Math.min(mostClusters, points.rows) }, (_, i) => i + 1)
  const logs = ks.map(() => new Float64Array(references))
  const draw = boxOf(points)
  for (let r = 0; r < references; r += 1) {
    const even = draw(createRandom((seed + Math.imul(r + 1, 0x85ebca6b)) >>> 0))
    ks.forEach((k, i) => {
      const { inertia } = kMeans(even, { k, starts, seed: seed + r, tolerance: REFERENCE_TOLERANCE })
      ;(logs[i] as Float64Array)[r] = Math.log(inertia)
    })
  }
  const curve = ks.map((k, i) => {
    const values = logs[i] as Float64Array
    const mean = values.reduce((total, value) => total + value, 0) / references
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / references
    return { k, gap: mean - Math.log(inertias[i] ?? 0), s: Math.sqrt(variance * (1 + 1 / references)) }
  })
  const end = curve.findIndex(({ gap, s }) => !Number.isFinite(gap) || !Number.isFinite(s))
  return end < 0 ? curve : curve.slice(0, end)
}

/** The smallest k whose gap is at least the next one's less its standard error; the last k where none is; null without a curve. */
export function gapChoice(curve: readonly GapPoint[]): number | null {
  const found = curve.find(({ gap }, i) => {
    const next = curve[i + 1]
    return next !== undefined && gap >= next.gap - next.s
  })
  return (found ?? curve.at(-1))?.k ?? null
}

/** Draws as many points as there are rows, evenly within the smallest and largest value of each feature. */
function boxOf({ rows, dims, values }: Points): (random: () => number) => Points {
  const least = new Float64Array(dims).fill(Number.POSITIVE_INFINITY)
  const greatest = new Float64Array(dims).fill(Number.NEGATIVE_INFINITY)
  for (let p = 0; p < rows * dims; p += 1) {
    const d = p % dims
    least[d] = Math.min(least[d] as number, values[p] as number)
    greatest[d] = Math.max(greatest[d] as number, values[p] as number)
  }
  return random => ({
    rows,
    dims,
    values: Float64Array.from({ length: rows * dims }, (_, p) => {
      const [low, high] = [least[p % dims] as number, greatest[p % dims] as number]
      return low + (high - low) * random()
    }),
  })
}
