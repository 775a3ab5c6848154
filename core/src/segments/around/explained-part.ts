import type { SegmentId } from '../../schema/index.ts'
import type { Path } from '../../schema/path-text.ts'
import { pathText } from '../../schema/path-text.ts'
import type { Condition, SegmentDefinition } from '../definition/definition.ts'
import { partsOf } from '../definition/hostile-shape.ts'

/** One node of a segment's rule, with the rules of the segments that it refers to unfolded below it. */
export interface Part {
  /** The segment that the condition is written in. */
  readonly segment: SegmentId
  /** Where in that segment, such as `when.all[1]`. */
  readonly path: string
  readonly condition: Condition
  readonly parts: readonly Part[]
}

/**
 * Unfolds a segment into its parts. A segment that several parts refer to is unfolded where it is met
 * first: its verdict is the same everywhere.
 */
export function unfold(segment: SegmentDefinition, definitions: readonly SegmentDefinition[]): Part {
  const byId = new Map(definitions.map(definition => [String(definition.id), definition]))
  const unfolded = new Set<string>([segment.id])
  const part = (owner: SegmentId, condition: Condition, path: Path): Part => {
    const here = { segment: owner, path: pathText(path), condition }
    if ('segment' in condition) {
      const referred = byId.get(condition.segment)
      if (!referred || unfolded.has(referred.id)) return { ...here, parts: [] }
      unfolded.add(referred.id)
      return { ...here, parts: [part(referred.id, referred.when, ['when'])] }
    }
    const word = Object.keys(condition)[0] ?? ''
    const parts = (partsOf(condition) ?? []).map((each, index) => part(owner, each, [...path, word, index]))
    return { ...here, parts }
  }
  return part(segment.id, segment.when, ['when'])
}

/** A part and everything below it, from the top. */
export function allParts(part: Part): Part[] {
  return [part, ...part.parts.flatMap(allParts)]
}
