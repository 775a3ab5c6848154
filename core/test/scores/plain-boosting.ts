import type { FeatureTable } from '../../src/scores/index.ts'

/**
 * Newton boosting by trying every split of every leaf over all of its rows: no bins, no histograms,
 * no packed sums. What the fast one must equal where each value has a bin of its own.
 */
export function plainBoosting(
  { columns, rows }: FeatureTable,
  labels: Uint8Array,
  {
    iterations,
    maxLeaves,
    minLeafRows,
    l2,
    learningRate,
  }: Record<'iterations' | 'maxLeaves' | 'minLeafRows' | 'l2' | 'learningRate', number>,
): Float64Array {
  const rate = labels.reduce((sum, label) => sum + label, 0) / rows
  const scores = new Float64Array(rows).fill(Math.log(rate / (1 - rate)))
  const sums = (some: readonly number[]) => {
    const chances = some.map(row => 1 / (1 + Math.exp(-(scores[row] as number))))
    const gradient = chances.reduce((sum, p, at) => sum + p - (labels[some[at] as number] as number), 0)
    return { gradient, curvature: l2 + chances.reduce((sum, p) => sum + p * (1 - p), 0) }
  }
  const worth = (some: readonly number[]) => {
    const { gradient, curvature } = sums(some)
    return gradient ** 2 / curvature
  }
  const bestSplit = (leaf: readonly number[]) => {
    let best: { gain: number; parts: [number[], number[]] } | undefined
    for (const column of columns)
      for (const missingLeft of [true, false])
        for (const cut of new Set(leaf.map(row => column[row] as number)))
          if (!Number.isNaN(cut)) {
            const goesLeft = (row: number) =>
              Number.isNaN(column[row]) ? missingLeft : (column[row] as number) <= cut
            const parts: [number[], number[]] = [leaf.filter(goesLeft), leaf.filter(row => !goesLeft(row))]
            if (parts.some(part => part.length < minLeafRows)) continue
            const gain = worth(parts[0]) + worth(parts[1]) - worth(leaf)
            if (gain > (best?.gain ?? 1e-9)) best = { gain, parts }
          }
    return best
  }
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    let leaves = [{ leaf: Array.from({ length: rows }, (_, row) => row) }].map(({ leaf }) => ({
      leaf,
      split: bestSplit(leaf),
    }))
    while (leaves.length < maxLeaves) {
      const chosen = leaves.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a))
      if (!chosen.split) break
      const parts = chosen.split.parts.map(leaf => ({ leaf, split: bestSplit(leaf) }))
      leaves = [...leaves.filter(leaf => leaf !== chosen), ...parts]
    }
    const values = leaves.map(({ leaf }) => {
      const { gradient, curvature } = sums(leaf)
      return (-gradient / curvature) * learningRate
    })
    for (const [at, { leaf }] of leaves.entries())
      for (const row of leaf) scores[row] = (scores[row] as number) + (values[at] as number)
  }
  return scores.map(score => 1 / (1 + Math.exp(-score)))
}
