import { type ScaledColumn, unscaled } from '../prepare/scaling.ts'
import type { Cluster, ClusterModel } from './cluster-model.ts'
import { type ClusterMatching, matchClusters } from './match-clusters.ts'
import type { Labels } from './points.ts'

/** A trained model with the contacts that it was trained on. */
export interface ClusterRun {
  readonly model: ClusterModel
  readonly contacts: Uint32Array
  /** Of each contact, the place of its cluster in `model.clusters`. */
  readonly labels: Labels
}

/** A new run told as the continuation of an earlier one. */
export interface ContinuedClusters {
  /** The new model, its clusters carrying the numbers and names of those they continue. */
  readonly model: ClusterModel
  readonly changes: readonly ClusterChange[]
  /** Contacts of both runs whose cluster changed, by cluster number; null for none. */
  readonly movers: readonly {
    readonly contact: number
    readonly from: number | null
    readonly to: number | null
  }[]
  readonly arrived: number
  readonly left: number
}

/** What became of one cluster. */
export interface ClusterChange {
  readonly id: number
  readonly name: string
  readonly change: 'kept' | 'new' | 'gone'
  readonly sizeBefore: number
  readonly size: number
  /** Contacts in both over contacts in either; 0 for a new or gone cluster. */
  readonly overlap: number
}

/**
 * Gives the clusters of a new run the numbers and names of the ones they continue, so that tags
 * written for them stay with the same people, and tells who moved.
 */
export function continueClusters(before: ClusterRun, now: ClusterRun): ContinuedClusters {
  const matching = matchClusters(
    { ...before, centres: centresIn(before.model, now.model) },
    { ...now, centres: now.model.clusters.map(({ centre }) => centre) },
  )
  const clusters = renumbered(before.model, now.model, matching)
  const nextId = clusters.reduce((next, { id }) => Math.max(next, id + 1), before.model.nextId)
  const idBefore = (label: number) => before.model.clusters[label]?.id ?? null
  return {
    model: { ...now.model, clusters, nextId },
    changes: changesOf(before.model, clusters, matching),
    movers: matching.movers.map(({ contact, from, to }) => ({
      contact,
      from: idBefore(from),
      to: clusters[to]?.id ?? null,
    })),
    arrived: matching.arrived,
    left: matching.left,
  }
}

function renumbered(before: ClusterModel, now: ClusterModel, { matches }: ClusterMatching): Cluster[] {
  const kept = matches.map(match => (match.before === null ? undefined : before.clusters[match.before]))
  const taken = new Set(before.clusters.map(({ name }) => name))
  let nextId = before.nextId
  return now.clusters.map((cluster, label) => {
    const earlier = kept[label]
    if (earlier !== undefined) return { ...cluster, id: earlier.id, name: earlier.name }
    // A name that was used means other people to whoever wrote a mail for it.
    const name = taken.has(cluster.name) ? `${cluster.name} (${nextId})` : cluster.name
    const id = nextId
    nextId += 1
    return { ...cluster, id, name }
  })
}

function changesOf(
  before: ClusterModel,
  clusters: readonly Cluster[],
  { matches, gone }: ClusterMatching,
): ClusterChange[] {
  const here = clusters.map(({ id, name, profile }, label): ClusterChange => {
    const match = matches[label]
    const earlier = before.clusters[match?.before ?? -1]
    const sizeBefore = earlier?.profile.size ?? 0
    const change = earlier === undefined ? 'new' : 'kept'
    return { id, name, change, sizeBefore, size: profile.size, overlap: match?.overlap ?? 0 }
  })
  const lost = gone.map((label): ClusterChange => {
    const { id, name, profile } = before.clusters[label] as Cluster
    return { id, name, change: 'gone', sizeBefore: profile.size, size: 0, overlap: 0 }
  })
  return [...here, ...lost].sort((a, b) => a.id - b.id)
}

/** The centres of one model in the units of another; empty, and so nowhere near, where their features differ. */
function centresIn(from: ClusterModel, to: ClusterModel): number[][] {
  const meaning = ({ features, preparation }: ClusterModel) =>
    JSON.stringify([features, preparation.logarithm, preparation.scaling.kind])
  if (meaning(from) !== meaning(to)) return from.clusters.map(() => [])
  const own = columnsByName(from)
  const other = columnsByName(to)
  return from.clusters.map(({ centre }) =>
    centre.map((value, d) => {
      const feature = from.features[d] as string
      const target = other.get(feature) as ScaledColumn
      return (unscaled(value, own.get(feature) as ScaledColumn) - target.centre) / target.spread
    }),
  )
}

const columnsByName = ({ preparation }: ClusterModel): Map<string, ScaledColumn> =>
  new Map(preparation.scaling.columns.map(column => [column.name, column]))
