import type { FeatureTable } from '../data/feature-table.ts'
import { applyPreparation, type Preparation, type PreparationPlan } from '../prepare/preparation.ts'
import type { Linkage } from './agglomerate.ts'
import type { ExpectedGroup, FeatureWords } from './cluster-names.ts'
import type { ClusterTree } from './cluster-tree.ts'
import { type Crowds, placeInCrowds } from './crowds.ts'
import type { DbscanOptions } from './dbscan.ts'
import type { KReport, KRule } from './k-report.ts'
import { type Labels, type Points, pointsOf, squaredDistance } from './points.ts'
import type { ClusterProfile } from './profile.ts'
import type { Separation } from './separation.ts'

/** How contacts are to be clustered. */
export interface ClusterPlan {
  readonly preparation: PreparationPlan
  readonly method: 'k-means' | 'dbscan' | Linkage
  /** What `dbscan` calls a crowd; it finds as many as there are, and `k` has no say. */
  readonly crowds?: DbscanOptions
  /** A number of clusters, or the rule that chooses one from 2 to `mostClusters`. */
  readonly k: number | KRule
  readonly mostClusters: number
  readonly starts: number
  readonly gapReferences: number
  /** Bootstrap samples for the stability of clusters; 0 leaves it out. */
  readonly stabilityDraws: number
  readonly seed: number
  readonly words?: FeatureWords
  readonly expected?: readonly ExpectedGroup[]
}

/** A trained clustering: plain data that prints as JSON, the same bytes for the same contacts, plan and seed. */
export interface ClusterModel {
  readonly plan: ClusterPlan
  /** Contacts trained on. */
  readonly rows: number
  readonly preparation: Preparation
  /** The features that distances are made of, in the order of the centres' coordinates. */
  readonly features: readonly string[]
  /** The other ones, with why. */
  readonly ignored: readonly { readonly feature: string; readonly reason: string }[]
  readonly report: KReport
  readonly separation: Separation
  readonly clusters: readonly Cluster[]
  /** Null for clusters that were not cut from a tree. */
  readonly tree: ClusterTree | null
  /** Null for clusters that are no crowds. */
  readonly crowds: Crowds | null
  /** The number that the next new cluster gets; numbers of clusters that are gone are not used again. */
  readonly nextId: number
}

export interface Cluster {
  /** Stays with the cluster from run to run. */
  readonly id: number
  readonly name: string
  /** In prepared units. */
  readonly centre: readonly number[]
  readonly profile: ClusterProfile
  /** Mean Jaccard overlap over bootstrap samples, 0 to 1; null where none were drawn. */
  readonly stability: number | null
}

/** Plan values that suit a few thousand to a million contacts. */
export const DEFAULT_CLUSTER_PLAN: ClusterPlan = {
  preparation: { fill: 'median', logarithm: [], clip: { kind: 'z', reach: 4 }, scale: 'z-score' },
  method: 'k-means',
  k: 'silhouette',
  mostClusters: 8,
  starts: 10,
  gapReferences: 10,
  stabilityDraws: 20,
  seed: 1,
}

/**
 * Puts contacts, with the features that the model was trained on, into the cluster whose centre is nearest, or
 * into the crowd whose nearest core row is within reach: −1 for who is in none.
 */
export function assignClusters(model: ClusterModel, table: FeatureTable): Labels {
  const points = preparedPoints(model, table).points
  if (model.crowds) return placeInCrowds(model.crowds, points)
  const centres = Float64Array.from(model.clusters.flatMap(({ centre }) => centre))
  const labels: Labels = new Int32Array(points.rows)
  for (let row = 0; row < points.rows; row += 1) {
    let least = Number.POSITIVE_INFINITY
    for (let j = 0; j < model.clusters.length; j += 1) {
      const squared = squaredDistance(points.values, row, centres, j, points.dims)
      if (squared >= least) continue
      least = squared
      labels[row] = j
    }
  }
  return labels
}

/** The contacts as the model sees them, ignored features left out. Throws a RangeError where features differ from the trained ones. */
export function preparedPoints(
  { preparation, features }: Pick<ClusterModel, 'preparation' | 'features'>,
  table: FeatureTable,
): { readonly table: FeatureTable; readonly points: Points } {
  const kept = keepColumns(applyPreparation(preparation, table), features)
  return { table: kept, points: pointsOf(kept) }
}

/** The table with only the named columns. */
export function keepColumns(table: FeatureTable, names: readonly string[]): FeatureTable {
  const wanted = new Set(names)
  const columns = table.columns.filter((_, c) => wanted.has(table.names[c] as string))
  return { names: table.names.filter(name => wanted.has(name)), rows: table.rows, columns }
}
