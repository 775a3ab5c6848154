import { agglomerate, cutDendrogram, type Dendrogram, MOST_AGGLOMERATED_ROWS } from './agglomerate.ts'
import type { ClusterPlan } from './cluster-model.ts'
import { kMeans } from './k-means.ts'
import { type Labels, type Points, sizesOf } from './points.ts'

/** Of more rows than a tree can hold, the tree joins this many k-means centres, each weighing as its rows do. */
const TREE_CENTRES = 500

/** Centres of small crowds need no best of many starts. */
const TREE_STARTS = 1

/** Groups points as the plan says. Gives fewer than `k` clusters where there are fewer different points. */
export function groupPoints(
  points: Points,
  k: number,
  plan: Pick<ClusterPlan, 'method' | 'starts' | 'seed'>,
): Labels {
  if (plan.method === 'k-means') return kMeans(points, { k, starts: plan.starts, seed: plan.seed }).labels
  const { tree, leaves } = treeOf(points, plan.method, plan.seed)
  const cut = cutDendrogram(tree, Math.min(k, tree.rows))
  return leaves === null
    ? cut
    : ranked(
        leaves.map(leaf => cut[leaf] as number),
        k,
      )
}

/**
 * The tree of the rows, or above MOST_AGGLOMERATED_ROWS of k-means centres; `leaves` then says which
 * leaf each row is in, and is null otherwise.
 */
export function treeOf(
  points: Points,
  linkage: Dendrogram['linkage'],
  seed: number,
): { readonly tree: Dendrogram; readonly leaves: Labels | null } {
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
