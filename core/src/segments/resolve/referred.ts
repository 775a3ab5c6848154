import type { ResolvedCondition, ResolvedSegment } from './resolved.ts'

/** Those of some segments that are asked for and those that they refer to, directly or not; in the order given. */
export function neededBy(
  segments: readonly ResolvedSegment[],
  asked: ReadonlySet<string>,
): readonly ResolvedSegment[] {
  const needed = new Set<string>(asked)
  // In dependency order, so from the end every segment is met before those that it refers to.
  for (const { id, when } of segments.toReversed()) {
    if (needed.has(id)) for (const referred of referredIn(when)) needed.add(referred)
  }
  return segments.filter(({ id }) => needed.has(id))
}

/** Ids of the segments that a condition refers to. */
export function referredIn(condition: ResolvedCondition): string[] {
  if ('parts' in condition) return condition.parts.flatMap(referredIn)
  if (condition.kind === 'segment') return [condition.segment]
  const among =
    condition.kind === 'figure' && condition.figure.kind === 'rank' ? condition.figure.among : null
  return among === null ? [] : [among]
}
