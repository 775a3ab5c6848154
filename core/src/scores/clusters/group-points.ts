import {
  agglomerate,
  cutDendrogram,
  type Dendrogram,
  type Linkage,
  MOST_AGGLOMERATED_ROWS,
} from './agglomerate.ts'
import { kMeans } from './k-means.ts'
import { type Labels, type Points, sizesOf } from './points.ts'

/** Of more rows than a tree can hold, the tree joins this many k-means centres, each weighing as its rows do. */
const TREE_CENTRES = 500

/** Centres of small crowds need no best of many starts. */
const TREE_STARTS = 1

/** A tree whose leaves are rows, or where these were too many k-means centres of them. */
export interface TreeOfRows {
  readonly tree: Dendrogram
  /** The leaf of each row; null where each is its own. */
  readonly leaves: Labels | null
}

/** Groups points as the plan says, the largest cluster first; into fewer than `k` where there are fewer different points. */
export function groupPoints(
  points: Points,
  k: number,
  {
    method,
    starts,
    seed,
  }: { readonly method: 'k-means' | Linkage; readonly starts: number; readonly seed: number },
): Labels {
  if (method === 'k-means') return kMeans(points, { k, starts, seed }).labels
  return cutInto(treeOf(points, method, seed), k)
}

/** The cluster of each row when their tree is cut into `k`, the largest first. */
export function cutInto({ tree, leaves }: TreeOfRows, k: number): Labels {
  const cut = cutDendrogram(tree, Math.min(k, tree.rows))
  if (leaves === null) return cut
  return ranked(
    leaves.map(leaf => cut[leaf] as number),
    k,
  )
}

/** The tree of the rows, or above MOST_AGGLOMERATED_ROWS of k-means centres. */
export function treeOf(points: Points, linkage: Dendrogram['linkage'], seed: number): TreeOfRows {
  if (points.rows <= MOST_AGGLOMERATED_ROWS) return { tree: agglomerate(points, linkage), leaves: null }
  const { centres, labels, sizes } = kMeans(points, { k: TREE_CENTRES, starts: TREE_STARTS, seed })
  const middles = { rows: sizes.length, dims: points.dims, values: centres }
  return { tree: agglomerate(middles, linkage, sizes), leaves: labels }
}

/** The same groups, numbered by size: the cut numbers them by leaves. */
function ranked(labels: Labels, k: number): Labels {
  const sizes = sizesOf(labels, k)
  const place = new Int32Array(k)
  sizes
    .map((_, j) => j)
    .sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b)
    .forEach((label, to) => {
      place[label] = to
    })
  return labels.map(label => place[label] as number)
}
