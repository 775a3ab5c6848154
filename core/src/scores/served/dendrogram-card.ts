import { type ClusterModel, type ClusterTree, newick } from '../clusters/index.ts'
import type { CardBranch, CardTree } from './card-tree.ts'

/** The tree that clusters were cut from, by their names; undefined for clusters of another method. */
export function dendrogramOf({ tree, clusters }: ClusterModel): CardTree | undefined {
  if (tree === null) return undefined
  const nameOf = (cluster: number) => clusters[cluster]?.name ?? ''
  const branches: CardBranch[] = []
  const clustersIn: number[][] = []
  for (const { contacts, cluster } of tree.leaves) {
    branches.push({ contacts, height: null, cluster: nameOf(cluster), branches: [] })
    clustersIn.push([cluster])
  }
  for (const { left, right, height } of tree.merges) {
    const below = [...new Set([left, right].flatMap(node => clustersIn[node] as number[]))]
    const [only] = below.length === 1 ? below : []
    const parts = [left, right].map(node => branches[node] as CardBranch)
    // A cluster is named where it begins, and not again inside.
    const told = only === undefined ? parts : parts.map(part => ({ ...part, cluster: null }))
    const contacts = parts.reduce((sum, part) => sum + part.contacts, 0)
    branches.push({ contacts, height, cluster: only === undefined ? null : nameOf(only), branches: told })
    clustersIn.push(below)
  }
  const root = branches.at(-1)
  return root && { title: titleOf(tree), root, newick: newickOf(tree, nameOf) }
}

const titleOf = ({ linkage }: ClusterTree): string => `Dendrogram (${linkage}): how far parts lie apart`

const newickOf = (tree: ClusterTree, nameOf: (cluster: number) => string): string =>
  newick(tree, row => {
    const leaf = tree.leaves[row]
    return `${nameOf(leaf?.cluster ?? -1)}, ${leaf?.contacts ?? 0} contacts (${row + 1})`
  })
