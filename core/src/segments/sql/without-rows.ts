import type { Predicate, SegmentPlan, Slot } from '../lower/segment-plan.ts'
import { predicateOf, slotOf } from './needed.ts'

/**
 * Whether a predicate is false for every contact who has nothing in these slots, whatever the others
 * hold. If so a statement may begin with those who have something, instead of with everybody.
 */
export function needsRows(predicate: Predicate, plan: SegmentPlan, slots: ReadonlySet<number>): boolean {
  return verdict(predicate, { plan, slots }) === false
}

interface Nothing {
  readonly plan: SegmentPlan
  readonly slots: ReadonlySet<number>
}

/** Undefined where it depends on the other slots. */
function verdict(predicate: Predicate, nothing: Nothing): boolean | undefined {
  switch (predicate.op) {
    case 'all': {
      const parts = predicate.tests.map(test => verdict(test, nothing))
      return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true
    }
    case 'any': {
      const parts = predicate.tests.map(test => verdict(test, nothing))
      return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false
    }
    case 'not': {
      const part = verdict(predicate.test, nothing)
      return part === undefined ? undefined : !part
    }
    case 'segment':
      return verdict(predicateOf(nothing.plan, predicate.segment), nothing)
    default: {
      const value = emptyValue(predicate.slot, nothing)
      if (value === undefined) return undefined
      if (value === null || predicate.op === 'text') return false
      if (predicate.op === 'exists') return true
      return predicate.op === 'month_day' ? undefined : compares(value, predicate)
    }
  }
}

function compares(value: number, test: Extract<Predicate, { op: 'number' | 'number_in' }>): boolean {
  if (test.op === 'number_in') return test.values.includes(value)
  const { is, value: against } = test
  switch (is) {
    case '=':
      return value === against
    case '<':
      return value < against
    case '<=':
      return value <= against
    case '>':
      return value > against
    case '>=':
      return value >= against
    default:
      throw new Error(`Unhandled comparison: ${is satisfies never}`)
  }
}

/** What a slot holds for a contact without rows: null for missing, undefined where that is open. */
function emptyValue(index: number, nothing: Nothing): number | null | undefined {
  const slot = slotOf(nothing.plan, index)
  if (isBase(slot)) return nothing.slots.has(index) ? emptyOf(slot) : undefined
  const all = (slots: readonly number[], value: number | null) =>
    slots.every(part => emptyValue(part, nothing) === value)
  switch (slot.kind) {
    case 'total':
      return all(slot.of, 0) ? 0 : undefined
    case 'net':
      return all([slot.of, slot.less], 0) ? 0 : undefined
    case 'average':
      return all(slot.counts, 0) ? null : undefined
    case 'share':
    case 'change':
      return all([slot.whole], 0) || (slot.ofAtLeast > 0 && all([slot.counted], 0)) ? null : undefined
    case 'rank':
      return all([slot.of], null) ||
        (slot.counted !== null && all([slot.counted], 0)) ||
        (slot.among !== null && verdict(predicateOf(nothing.plan, slot.among), nothing) === false)
        ? 0
        : undefined
    case 'least':
    case 'greatest':
      return all(slot.of, null) ? null : undefined
    case 'earliest':
    case 'latest':
      return slot.of.every(({ at }) => emptyValue(at, nothing) === null) ? null : undefined
    default:
      throw new Error(`Unhandled slot: ${slot satisfies never}`)
  }
}

/** Slots that a query answers; the others are made of them. */
export type BaseSlot = Extract<Slot, { kind: 'attribute' | 'aggregate' | 'keys' | 'fold' | 'roster' }>

const BASE: ReadonlySet<Slot['kind']> = new Set(['attribute', 'aggregate', 'keys', 'fold', 'roster'])

export const isBase = (slot: Slot): slot is BaseSlot => BASE.has(slot.kind)

/** What a query's column says of a contact that the query does not answer. */
export function emptyOf(slot: BaseSlot): 0 | null {
  if (slot.kind === 'aggregate') return slot.empty
  return slot.kind === 'keys' || slot.kind === 'roster' ? 0 : null
}
