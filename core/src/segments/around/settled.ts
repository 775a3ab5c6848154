import type { Condition, SegmentDefinition } from '../definition/definition.ts'
import { partsOf } from '../definition/hostile-shape.ts'
import { ROSTER_HEADS } from '../definition/roster-condition.ts'
import { allParts, type Part, unfold } from './explained-part.ts'

/** Verdicts on conditions that one contact's own facts do not decide, by the condition itself. */
export type Settled = ReadonlyMap<Condition, boolean>

/** Words of conditions that a contact's own facts do not decide: a place among all others, and what the state store knows. */
const ABOUT_EVERYBODY = ['rank', ...ROSTER_HEADS]

/** The leaves below a segment that have to be judged by the engine before one contact is explained. */
export function leavesAboutEverybody(
  segment: SegmentDefinition,
  definitions: readonly SegmentDefinition[],
): Condition[] {
  return allParts(unfold(segment, definitions))
    .filter(isAboutEverybody)
    .map(({ condition }) => condition)
}

export const isAboutEverybody = ({ condition }: Pick<Part, 'condition'>): boolean =>
  ABOUT_EVERYBODY.some(word => word in condition)

/** The same condition with every settled part replaced by its verdict. */
export function settle(condition: Condition, settled: Settled): Condition {
  const verdict = settled.get(condition)
  if (verdict !== undefined) return verdict ? { all: [] } : { any: [] }
  if (partsOf(condition) === undefined) return condition
  const each = (parts: readonly Condition[]) => parts.map(part => settle(part, settled))
  if ('all' in condition) return { all: each(condition.all) }
  if ('any' in condition) return { any: each(condition.any) }
  return 'none' in condition ? { none: each(condition.none) } : condition
}
