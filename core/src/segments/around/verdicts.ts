import type { Instant, SegmentId } from '../../schema/index.ts'
import type { Condition, SegmentDefinition } from '../definition/definition.ts'
import { referenceEvaluate } from '../reference/reference-evaluate.ts'
import type { ReferenceOptions, World } from '../reference/world.ts'

/**
 * Who passes each of some conditions, aligned with them. Every condition is asked as a segment of its
 * own, so a verdict is what the reference evaluator says of it, whatever kind of condition it is.
 */
export function whoPass(
  conditions: readonly Condition[],
  definitions: readonly SegmentDefinition[],
  world: World,
  options: ReferenceOptions & { readonly asOf: Instant },
): ReadonlySet<number>[] {
  // No id of a segment starts with "#", so these are nobody else's.
  const probes = conditions.map((when, index) => ({ id: `#${index}` as SegmentId, title: '', when }))
  const members = referenceEvaluate([...definitions, ...probes], world, options)
  return probes.map(({ id }) => members.get(id) ?? new Set<number>())
}
