import type { SegmentId } from '../../schema/index.ts'
import type { Condition, SegmentDefinition } from './definition.ts'
import { conditionSchema } from './definition.ts'

/**
 * What is right of a definition that is not: the same groups, with a rule without parts in place of every
 * wrong one, so that the others keep their places. Nothing of it is to be used but the names, which can be
 * looked up so that all problems of a file are told at once. Undefined where there is no id to tell them by.
 */
export function salvage(value: unknown): SegmentDefinition | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, when } = value as { readonly id?: unknown; readonly when?: unknown }
  if (typeof id !== 'string') return undefined
  return { id: id.slice(0, 64) as SegmentId, title: '', when: rightOf(when) }
}

const NOTHING: Condition = { all: [] }

/** Recurses no deeper than `hostileShape` lets values be. */
function rightOf(value: unknown): Condition {
  if (typeof value === 'object' && value !== null) {
    if ('all' in value && Array.isArray(value.all)) return { all: value.all.map(rightOf) }
    if ('any' in value && Array.isArray(value.any)) return { any: value.any.map(rightOf) }
    if ('none' in value && Array.isArray(value.none)) return { none: value.none.map(rightOf) }
  }
  const leaf = conditionSchema.safeParse(value)
  return leaf.success ? leaf.data : NOTHING
}
