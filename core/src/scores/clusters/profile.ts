import type { FeatureTable } from '../data/feature-table.ts'
import { isUsable, quantile, sortedUsable, summarise } from '../prepare/column-summary.ts'
import { type Labels, sizesOf } from './points.ts'

/** How one feature tells a cluster from everybody. */
export interface FeatureProfile {
  readonly feature: string
  /** Mean of the members and of all contacts, in the feature's own unit; missing values are left out. */
  readonly mean: number
  readonly overall: number
  /** Mean of the members less that of all contacts as the model sees them, in standard deviations. */
  readonly difference: number
  /** Which share of the members lies on that side of the middle contact. */
  readonly share: number
}

export interface ClusterProfile {
  readonly label: number
  readonly size: number
  /** Of all contacts. */
  readonly share: number
  /** Largest difference first. */
  readonly features: readonly FeatureProfile[]
}

/** Profiles every cluster: `raw` holds the features in their own units, `prepared` the same columns as the model sees them. */
export function profileClusters(
  raw: FeatureTable,
  prepared: FeatureTable,
  labels: Labels,
  k: number,
): ClusterProfile[] {
  const sizes = sizesOf(labels, k)
  const profiles = sizes.map((size, label) => ({
    label,
    size,
    share: raw.rows === 0 ? 0 : size / raw.rows,
    features: [] as FeatureProfile[],
  }))
  prepared.columns.forEach((column, c) => {
    const own = raw.columns[c] as Float64Array
    const all = summarise(column)
    const middle = all.usable === 0 ? 0 : quantile(sortedUsable(column), 0.5)
    const overall = summarise(own).mean
    for (const profile of profiles) {
      const members = membersOf(column, labels, profile.label)
      const gap = members.length === 0 ? 0 : summarise(members).mean - all.mean
      profile.features.push({
        feature: prepared.names[c] as string,
        mean: summarise(membersOf(own, labels, profile.label)).mean,
        overall,
        difference: all.varies ? gap / all.deviation : 0,
        share: shareBeyond(members, middle, gap),
      })
    }
  })
  for (const { features } of profiles)
    features.sort(
      (a, b) => Math.abs(b.difference) - Math.abs(a.difference) || (a.feature < b.feature ? -1 : 1),
    )
  return profiles
}

const membersOf = (column: Float64Array, labels: Labels, label: number): Float64Array =>
  column.filter((value, row) => labels[row] === label && isUsable(value))

function shareBeyond(members: Float64Array, middle: number, gap: number): number {
  if (members.length === 0) return 0
  const beyond = members.reduce(
    (count, value) => count + Number(gap < 0 ? value < middle : value > middle),
    0,
  )
  return beyond / members.length
}
