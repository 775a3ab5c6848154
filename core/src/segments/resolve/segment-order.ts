import type { Condition, SegmentDefinition } from '../definition/definition.ts'
import { partsOf } from '../definition/hostile-shape.ts'

/** Segments so that each comes after those it refers to, and every circle of references found on the way. */
export function orderSegments(definitions: ReadonlyMap<string, SegmentDefinition>): {
  ordered: SegmentDefinition[]
  circles: string[][]
} {
  const ordered: SegmentDefinition[] = []
  const circles: string[][] = []
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (definition: SegmentDefinition): void => {
    const seenAt = trail.indexOf(definition.id)
    if (seenAt >= 0) circles.push([...trail.slice(seenAt), definition.id])
    if (seenAt >= 0 || done.has(definition.id)) return
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
  return { ordered, circles }
}

/** Ids of the segments that a condition refers to. */
function references(condition: Condition): string[] {
  if ('segment' in condition) return [condition.segment]
  if ('rank' in condition) return typeof condition.among === 'object' ? [condition.among.segment] : []
  return (partsOf(condition) ?? []).flatMap(references)
}
