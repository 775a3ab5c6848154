import { bestAssignment } from './best-assignment.ts'
import type { Labels } from './points.ts'

/** A clustering of contacts. `contacts[i]` is in cluster `labels[i]`; a centre is a point of one space for both runs. */
export interface ClusteredContacts {
  readonly contacts: Uint32Array
  readonly labels: Labels
  readonly centres: readonly (readonly number[])[]
}

/** One cluster of the new run and the one of the run before that it continues. */
interface ClusterMatch {
  readonly label: number
  /** The label it had before; null for a new cluster. */
  readonly before: number | null
  /** Contacts in both over contacts in either, among the contacts of both runs. */
  readonly overlap: number
}

export interface ClusterMatching {
  readonly matches: readonly ClusterMatch[]
  /** Earlier labels that nothing continues. */
  readonly gone: readonly number[]
  /** Contacts of both runs whose cluster is not the one that continues theirs, ascending. */
  readonly movers: readonly Mover[]
  readonly arrived: number
  readonly left: number
}

export interface Mover {
  readonly contact: number
  /** Label before; −1 for none. */
  readonly from: number
  /** Label now; −1 for none. */
  readonly to: number
}

/** Clusters that share less than this keep nothing of each other, and a name must not pass between them. */
const LEAST_OVERLAP = 0.2

/** Without common contacts centres decide: up to this many standard deviations apart, on the mean feature. */
const FARTHEST_CENTRE = 0.5

/** Members say more than centres, which only part what members leave equal. */
const CENTRE_WEIGHT = 0.25

/** Finds which cluster continues which: each at most one, with the greatest total overlap and the nearest centres. */
export function matchClusters(before: ClusteredContacts, now: ClusteredContacts): ClusterMatching {
  const earlier = new Map<number, number>()
  before.contacts.forEach((contact, i) => {
    earlier.set(contact, before.labels[i] as number)
  })
  const overlap = overlaps(earlier, before.centres.length, now)
  const common = now.contacts.reduce((count, contact) => count + Number(earlier.has(contact)), 0)
  const apart = now.centres.map(centre => before.centres.map(other => distance(centre, other)))
  const cost = overlap.map((row, j) =>
    row.map((share, i) => {
      const far = apart[j]?.[i] as number
      return 1 - share + CENTRE_WEIGHT * (1 - 1 / (1 + far))
    }),
  )
  const assigned = bestAssignment(cost)
  const matches = now.centres.map((_, label): ClusterMatch => {
    const candidate = assigned[label] ?? -1
    const share = overlap[label]?.[candidate] ?? 0
    const near = (apart[label]?.[candidate] ?? Number.POSITIVE_INFINITY) <= FARTHEST_CENTRE
    const continues = candidate >= 0 && (common === 0 ? near : share >= LEAST_OVERLAP)
    return { label, before: continues ? candidate : null, overlap: continues ? share : 0 }
  })
  const continued = new Set(matches.map(match => match.before))
  const movers: Mover[] = []
  now.contacts.forEach((contact, i) => {
    const from = earlier.get(contact)
    const to = now.labels[i] as number
    if (from !== undefined && from !== (matches[to]?.before ?? -1)) movers.push({ contact, from, to })
  })
  return {
    matches,
    gone: before.centres.flatMap((_, label) => (continued.has(label) ? [] : [label])),
    movers: movers.sort((a, b) => a.contact - b.contact),
    arrived: now.contacts.length - common,
    left: before.contacts.length - common,
  }
}

/** The Jaccard overlap of each new cluster with each earlier one. */
function overlaps(earlier: ReadonlyMap<number, number>, count: number, now: ClusteredContacts): number[][] {
  const shared = now.centres.map(() => Array.from({ length: count }, () => 0))
  const sizes = Array.from({ length: now.centres.length }, () => 0)
  const sizesBefore = Array.from({ length: count }, () => 0)
  now.contacts.forEach((contact, i) => {
    const from = earlier.get(contact)
    if (from === undefined) return
    const to = now.labels[i] as number
    const row = shared[to]
    if (row !== undefined) sizes[to] = (sizes[to] as number) + 1
    if (from >= 0) sizesBefore[from] = (sizesBefore[from] as number) + 1
    if (row !== undefined && from >= 0) row[from] = (row[from] as number) + 1
  })
  return shared.map((row, j) =>
    row.map((both, i) => both / Math.max(1, (sizes[j] as number) + (sizesBefore[i] as number) - both)),
  )
}

/** Root mean square difference of the features; infinite between runs of different features. */
function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  const squares = a.reduce((sum, value, d) => sum + (value - (b[d] as number)) ** 2, 0)
  return Math.sqrt(squares / Math.max(1, a.length))
}
