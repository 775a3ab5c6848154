import { cutDendrogram, type Dendrogram, type Merge } from './agglomerate.ts'
import type { TreeOfRows } from './group-points.ts'
import type { Labels } from './points.ts'

/** The top of the tree that clusters were cut from: the last joinings, which say how far clusters lie apart. */
export interface ClusterTree extends Dendrogram {
  /** What hangs below the joinings: contacts that joined each other before, all of one cluster. */
  readonly leaves: readonly {
    readonly contacts: number
    /** A place in the model's clusters. */
    readonly cluster: number
  }[]
}

/** More leaves than this nobody reads; below them the tree says how single contacts lie together. */
const MOST_LEAVES = 20

/** The top of a tree of rows that was cut into the clusters of `labels`, with each of them in sight. */
export function topOfTree({ tree, leaves }: TreeOfRows, labels: Labels, k: number): ClusterTree {
  const rows = Math.min(tree.rows, Math.max(k, MOST_LEAVES))
  const cut = cutDendrogram(tree, rows)
  const own = Array.from({ length: rows }, () => ({ contacts: 0, cluster: -1 }))
  for (const [row, cluster] of labels.entries()) {
    const node = leaves === null ? row : (leaves[row] as number)
    const leaf = cut[node] as number
    own[leaf] = { contacts: (own[leaf]?.contacts ?? 0) + 1, cluster }
  }
  return { linkage: tree.linkage, rows, merges: lastMerges(tree, cut, rows), leaves: own }
}

/** The joinings above the leaves, told by leaf and by each other instead of by row. */
function lastMerges({ rows, merges }: Dendrogram, leafOf: Labels, leaves: number): Merge[] {
  const first = merges.length - (leaves - 1)
  // Any row below a node knows the leaf that the node lies in.
  const below = Int32Array.from({ length: rows + merges.length }, (_, node) => node)
  for (const [m, { left }] of merges.entries()) below[rows + m] = below[left] as number
  const told = (node: number) =>
    node < rows + first ? (leafOf[below[node] as number] as number) : leaves + node - rows - first
  return merges.slice(first).map(merge => ({ ...merge, left: told(merge.left), right: told(merge.right) }))
}
