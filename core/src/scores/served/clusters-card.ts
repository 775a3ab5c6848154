import { type ClusterModel, type ContinuedClusters, featureSentence } from '../clusters/index.ts'
import type { FeatureTable } from '../data/feature-table.ts'
import type { CardTable, ModelCard } from './model-card.ts'
import type { ScoreContext } from './score-kind.ts'

/** The card of clusters: who they are, what sets them apart, what spoke for their number, who moved. */
export function clustersCard(
  { name, now, firstEventAt, seed }: ScoreContext,
  table: FeatureTable,
  { features, verdict, model, told }: Outcome,
): ModelCard {
  const ignored = model?.ignored ?? []
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
      model === null ? [] : [clusterTable(model), profileTable(model), kTable(model), ...changeTable(told)],
  }
}

/** What a training came to. */
interface Outcome {
  readonly features: readonly string[]
  readonly verdict: ModelCard['verdict']
  readonly model: ClusterModel | null
  readonly told: ContinuedClusters | null
}

function figuresOf({ clusters, separation, report }: ClusterModel, told: ContinuedClusters | null) {
  return {
    clusters: clusters.length,
    silhouette: separation.silhouette,
    dunn: separation.dunn,
    davies_bouldin: separation.daviesBouldin,
    calinski_harabasz: separation.calinskiHarabasz,
    k_by_elbow: report.choices.elbow,
    k_by_silhouette: report.choices.silhouette,
    k_by_gap: report.choices.gap,
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
  columns: ['k', 'inertia', 'silhouette', 'Dunn', 'Davies–Bouldin', 'Calinski–Harabasz'],
  rows: report.curve.map(point => [
    point.k,
    point.inertia,
    point.silhouette,
    point.dunn,
    point.daviesBouldin,
    point.calinskiHarabasz,
  ]),
})

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
