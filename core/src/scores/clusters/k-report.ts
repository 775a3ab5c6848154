import { bestSilhouette, elbow, type KFigures } from './choose-k.ts'
import { type GapPoint, gapChoice, gapCurve } from './gap.ts'
import { kMeans } from './k-means.ts'
import { type Points, pickPoints } from './points.ts'
import { sampleRows } from './sample-rows.ts'
import { type Separation, separationOf } from './separation.ts'

/** What speaks for which number of clusters. The three rules often disagree, so all three are shown. */
export interface KReport {
  /** Rows looked at: all, or a sample. */
  readonly rows: number
  readonly curve: readonly (KFigures & Separation & { readonly sizes: readonly number[] })[]
  readonly gap: readonly GapPoint[]
  /** The k that each rule gives; null where a rule gives none. */
  readonly choices: Readonly<Record<KRule, number | null>>
  readonly agree: boolean
}

export type KRule = 'elbow' | 'silhouette' | 'gap'

export interface KReportOptions {
  readonly mostClusters: number
  readonly starts: number
  readonly gapReferences: number
  readonly seed: number
}

/** Choosing k takes hundreds of runs, and what it shows no longer changes beyond this many rows. */
const MOST_REPORTED_ROWS = 4_000

/** The curves are compared and not kept: their last hundred passes would move rows and no conclusion. */
const TOLERANCE = 1e-4

/** Points without clusters have many optima that are as good, so more starts find nothing better. */
const REFERENCE_STARTS = 2

/** Compares 2 to `mostClusters` clusters of k-means. */
export function reportK(
  points: Points,
  { mostClusters, starts, gapReferences, seed }: KReportOptions,
): KReport {
  const sample = pickPoints(points, sampleRows(points.rows, MOST_REPORTED_ROWS, seed))
  const most = Math.min(mostClusters, sample.rows)
  const runs = Array.from({ length: most }, (_, i) =>
    kMeans(sample, { k: i + 1, starts, seed, tolerance: TOLERANCE }),
  )
  const curve = runs.slice(1).map((run, i) => ({
    k: i + 2,
    inertia: run.inertia,
    sizes: run.sizes,
    ...separationOf(sample, run.labels, run.sizes.length, seed),
  }))
  const gap = gapCurve(
    sample,
    runs.map(({ inertia }) => inertia),
    { mostClusters: most, references: gapReferences, starts: Math.min(starts, REFERENCE_STARTS), seed },
  )
  const choices = { elbow: elbow(curve), silhouette: bestSilhouette(curve), gap: gapChoice(gap) }
  const agree = choices.elbow === choices.silhouette && choices.silhouette === choices.gap
  return { rows: sample.rows, curve, gap, choices, agree }
}
