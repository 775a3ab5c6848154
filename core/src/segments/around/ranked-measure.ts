import type { Condition } from '../definition/definition.ts'
import { MEASURES } from '../definition/event-selection.ts'
import type { RankCondition } from '../definition/rank.ts'

/** What a rank orders people by, as a condition that compares it; every other condition as it is. */
export function rankedMeasure(condition: Condition): Condition {
  if (!('rank' in condition)) return condition
  const { rank } = condition
  if ('attribute' in rank) return { attribute: rank.attribute, exists: true }
  const { event, within, where, minus } = rank
  const selection = { event, ...(within && { within }), ...(where && { where }) }
  const fn = MEASURES.find(measure => rank[measure] !== undefined)
  const of = fn && rank[fn]
  if (fn === undefined || of === undefined) return { ...selection, count: { at_least: 0 } }
  return { ...selection, [fn]: { of, ...(minus && { minus }), exists: true } }
}

/** `among the highest 20% of members of buyers`. */
export function rankText({ top, bottom, among }: RankCondition): string {
  const part = top ?? bottom ?? ''
  const place = `among the ${top === undefined ? 'lowest' : 'highest'} ${typeof part === 'number' ? `${Number((part * 100).toFixed(4))}%` : part}`
  if (among === undefined) return place
  return `${place} of ${among === 'everyone' ? 'everyone' : `the members of ${among.segment}`}`
}
