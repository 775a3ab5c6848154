import { isLate, readsAny } from '../evaluate/run-predicates.ts'
import type { Predicate, Slot } from '../lower/segment-plan.ts'
import type { RowTest } from '../plan.ts'
import { aggregateOf, type TrackedPlan } from './tracked-plan.ts'

/** The plans of one set of definitions at two moments, whose parts match place by place. */
export interface PlanPair {
  readonly before: TrackedPlan
  readonly now: TrackedPlan
  /** Slots of which not only the bounds moved: they are computed for everybody. */
  readonly anew: ReadonlySet<number>
  /**
   * Segments whose tests themselves moved with the time or rank the members of another, by number; they
   * are decided for everybody.
   */
  readonly moved: ReadonlySet<number>
}

/** Undefined where the plans do not match: two windows may coincide at one moment and not at the other. */
export function pairPlans(before: TrackedPlan, now: TrackedPlan): PlanPair | undefined {
  if (shapeOf(before) !== shapeOf(now)) return undefined
  return { before, now, anew: slotsAnew(before, now), moved: segmentsMoved(before, now) }
}

/** All that a difference leaves as it is: which columns there are, and what they are made of. */
function shapeOf({
  attributes,
  scans,
  keyScans,
  timelines,
  rosters,
  slots,
  segments,
  holders,
  dues,
}: TrackedPlan): string {
  const source = ({
    type,
    after,
    ...rest
  }: {
    type: string
    after: unknown
    property?: unknown
    mark?: number
  }) => [type, after === null, rest.property, rest.mark]
  return JSON.stringify([
    attributes,
    rosters,
    scans.map(({ type, aggregates }) => [
      type,
      aggregates.map(({ fn, property, after }) => [fn, property, after === null]),
    ]),
    keyScans.map(({ subject, match, last }) => [subject.map(source), match.map(source), last]),
    timelines.map(({ sources }) => sources.map(source)),
    slots.map(timeless),
    segments.map(({ id }) => id),
    [...holders],
    [...dues],
  ])
}

/** A slot without the moment that it is computed for. */
const timeless = (slot: Slot): Slot | object =>
  slot.kind === 'fold' ? { ...slot, fold: { ...slot.fold, asOf: 0 } } : slot

function slotsAnew(before: TrackedPlan, now: TrackedPlan): Set<number> {
  const anew = new Set<number>()
  const same = (was: readonly Tested[], is: readonly Tested[]) =>
    was.every(({ where }, index) => JSON.stringify(where) === JSON.stringify(is[index]?.where))
  for (const [index, slot] of now.slots.entries()) {
    const kept = keeps(slot)
    if (!kept || inputsOf(slot).some(input => anew.has(input))) anew.add(index)
  }
  return anew

  function keeps(slot: Slot): boolean {
    switch (slot.kind) {
      case 'aggregate':
        return same([aggregateOf(before, slot)], [aggregateOf(now, slot)])
      case 'keys': {
        const [was, is] = [before.keyScans[slot.scan], now.keyScans[slot.scan]]
        return same(
          [...(was?.subject ?? []), ...(was?.match ?? [])],
          [...(is?.subject ?? []), ...(is?.match ?? [])],
        )
      }
      case 'fold':
        return same(
          before.timelines[slot.timeline]?.sources ?? [],
          now.timelines[slot.timeline]?.sources ?? [],
        )
      // A rank depends on everybody, and what is answered from outside tells no changes.
      case 'rank':
      case 'roster':
        return false
      default:
        return true
    }
  }
}

interface Tested {
  readonly where: RowTest | null
}

/** The slots that one is made of. */
function inputsOf(slot: Slot): readonly number[] {
  switch (slot.kind) {
    case 'share':
    case 'change':
      return [slot.part, slot.whole, slot.counted]
    case 'rank':
      return slot.counted === null ? [slot.of] : [slot.of, slot.counted]
    case 'net':
      return [slot.of, slot.less]
    case 'total':
    case 'least':
    case 'greatest':
      return slot.of
    case 'average':
      return [...slot.sums, ...slot.counts]
    case 'earliest':
    case 'latest':
      return slot.of.flatMap(({ value, at }) => [value, at])
    default:
      return []
  }
}

function segmentsMoved(before: TrackedPlan, now: TrackedPlan): Set<number> {
  const moved = new Set<number>()
  const late = new Set(now.slots.flatMap((slot, index) => (isLate(slot) ? [index] : [])))
  for (const [number, { predicate }] of now.segments.entries()) {
    const was = before.segments[number]?.predicate
    const same = JSON.stringify(was) === JSON.stringify(predicate)
    if (!same || refersTo(predicate, moved) || readsAny(predicate, late)) moved.add(number)
  }
  return moved
}

function refersTo(predicate: Predicate, segments: ReadonlySet<number>): boolean {
  if (predicate.op === 'segment') return segments.has(predicate.segment)
  if (predicate.op === 'not') return refersTo(predicate.test, segments)
  if (predicate.op !== 'all' && predicate.op !== 'any') return false
  return predicate.tests.some(test => refersTo(test, segments))
}
