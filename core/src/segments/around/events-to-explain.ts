import type { SegmentDefinition } from '../definition/definition.ts'
import { factNeeds } from '../lower/fact-needs.ts'
import type { ResolvedSegment } from '../resolve/resolved.ts'
import { allParts, unfold } from './explained-part.ts'

/** The event types that a segment, or one that it refers to, names: what `explain` needs of a contact. */
export function eventsToExplain(
  segment: SegmentDefinition,
  definitions: readonly SegmentDefinition[],
  resolved: readonly ResolvedSegment[],
): string[] {
  const referred = new Set(allParts(unfold(segment, definitions)).map(part => part.segment))
  return [...factNeeds(resolved.filter(({ id }) => referred.has(id))).events.keys()]
}
