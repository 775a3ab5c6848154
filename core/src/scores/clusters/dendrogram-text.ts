import type { Dendrogram, Merge } from './agglomerate.ts'

/**
 * The tree in the Newick format that tree viewers read: `(a:1,b:1);`, each branch with its length,
 * the difference of the two heights. Rows are named by `nameOf`, in quotes.
 * Source: https://phylipweb.github.io/phylip/newicktree.html
 */
export function newick({ rows, merges }: Dendrogram, nameOf: (row: number) => string = String): string {
  const quoted = (row: number) => `'${nameOf(row).replaceAll("'", "''")}'`
  if (merges.length === 0) return rows === 0 ? ';' : `${quoted(0)};`
  const heightOf = (node: number) => (node < rows ? 0 : (merges[node - rows] as Merge).height)
  // By hand rather than by recursion: a chain-like tree is as deep as it has rows.
  const parts: string[] = []
  const open: (number | string)[] = [rows + merges.length - 1]
  while (open.length > 0) {
    const next = open.pop() as number | string
    if (typeof next === 'string') parts.push(next)
    else if (next < rows) parts.push(quoted(next))
    else {
      const { left, right, height } = merges[next - rows] as Merge
      open.push(`:${height - heightOf(right)})`, right, `:${height - heightOf(left)},`, left)
      parts.push('(')
    }
  }
  return `${parts.join('')};`
}
