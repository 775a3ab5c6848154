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
import { type Crowds, findCrowds, MOST_CROWD_ROWS, neighbourDistances } from './crowds.ts'
import { cutInto, type TreeOfRows, treeOf } from './group-points.ts'
import { type KMeans, type KMeansOptions, kMeans } from './k-means.ts'
import { kMeansInThreads } from './k-means-threads.ts'
import { reportK } from './k-report.ts'
import { centresOf, type Labels, type Points, pickPoints, sizesOf } from './points.ts'
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

  if (plan.method === 'dbscan' && table.rows > MOST_CROWD_ROWS)
    return refused(
      `${table.rows} contacts are more than the ${MOST_CROWD_ROWS} whose crowds a model keeps; take k-means`,
    )

  const preparation = fitPreparation(table, plan.preparation)
  const ignored = ignoredFeatures(table, preparation.scaling.columns)
  const features = table.names.filter(name => !ignored.some(({ feature }) => feature === name))
  if (features.length === 0) return refused('no feature differs between contacts; everybody is one group')
  const { table: prepared, points } = preparedPoints({ preparation, features }, table)
  const mostClusters = Math.min(plan.mostClusters, Math.floor(table.rows / LEAST_CLUSTER_ROWS))
  const report = reportK(points, { ...plan, mostClusters })
  const grouped = plan.method === 'dbscan' ? crowded(points, plan) : yield* parted(points, plan, report)
  if ('reason' in grouped) return refused(grouped.reason)
  const { labels, tree, crowds } = grouped

  const profiles = profileClusters(keepColumns(table, features), prepared, labels, clusterCount(labels))
  const names = nameClusters(profiles, plan.words, plan.expected)
  const { method } = plan
  const stability = method === 'dbscan' ? [] : stabilityOf(points, labels, { ...plan, method })
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
  const inside = [...labels.keys()].filter(row => labels[row] !== -1)
  const own = labels.filter(label => label !== -1)
  const separation = separationOf(pickPoints(points, inside), own, clusters.length, plan.seed)
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
    crowds,
    nextId: clusters.length + 1,
  }
  return { verdict: { enough: true }, model, labels }
}

/** Labels with what they were made of, or why there are none. */
type Grouped =
  | { readonly labels: Labels; readonly tree: TreeOfRows | null; readonly crowds: Crowds | null }
  | { readonly reason: string }

/** Everybody in one of k clusters. */
function* parted(
  points: Points,
  plan: ClusterPlan,
  { choices }: ClusterModel['report'],
): Generator<LongRun, Grouped, KMeans> {
  const { method, k, seed } = plan
  const tree = method === 'k-means' || method === 'dbscan' ? null : treeOf(points, method, seed)
  const labels = yield* carriedGroups(points, tree, plan, typeof k === 'number' ? k : choices[k])
  if (labels !== null) return { labels, tree, crowds: null }
  const many = typeof k === 'number' ? k : 'two or more'
  return {
    reason: `the contacts do not fall into ${many} clusters of at least ${LEAST_CLUSTER_ROWS}; everybody is one group`,
  }
}

/** Some in crowds, and the rest in none. */
function crowded(points: Points, { crowds: options, seed }: ClusterPlan): Grouped {
  if (options === undefined)
    return { reason: 'dbscan was not told what a crowd is: give it reach and neighbours' }
  const { crowds, labels } = findCrowds(points, options, LEAST_CLUSTER_ROWS)
  if (crowds.clusters.length > 0) return { labels, tree: null, crowds }
  const distances = neighbourDistances(points, options.minimumNeighbours, seed)
  const middle = distances[Math.floor(distances.length / 2)] ?? 0
  return {
    reason: `no crowd of at least ${LEAST_CLUSTER_ROWS} contacts lies within a reach of ${options.reach}; half of the contacts have ${options.minimumNeighbours} within ${middle.toPrecision(3)}, themselves included`,
  }
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
