import { countShared } from '../evaluate/mask.ts'

/** How many contacts each two of some masks share: row `i`, column `j`; the diagonal holds the sizes. */
export function sharedCounts(masks: readonly Uint32Array[]): number[][] {
  const counts = masks.map(() => masks.map(() => 0))
  for (const [i, a] of masks.entries()) {
    for (let j = i; j < masks.length; j++) {
      const shared = countShared(a, masks[j] as Uint32Array)
      ;(counts[i] as number[])[j] = shared
      ;(counts[j] as number[])[i] = shared
    }
  }
  return counts
}

/** What two sets share of all that is in either: 1 for equal sets, 0 for disjoint and for two empty ones. */
export function jaccard(a: number, b: number, shared: number): number {
  const either = a + b - shared
  return either === 0 ? 0 : shared / either
}

/** Who is in both. */
export function inBoth(a: Uint32Array, b: Uint32Array): Uint32Array {
  return a.map((word, index) => word & (b[index] ?? 0))
}

/** Who of `living` is in none of the masks: nobody's contacts. */
export function inNone(living: Uint32Array, masks: readonly Uint32Array[]): Uint32Array {
  const rest = living.slice()
  for (const mask of masks) {
    for (let word = 0; word < rest.length; word++) rest[word] = (rest[word] as number) & ~(mask[word] ?? 0)
  }
  return rest
}
