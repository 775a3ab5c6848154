import { type ClusterModel, type ContinuedClusters, featureSentence } from '../clusters/index.ts'
import type { FeatureTable } from '../data/feature-table.ts'
import { dendrogramOf } from './dendrogram-card.ts'
import type { CardTable, ModelCard } from './model-card.ts'
import type { ScoreContext } from './score-kind.ts'

/** The card of clusters: who they are, what sets them apart, what spoke for their number, who moved. */
export function clustersCard(
  { name, now, firstEventAt, seed }: ScoreContext,
  table: FeatureTable,
  { features, verdict, model, told }: Outcome,
): ModelCard {
  const ignored = model?.ignored ?? []
  const tree = model === null ? undefined : dendrogramOf(model)
  return {
    score: name,
    kind: 'clusters',
    trainedAt: now,
    seed,
    data: { from: firstEventAt, until: now },
    contacts: table.rows,
    features,
    verdict,
    metrics: model === null ? {} : figuresOf(model, told),
    warnings: ignored.map(({ feature, reason }) => `the feature "${feature}" was left out: ${reason}`),
    tables:
      model === null
        ? []
        : [
            clusterTable(model),
            profileTable(model),
            ...(model.crowds ? [] : [kTable(model)]),
            ...changeTable(told),
            ...moverTable(told),
          ],
    ...(tree && { tree }),
  }
}

/** What a training came to. */
interface Outcome {
  readonly features: readonly string[]
  readonly verdict: ModelCard['verdict']
  readonly model: ClusterModel | null
  readonly told: ContinuedClusters | null
}

function figuresOf(
  { clusters, separation, report, rows, crowds }: ClusterModel,
  told: ContinuedClusters | null,
) {
  const inside = clusters.reduce((sum, { profile }) => sum + profile.size, 0)
  return {
    clusters: clusters.length,
    silhouette: separation.silhouette,
    dunn: separation.dunn,
    davies_bouldin: separation.daviesBouldin,
    calinski_harabasz: separation.calinskiHarabasz,
    ...(crowds
      ? { core_contacts: crowds.clusters.length, without_cluster: rows - inside }
      : {
          k_by_elbow: report.choices.elbow,
          k_by_silhouette: report.choices.silhouette,
          k_by_gap: report.choices.gap,
        }),
    ...(told && { movers: told.movers.length, arrived: told.arrived, left: told.left }),
  }
}

const clusterTable = ({ clusters }: ClusterModel): CardTable => ({
  title: 'Clusters',
  columns: ['no', 'name', 'contacts', 'share', 'stability'],
  rows: clusters.map(({ id, name, profile, stability }) => [
    id,
    name,
    profile.size,
    profile.share,
    stability,
  ]),
})

const SENTENCES = 4

const profileTable = ({ clusters }: ClusterModel): CardTable => ({
  title: 'What sets them apart',
  columns: ['cluster', 'feature by feature'],
  rows: clusters.map(({ name, profile }) => [
    name,
    profile.features.slice(0, SENTENCES).map(featureSentence).join('; '),
  ]),
})

const kTable = ({ report }: ClusterModel): CardTable => ({
  title: report.agree ? 'How many clusters' : 'How many clusters: the rules disagree',
  columns: ['k', 'inertia', 'silhouette', 'gap', 'gap error', 'Dunn', 'Davies–Bouldin', 'Calinski–Harabasz'],
  rows: report.curve.map(point => [
    point.k,
    point.inertia,
    point.silhouette,
    gapAt(report, point.k)?.gap ?? null,
    gapAt(report, point.k)?.s ?? null,
    point.dunn,
    point.daviesBouldin,
    point.calinskiHarabasz,
  ]),
})

const gapAt = ({ gap }: ClusterModel['report'], k: number) => gap.find(point => point.k === k)

const changeTable = (told: ContinuedClusters | null): CardTable[] =>
  told === null
    ? []
    : [
        {
          title: 'Against the training before',
          columns: ['no', 'name', 'what', 'before', 'now', 'overlap'],
          rows: told.changes.map(({ id, name, change, sizeBefore, size, overlap }) => [
            id,
            name,
            change,
            sizeBefore,
            size,
            overlap,
          ]),
        },
      ]

/** Pairs of clusters between which most moved; the rest is in the figure `movers`. */
const MOST_MOVES = 20

/** Who moved, as numbers of contacts from one cluster to another. */
function moverTable(told: ContinuedClusters | null): CardTable[] {
  if (told === null || told.movers.length === 0) return []
  const names = new Map<number | null, string>(told.changes.map(({ id, name }) => [id, name]))
  const nameOf = (id: number | null) => names.get(id) ?? 'none'
  const moves = [...Map.groupBy(told.movers, ({ from, to }) => `${from} ${to}`).values()]
    .map(same => ({ ...(same[0] as (typeof same)[0]), contacts: same.length }))
    .toSorted(
      (a, b) => b.contacts - a.contacts || Number(a.from) - Number(b.from) || Number(a.to) - Number(b.to),
    )
  return [
    {
      title: 'Who moved',
      columns: ['from', 'to', 'contacts'],
      rows: moves.slice(0, MOST_MOVES).map(({ from, to, contacts }) => [nameOf(from), nameOf(to), contacts]),
    },
  ]
}
