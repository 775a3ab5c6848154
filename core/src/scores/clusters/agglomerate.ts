import { type Labels, type Points, squaredDistance } from './points.ts'

/** How far two clusters are apart: by the increase of inertia, the farthest pair, the mean pair, or the nearest. */
export type Linkage = 'ward' | 'complete' | 'average' | 'single'

/** One joining of two nodes. Nodes 0 to rows − 1 are the rows; the n-th merge makes node rows + n. */
export interface Merge {
  readonly left: number
  readonly right: number
  readonly height: number
  /** Rows below the new node. */
  readonly size: number
}

/** The tree of merges, lowest first. Plain data. */
export interface Dendrogram {
  readonly linkage: Linkage
  readonly rows: number
  readonly merges: readonly Merge[]
}

/** Distances are kept for all pairs: 5,000 rows are 12.5 million of them, 100 MB. Cluster centres of more rows instead. */
export const MOST_AGGLOMERATED_ROWS = 5_000

/**
 * Builds the tree by the nearest-neighbour chain: follow nearest neighbours until two are each other's,
 * join them, and go on from what is left of the chain; quadratic in the rows for all four linkages.
 * `weights` are the rows that each point stands for (1 each unless given), as when points are centres.
 * Heights are distances in the points' own unit; Ward's is √(2·|a||b| / (|a|+|b|)) times the distance
 * of the centres, as in scipy.
 *
 * Sources: D. Müllner, "Modern hierarchical, agglomerative clustering algorithms" (2011);
 * G. N. Lance & W. T. Williams, "A general theory of classificatory sorting strategies" (1967).
 *
 * Throws a RangeError above MOST_AGGLOMERATED_ROWS.
 */
export function agglomerate(points: Points, linkage: Linkage, weights?: ArrayLike<number>): Dendrogram {
  const { rows } = points
  if (rows > MOST_AGGLOMERATED_ROWS)
    throw new RangeError(
      `${rows} rows are too many for a tree of all of them; build it on at most ${MOST_AGGLOMERATED_ROWS} k-means centres.`,
    )
  const size = Float64Array.from({ length: rows }, (_, row) => weights?.[row] ?? 1)
  const distances = firstDistances(points, linkage, size)
  const alive = Int32Array.from({ length: rows }, (_, row) => row)
  const pairs: Pair[] = []
  const chain: number[] = []
  let left = rows

  while (left > 1) {
    if (chain.length === 0) chain.push(alive[0] as number)
    for (;;) {
      const tip = chain.at(-1) as number
      const before = chain.at(-2)
      const next = nearest(distances, alive, left, tip, before)
      if (next !== before) {
        chain.push(next)
        continue
      }
      chain.length -= 2
      const [a, b] = tip < next ? [tip, next] : [next, tip]
      const height = distances[at(a, b)] as number
      pairs.push({ a, b, height })
      // The joined cluster lives on in place b; place a is gone.
      left = without(alive, left, a)
      joinInto(distances, linkage, size, alive, left, a, b, height)
      size[b] = (size[b] as number) + (size[a] as number)
      break
    }
  }
  const sizes = Float64Array.from({ length: rows }, (_, row) => weights?.[row] ?? 1)
  return { linkage, rows, merges: sortedMerges(pairs, sizes, linkage) }
}

/** The cluster of each row when the tree is cut into `k`, the cluster with most rows first. */
export function cutDendrogram({ rows, merges }: Dendrogram, k: number): Labels {
  if (!Number.isInteger(k) || k < 1 || k > rows)
    throw new RangeError(`A tree of ${rows} rows is cut into 1 to ${rows} clusters, not ${k}.`)
  const root = Int32Array.from({ length: rows + merges.length }, (_, node) => node)
  // The last k − 1 merges are undone; below them every node knows the highest one above it.
  for (let m = merges.length - k; m >= 0; m -= 1) {
    const { left, right } = merges[m] as Merge
    root[left] = root[rows + m] as number
    root[right] = root[rows + m] as number
  }
  const counts = new Map<number, number>()
  for (let row = 0; row < rows; row += 1)
    counts.set(root[row] as number, (counts.get(root[row] as number) ?? 0) + 1)
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([node]) => node)
  const place = new Map(ranked.map((node, label) => [node, label]))
  return Int32Array.from({ length: rows }, (_, row) => place.get(root[row] as number) as number)
}

interface Pair {
  readonly a: number
  readonly b: number
  readonly height: number
}

/** Where the pair lies in the triangle of distances. */
const at = (a: number, b: number): number => (a < b ? (b * (b - 1)) / 2 + a : (a * (a - 1)) / 2 + b)

/** All pairs; squared for Ward, whose updates are in squares. */
function firstDistances({ rows, dims, values }: Points, linkage: Linkage, size: Float64Array): Float64Array {
  const distances = new Float64Array((rows * (rows - 1)) / 2)
  for (let b = 1, p = 0; b < rows; b += 1)
    for (let a = 0; a < b; a += 1, p += 1) {
      const squared = squaredDistance(values, a, values, b, dims)
      const [m, n] = [size[a] as number, size[b] as number]
      distances[p] = linkage === 'ward' ? (squared * 2 * m * n) / (m + n) : Math.sqrt(squared)
    }
  return distances
}

/** The nearest to `tip` of those alive; where several are as near, `preferred` first, so that a chain ends. */
function nearest(
  distances: Float64Array,
  alive: Int32Array,
  left: number,
  tip: number,
  preferred: number | undefined,
): number {
  let best = preferred ?? -1
  let least = preferred === undefined ? Number.POSITIVE_INFINITY : (distances[at(tip, preferred)] as number)
  for (let i = 0; i < left; i += 1) {
    const other = alive[i] as number
    if (other === tip) continue
    const distance = distances[at(tip, other)] as number
    if (distance < least) {
      least = distance
      best = other
    }
  }
  return best
}

/** Takes one place out of those alive, keeping their order. */
function without(alive: Int32Array, left: number, gone: number): number {
  const place = alive.indexOf(gone)
  alive.copyWithin(place, place + 1, left)
  return left - 1
}

/** Lance and Williams: the distances of the joined cluster, written over those of `b`. */
function joinInto(
  distances: Float64Array,
  linkage: Linkage,
  size: Float64Array,
  alive: Int32Array,
  left: number,
  a: number,
  b: number,
  height: number,
): void {
  const m = size[a] as number
  const n = size[b] as number
  for (let i = 0; i < left; i += 1) {
    const other = alive[i] as number
    if (other === b) continue
    const toA = distances[at(a, other)] as number
    const toB = distances[at(b, other)] as number
    const o = size[other] as number
    distances[at(b, other)] = joined(linkage, toA, toB, height, m, n, o)
  }
}

function joined(
  linkage: Linkage,
  toA: number,
  toB: number,
  height: number,
  m: number,
  n: number,
  o: number,
): number {
  switch (linkage) {
    case 'ward':
      return ((m + o) * toA + (n + o) * toB - o * height) / (m + n + o)
    case 'complete':
      return Math.max(toA, toB)
    case 'average':
      return (m * toA + n * toB) / (m + n)
    case 'single':
      return Math.min(toA, toB)
    default:
      throw new Error(`Unhandled linkage: ${linkage satisfies never}`)
  }
}

/** The chain joins pairs out of order; sorted by height they become the tree, numbered by union-find. */
function sortedMerges(pairs: readonly Pair[], size: Float64Array, linkage: Linkage): Merge[] {
  const rows = size.length
  const sorted = pairs.map((pair, n) => ({ ...pair, n })).sort((x, y) => x.height - y.height || x.n - y.n)
  const parent = Int32Array.from({ length: rows }, (_, row) => row)
  const node = Int32Array.from({ length: rows }, (_, row) => row)
  const find = (row: number): number => {
    let top = row
    while (parent[top] !== top) {
      parent[top] = parent[parent[top] as number] as number
      top = parent[top] as number
    }
    return top
  }
  return sorted.map(({ a, b, height }, n) => {
    const [first, second] = [find(a), find(b)]
    const [left, right] = [node[first] as number, node[second] as number].sort((x, y) => x - y) as [
      number,
      number,
    ]
    const total = (size[first] as number) + (size[second] as number)
    parent[first] = second
    node[second] = rows + n
    size[second] = total
    return { left, right, height: linkage === 'ward' ? Math.sqrt(Math.max(0, height)) : height, size: total }
  })
}
