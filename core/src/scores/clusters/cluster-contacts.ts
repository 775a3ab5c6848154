import type { FeatureTable } from '../data/feature-table.ts'
import type { Verdict } from '../data/verdict.ts'
import { summarise } from '../prepare/column-summary.ts'
import { fitPreparation } from '../prepare/preparation.ts'
import {
  type Cluster,
  type ClusterModel,
  type ClusterPlan,
  DEFAULT_CLUSTER_PLAN,
  keepColumns,
  preparedPoints,
} from './cluster-model.ts'
import { nameClusters } from './cluster-names.ts'
import { topOfTree } from './cluster-tree.ts'
import { cutInto, type TreeOfRows, treeOf } from './group-points.ts'
import { type KMeans, type KMeansOptions, kMeans } from './k-means.ts'
import { kMeansInThreads } from './k-means-threads.ts'
import { reportK } from './k-report.ts'
import { centresOf, type Labels, type Points, sizesOf } from './points.ts'
import { profileClusters } from './profile.ts'
import { separationOf } from './separation.ts'
import { stabilityOf } from './stability.ts'

/** A model with the cluster of each row, as a place in `model.clusters`; or why there is none. */
export type Clustering =
  | {
      readonly verdict: Extract<Verdict, { enough: true }>
      readonly model: ClusterModel
      readonly labels: Labels
    }
  | { readonly verdict: Extract<Verdict, { enough: false }> }

/** Fewer contacts than this are no group to write to, and their profile is chance. */
export const LEAST_CLUSTER_ROWS = 50

/**
 * Clusters contacts by their features: prepares them, compares numbers of clusters, groups, measures,
 * profiles and names. Constant and empty features are left out and listed; missing and infinite values
 * are filled. Where the contacts do not carry clusters of LEAST_CLUSTER_ROWS, the verdict says so:
 * for a k that was asked for at once, for a rule only when no smaller k is carried either.
 */
export function clusterContacts(table: FeatureTable, changes: Partial<ClusterPlan> = {}): Clustering {
  const clustering = cluster(table, changes)
  let step = clustering.next()
  while (!step.done) step = clustering.next(kMeans(step.value.points, step.value.options))
  return step.value
}

/**
 * The same, to the byte, with the k-means of everybody on several threads: worth it for a hundred thousand
 * contacts. Rejects when a thread fails.
 */
export async function clusterInThreads(
  table: FeatureTable,
  changes: Partial<ClusterPlan>,
  threads: number,
): Promise<Clustering> {
  const clustering = cluster(table, changes)
  let step = clustering.next()
  while (!step.done)
    step = clustering.next(await kMeansInThreads(step.value.points, step.value.options, threads))
  return step.value
}

/** A run that takes long where contacts are many; who asks for clusters decides where it runs. */
interface LongRun {
  readonly points: Points
  readonly options: KMeansOptions
}

function* cluster(
  table: FeatureTable,
  changes: Partial<ClusterPlan>,
): Generator<LongRun, Clustering, KMeans> {
  const plan = { ...DEFAULT_CLUSTER_PLAN, ...changes }
  const least = typeof plan.k === 'number' ? plan.k : 2
  if (!Number.isInteger(least) || least < 2)
    return refused(`${least} is no number of clusters to tell contacts apart by; ask for 2 or more`)
  if (table.rows < least * LEAST_CLUSTER_ROWS)
    return refused(
      `not enough data: ${table.rows} contacts, ${least * LEAST_CLUSTER_ROWS} needed for ${least} clusters; everybody is one group`,
    )

  const preparation = fitPreparation(table, plan.preparation)
  const ignored = ignoredFeatures(table, preparation.scaling.columns)
  const features = table.names.filter(name => !ignored.some(({ feature }) => feature === name))
  if (features.length === 0) return refused('no feature differs between contacts; everybody is one group')
  const { table: prepared, points } = preparedPoints({ preparation, features }, table)
  const mostClusters = Math.min(plan.mostClusters, Math.floor(table.rows / LEAST_CLUSTER_ROWS))
  const report = reportK(points, { ...plan, mostClusters })
  const tree = plan.method === 'k-means' ? null : treeOf(points, plan.method, plan.seed)
  const wanted = typeof plan.k === 'number' ? plan.k : report.choices[plan.k]
  const labels = yield* carriedGroups(points, tree, plan, wanted)
  if (labels === null)
    return refused(
      `the contacts do not fall into ${typeof plan.k === 'number' ? plan.k : 'two or more'} clusters of at least ${LEAST_CLUSTER_ROWS}; everybody is one group`,
    )

  const profiles = profileClusters(keepColumns(table, features), prepared, labels, clusterCount(labels))
  const names = nameClusters(profiles, plan.words, plan.expected)
  const stability = stabilityOf(points, labels, plan)
  const centres = centresOf(points, labels, profiles.length)
  const clusters = profiles.map(
    (profile, label): Cluster => ({
      id: label + 1,
      name: names[label] as string,
      centre: [...centres.subarray(label * points.dims, (label + 1) * points.dims)],
      profile,
      stability: stability[label] ?? null,
    }),
  )
  const separation = separationOf(points, labels, clusters.length, plan.seed)
  const model: ClusterModel = {
    plan,
    rows: table.rows,
    preparation,
    features,
    ignored,
    report,
    separation,
    clusters,
    tree: tree && topOfTree(tree, labels, clusters.length),
    nextId: clusters.length + 1,
  }
  return { verdict: { enough: true }, model, labels }
}

/** Groups into `wanted` clusters, or where a rule wanted them and one is too small, into the most that are carried. */
function* carriedGroups(
  points: Points,
  tree: TreeOfRows | null,
  { k: asked, starts, seed }: ClusterPlan,
  wanted: number | null,
): Generator<LongRun, Labels | null, KMeans> {
  const fewest = typeof asked === 'number' ? asked : 2
  for (let k = wanted ?? 0; k >= fewest; k -= 1) {
    const labels = tree ? cutInto(tree, k) : (yield { points, options: { k, starts, seed } }).labels
    const sizes = sizesOf(labels, k)
    if (sizes.every(size => size >= LEAST_CLUSTER_ROWS)) return labels
  }
  return null
}

function ignoredFeatures(
  table: FeatureTable,
  scaled: readonly { readonly name: string; readonly spread: number }[],
): ClusterModel['ignored'] {
  return scaled.flatMap(({ name: feature, spread }, c) => {
    if (spread > 0) return []
    const { usable, varies } = summarise(table.columns[c] as Float64Array)
    if (usable === 0) return { feature, reason: 'no contact has a value' }
    return { feature, reason: varies ? 'it differs in outliers only' : 'it is the same for every contact' }
  })
}

const clusterCount = (labels: Labels): number => 1 + labels.reduce((most, label) => Math.max(most, label), -1)

const refused = (reason: string): Clustering => ({ verdict: { enough: false, reason } })
