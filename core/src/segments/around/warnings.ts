import { jaccard } from './overlap.ts'

/** Something about a set of segments that a marketer would want to hear before building on it. */
export type SegmentWarning =
  /** Too few members for any figure about them to mean something. */
  | { readonly kind: 'tiny'; readonly segment: string; readonly members: number }
  /** Two segments that are almost the same people. */
  | { readonly kind: 'alike'; readonly segments: readonly [string, string]; readonly jaccard: number }
  /** More segments than anybody keeps apart. */
  | { readonly kind: 'too-many'; readonly segments: number }

/** A segment with fewer members is tiny. */
const TINY_BELOW = 10
/** Two segments that share more than this part of their people are nearly equal. */
const ALIKE_ABOVE = 0.95
/** More segments than this are too many. */
const MANY_ABOVE = 50

/** Warns about segments by their ids and by how many members each two share, as `sharedCounts` gives it. */
export function segmentWarnings(
  ids: readonly string[],
  shared: readonly (readonly number[])[],
): SegmentWarning[] {
  const both = (i: number, j: number): number => shared[i]?.[j] ?? 0
  const tiny = ids.flatMap((segment, i): SegmentWarning[] =>
    both(i, i) < TINY_BELOW ? [{ kind: 'tiny', segment, members: both(i, i) }] : [],
  )
  const alike = ids.flatMap((first, i) =>
    ids.slice(i + 1).flatMap((second, offset): SegmentWarning[] => {
      const j = i + 1 + offset
      const likeness = jaccard(both(i, i), both(j, j), both(i, j))
      return likeness > ALIKE_ABOVE ? [{ kind: 'alike', segments: [first, second], jaccard: likeness }] : []
    }),
  )
  const many: SegmentWarning[] = ids.length > MANY_ABOVE ? [{ kind: 'too-many', segments: ids.length }] : []
  return [...many, ...tiny, ...alike]
}
