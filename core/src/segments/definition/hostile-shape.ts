import type { Condition } from './definition.ts'
import { MAX_FILE_DEPTH, MAX_LEAVES, MAX_NESTING } from './limits.ts'

/**
 * Why a value must not even reach the schema: nested so deeply that checking it would exhaust the
 * stack, or a key that JavaScript itself gives meaning to. Walks with a list of its own, no recursion.
 */
export function hostileShape(value: unknown): string | undefined {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    if (next.depth >= MAX_FILE_DEPTH) return NESTED_TOO_DEEPLY
    if (Object.hasOwn(next.value, '__proto__')) return 'the key "__proto__" does not belong here.'
    for (const child of Object.values(next.value)) open.push({ value: child, depth: next.depth + 1 })
  }
  return undefined
}

export const NESTED_TOO_DEEPLY = `nested too deeply: expected groups at most ${MAX_NESTING} deep. Split the segment and refer to its parts with "segment".`

/** Why a condition is larger than any is allowed to be. */
export function oversize(condition: Condition): string | undefined {
  const { depth, leaves } = measure(condition)
  if (depth > MAX_NESTING) return NESTED_TOO_DEEPLY
  if (leaves > MAX_LEAVES)
    return `${leaves} tests: expected at most ${MAX_LEAVES}. Use "in" for lists, or split the segment.`
  return undefined
}

function measure(condition: Condition): { depth: number; leaves: number } {
  const parts = partsOf(condition)
  if (parts === undefined) return { depth: 0, leaves: 1 }
  const measured = parts.map(measure)
  return {
    depth: 1 + Math.max(...measured.map(part => part.depth)),
    leaves: measured.reduce((sum, part) => sum + part.leaves, 0),
  }
}

/** The members of a group; undefined for a leaf. */
export function partsOf(condition: Condition): readonly Condition[] | undefined {
  if ('all' in condition) return condition.all
  if ('any' in condition) return condition.any
  if ('none' in condition) return condition.none
  return undefined
}
