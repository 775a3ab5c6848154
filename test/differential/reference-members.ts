import { referenceEvaluate } from '@esplanade/core/segments/reference'
import type { SegmentCase } from '@esplanade/core/segments/suites'

/** Members by segment, ascending, as the plain reading of the definitions names them. */
export function referenceMembers({
  definitions,
  world,
  ...options
}: SegmentCase): Map<string, readonly number[]> {
  const members = referenceEvaluate(definitions, world, options)
  return new Map([...members].map(([id, contacts]) => [id, [...contacts].toSorted((a, b) => a - b)]))
}
