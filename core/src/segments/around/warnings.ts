import { days, type Instant, isoInstant } from '../../schema/index.ts'
import { jaccard } from './overlap.ts'

/** Something about a set of segments that a marketer would want to hear before building on it. */
export type SegmentWarning =
  /** Too few members for any figure about them to mean something. */
  | { readonly kind: 'tiny'; readonly segment: string; readonly members: number }
  /** Members that nobody computed for long, because the segment is held or nothing was evaluated. */
  | { readonly kind: 'stale'; readonly segment: string; readonly evaluatedAt: string; readonly ageMs: number }
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
/** A segment whose members were computed longer ago is stale. */
const STALE_AFTER_MS = days(2)

/** A segment, and the moment that its members were last computed as of. */
export interface EvaluatedSegment {
  readonly id: string
  readonly evaluatedAt: Instant
}

/** Warns about segments at a moment, by how many members each two share, as `sharedCounts` gives it. */
export function segmentWarnings(
  segments: readonly EvaluatedSegment[],
  shared: readonly (readonly number[])[],
  now: Instant,
): SegmentWarning[] {
  const ids = segments.map(({ id }) => id)
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
  const stale = segments.flatMap(({ id, evaluatedAt }): SegmentWarning[] => {
    const ageMs = now - evaluatedAt
    return ageMs > STALE_AFTER_MS
      ? [{ kind: 'stale', segment: id, evaluatedAt: isoInstant(evaluatedAt), ageMs }]
      : []
  })
  return [...many, ...stale, ...tiny, ...alike]
}
