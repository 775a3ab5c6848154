/** One number of clusters with what is known of it. */
export interface KFigures {
  readonly k: number
  readonly inertia: number
  readonly silhouette: number | null
}

/**
 * The k at which the curve of inertia bends most: the point farthest below the straight line from the
 * first k to the last, both axes scaled to 0..1. Null with fewer than three, or without any fall.
 * Source: V. Satopää et al., "Finding a 'kneedle' in a haystack" (2011).
 */
export function elbow(curve: readonly Pick<KFigures, 'k' | 'inertia'>[]): number | null {
  const [first, last] = [curve[0], curve.at(-1)]
  if (first === undefined || last === undefined || curve.length < 3) return null
  const fall = first.inertia - last.inertia
  if (!(fall > 0)) return null
  const bend = ({ k, inertia }: Pick<KFigures, 'k' | 'inertia'>) =>
    1 - (k - first.k) / (last.k - first.k) - (inertia - last.inertia) / fall
  return curve.reduce((best, point) => (bend(point) > bend(best) ? point : best)).k
}

/** The k with the largest silhouette, of equal ones the smallest; null where none is defined. */
export function bestSilhouette(curve: readonly Pick<KFigures, 'k' | 'silhouette'>[]): number | null {
  let best: Pick<KFigures, 'k' | 'silhouette'> | undefined
  for (const point of curve)
    if (point.silhouette !== null && point.silhouette > (best?.silhouette ?? -2)) best = point
  return best?.k ?? null
}
