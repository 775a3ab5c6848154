import type { Condition, SegmentDefinition } from '../definition/definition.ts'
import { partsOf } from '../definition/hostile-shape.ts'

/** Segments that may refer to one another in a row. */
export const MAX_CHAIN = 1_000

/** Segments so that each comes after those it refers to, and every circle of references found on the way. */
export function orderSegments(definitions: ReadonlyMap<string, SegmentDefinition>): {
  ordered: SegmentDefinition[]
  circles: string[][]
  /** Segments from which so many others lead on, one by one, that no recursion is to follow them. */
  tooLong: string[]
} {
  const ordered: SegmentDefinition[] = []
  const circles: string[][] = []
  const tooLong: string[] = []
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (definition: SegmentDefinition): void => {
    const seenAt = trail.indexOf(definition.id)
    if (seenAt >= 0) circles.push([...trail.slice(seenAt), definition.id])
    if (seenAt >= 0 || done.has(definition.id)) return
    if (trail.length >= MAX_CHAIN) {
      tooLong.push(trail[0] ?? definition.id)
      return
    }
    trail.push(definition.id)
    for (const id of new Set(references(definition.when))) {
      const referred = definitions.get(id)
      if (referred) visit(referred)
    }
    trail.pop()
    done.add(definition.id)
    ordered.push(definition)
  }
  for (const definition of definitions.values()) visit(definition)
  return { ordered, circles, tooLong }
}

/** Ids of the segments that a condition refers to. */
function references(condition: Condition): string[] {
  if ('segment' in condition) return [condition.segment]
  if ('rank' in condition) return typeof condition.among === 'object' ? [condition.among.segment] : []
  return (partsOf(condition) ?? []).flatMap(references)
}
