/**
 * Union-find over 0…size-1 with path halving and union by size: near-constant time per step.
 * Source: Tarjan and van Leeuwen, "Worst-case analysis of set union algorithms", JACM 31 (1984).
 */
export function disjointSets(size: number): { find(a: number): number; join(a: number, b: number): void } {
  const parent = Uint32Array.from({ length: size }, (_, index) => index)
  const weight = new Uint32Array(size).fill(1)
  const find = (a: number): number => {
    let node = a
    while (parent[node] !== node) {
      parent[node] = parent[parent[node] as number] as number
      node = parent[node] as number
    }
    return node
  }
  return {
    find,
    join: (a, b) => {
      const [rootA, rootB] = [find(a), find(b)]
      if (rootA === rootB) return
      const [small, large] =
        (weight[rootA] as number) < (weight[rootB] as number) ? [rootA, rootB] : [rootB, rootA]
      parent[small] = large
      weight[large] = (weight[large] as number) + (weight[small] as number)
    },
  }
}
