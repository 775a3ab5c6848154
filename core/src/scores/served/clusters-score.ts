import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import {
  assignClusters,
  type ClusterModel,
  type ClusterPlan,
  type ClusterRun,
  clusterContacts,
  clusterInThreads,
  continueClusters,
  DEFAULT_CLUSTER_PLAN,
} from '../clusters/index.ts'
import { applyFeatures, type FeatureFit, featureSchema } from '../features/index.ts'
import { type DriftBaseline, drift, driftBaseline } from '../lifecycle/index.ts'
import type { OutlierRule } from '../prepare/index.ts'
import { clustersCard } from './clusters-card.ts'
import { type Features, featureNeeds, fitTable, measureAt } from './read-table.ts'
import type { ScoreContext, ScoreKind } from './score-kind.ts'

/** Groups of contacts that are alike, with names that stay with them from training to training. */
export interface ClustersDefinition {
  readonly kind: 'clusters'
  readonly features: Features
  /** How many, or the rule that chooses. Default `silhouette`. */
  readonly k?: ClusterPlan['k']
  readonly most?: number
  readonly method?: ClusterPlan['method']
  /**
   * Of `dbscan`, which needs it: contacts with at least so many `neighbours`, themselves included, within `reach`, in
   * the units of `scale`, make a crowd.
   */
  readonly crowds?: { readonly reach: number; readonly neighbours: number }
  /** What missing values are taken for. Default `median`. */
  readonly fill?: ClusterPlan['preparation']['fill']
  /** Values beyond the rule are moved onto its limit, or kept. Default `{ kind: 'z', reach: 4 }`. */
  readonly outliers?: OutlierRule | 'keep'
  /** What makes features equally large. Default `z-score`. */
  readonly scale?: ClusterPlan['preparation']['scale']
  /** Features whose logarithm counts: amounts, counts, ages. */
  readonly logarithm?: readonly string[]
  readonly words?: NonNullable<ClusterPlan['words']>
  readonly expected?: NonNullable<ClusterPlan['expected']>
}

export interface ClustersDocument {
  readonly fit: FeatureFit
  readonly baseline: DriftBaseline
  /** Null where the contacts carry no clusters: nobody has a label then. */
  readonly model: ClusterModel | null
}

const MOST_CLUSTERS = 50
const MOST_REACH = 1_000
const MOST_NEIGHBOURS = 1_000
/** Of fewer contacts a thread would take longer to start than to work. */
const LEAST_THREADED = 20_000
const level = z.enum(['high', 'low', 'middle'])

const schema: z.ZodType<ClustersDefinition> = strictShape({
  kind: z.literal('clusters'),
  features: z
    .record(z.string().min(1).max(64), featureSchema)
    .refine(features => Object.keys(features).length > 0, 'expected at least one feature'),
  k: z.union([z.int().min(2).max(MOST_CLUSTERS), z.enum(['elbow', 'silhouette', 'gap'])]).exactOptional(),
  most: z.int().min(2).max(MOST_CLUSTERS).exactOptional(),
  method: z.enum(['k-means', 'ward', 'complete', 'average', 'single', 'dbscan']).exactOptional(),
  crowds: strictShape({
    reach: z.number().positive().max(MOST_REACH),
    neighbours: z.int().min(2).max(MOST_NEIGHBOURS),
  }).exactOptional(),
  fill: z.enum(['median', 'mean']).exactOptional(),
  outliers: z
    .union(
      [
        z.literal('keep'),
        strictShape({ kind: z.enum(['iqr', 'z']), reach: z.number().positive().max(MOST_REACH) }),
      ],
      { error: 'expected "keep", or a rule such as { kind: "iqr", reach: 1.5 }' },
    )
    .exactOptional(),
  scale: z.enum(['z-score', 'min-max']).exactOptional(),
  logarithm: z.array(z.string()).exactOptional(),
  words: z
    .record(z.string(), strictShape({ high: z.string().min(1), low: z.string().min(1) }))
    .exactOptional(),
  expected: z
    .array(strictShape({ name: z.string().min(1).max(100), features: z.record(z.string(), level) }))
    .exactOptional(),
})
  .refine(
    ({ method, crowds }) => (method === 'dbscan') === (crowds !== undefined),
    'expected "crowds" with the method "dbscan", and with no other: { reach: 0.5, neighbours: 10 }',
  )
  .refine(
    ({ method, k, most }) => method !== 'dbscan' || (k === undefined && most === undefined),
    'expected no "k" and no "most": dbscan finds as many clusters as there are crowds',
  )

export const clustersKind: ScoreKind<ClustersDefinition, ClustersDocument> = {
  kind: 'clusters',
  schema,
  columns: () => ({ '': 'text' }),
  needs: ({ features }, names) => featureNeeds(features, names),
  train: async (definition, context, before) => {
    const measured = await measureAt(definition.features, context, context.now)
    const { fit, table } = fitTable(measured)
    const features = Object.keys(definition.features)
    const { threads = 1, seed } = context
    const plan = planOf(definition, seed)
    const clustering =
      threads > 1 && table.rows >= LEAST_THREADED
        ? await clusterInThreads(table, plan, threads)
        : clusterContacts(table, plan)
    const baseline = driftBaseline(table)
    if (!('model' in clustering)) {
      const card = clustersCard(context, table, {
        features,
        verdict: clustering.verdict,
        model: null,
        told: null,
      })
      const replaces = { champion: before === null, because: 'there are no clusters to serve' }
      return { card, document: { fit, baseline, model: null }, replaces }
    }
    const now = { model: clustering.model, contacts: measured.contactNo, labels: clustering.labels }
    const earlier = before?.document.model ?? null
    const told = earlier === null ? null : continueClusters(await runBefore(earlier, context), now)
    const model = told?.model ?? clustering.model
    const card = clustersCard(context, table, { features, verdict: clustering.verdict, model, told })
    const because = told === null ? 'the first clusters' : 'clusters are those of the newest training'
    return { card, document: { fit, baseline, model }, replaces: { champion: true, because } }
  },
  measures: ({ features }) => features,
  score: (_definition, _context, { fit, baseline, model }, measured) => {
    const { contactNo } = measured
    if (model === null)
      return { columns: [{ suffix: '', contactNo, values: Array.from(contactNo, () => null) }] }
    const table = applyFeatures(fit, measured)
    const labels = assignClusters(model, table)
    const names = model.clusters.map(({ name }) => name)
    return {
      columns: [{ suffix: '', contactNo, values: Array.from(labels, label => names[label] ?? null) }],
      drift: drift(baseline, table),
    }
  },
}

function planOf(definition: ClustersDefinition, seed: number): Partial<ClusterPlan> {
  const { k, most, method, crowds, words, expected } = definition
  return {
    seed,
    ...(k !== undefined && { k }),
    ...(most !== undefined && { mostClusters: most }),
    ...(method !== undefined && { method }),
    ...(crowds && { crowds: { reach: crowds.reach, minimumNeighbours: crowds.neighbours } }),
    preparation: preparationOf(definition),
    ...(words && { words }),
    ...(expected && { expected }),
  }
}

function preparationOf(definition: ClustersDefinition): ClusterPlan['preparation'] {
  const usual = DEFAULT_CLUSTER_PLAN.preparation
  const { fill = usual.fill, outliers = usual.clip, scale = usual.scale, logarithm = [] } = definition
  return { fill, logarithm, scale, ...(outliers && outliers !== 'keep' && { clip: outliers }) }
}

/** Who was in which cluster by the champion: the labels that the store holds, since those were written to vendors. */
async function runBefore(model: ClusterModel, { name, facts }: ScoreContext): Promise<ClusterRun> {
  const column = (await facts.attributes([name])).columns.get(name)
  const contacts: number[] = []
  const labels: number[] = []
  if (column && 'codes' in column) {
    const places = column.dictionary.map(entry => model.clusters.findIndex(cluster => cluster.name === entry))
    for (const [contact, code] of column.codes.entries()) {
      const label = code < 0 ? -1 : (places[code] ?? -1)
      if (label < 0) continue
      contacts.push(contact)
      labels.push(label)
    }
  }
  return { model, contacts: Uint32Array.from(contacts), labels: Int32Array.from(labels) }
}
