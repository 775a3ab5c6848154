import type { Dendrogram } from './agglomerate.ts'
import { type Points, squaredDistance } from './points.ts'

/**
 * How truly a tree keeps the distances: the correlation of each pair's distance with the height at
 * which the tree joins the two, 1 for a perfect tree. Quadratic in the rows. 0 where all distances
 * or all heights are equal. Source: R. R. Sokal & F. J. Rohlf, "The comparison of dendrograms" (1962).
 */
export function copheneticCorrelation({ rows, dims, values }: Points, { merges }: Dendrogram): number {
  const members: number[][] = Array.from({ length: rows }, (_, row) => [row])
  let pairs = 0
  let sumX = 0
  let sumY = 0
  let sumXX = 0
  let sumYY = 0
  let sumXY = 0
  for (const { left, right, height } of merges) {
    const [first, second] = [members[left] ?? [], members[right] ?? []]
    for (const i of first)
      for (const j of second) {
        const distance = Math.sqrt(squaredDistance(values, i, values, j, dims))
        pairs += 1
        sumX += distance
        sumXX += distance * distance
        sumY += height
        sumYY += height * height
        sumXY += distance * height
      }
    members[left] = []
    members[right] = []
    members.push(first.length < second.length ? second.concat(first) : first.concat(second))
  }
  const spread = (pairs * sumXX - sumX * sumX) * (pairs * sumYY - sumY * sumY)
  return spread > 0 ? (pairs * sumXY - sumX * sumY) / Math.sqrt(spread) : 0
}
