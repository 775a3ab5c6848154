import type { Predicate, PredicateLeaf, SegmentPlan, Slot } from '../lower/segment-plan.ts'
import type { Aggregate } from '../plan.ts'
import type { RowsRead } from './tables.ts'

/** What one segment of a plan depends on, as indexes of it, each ascending. */
export interface Needed {
  readonly slots: readonly number[]
  /** Other segments that it refers to, directly or not. */
  readonly segments: readonly number[]
}

/** Everything that has to be computed before these predicates can be tested, and these slots read. */
export function neededFor(
  plan: SegmentPlan,
  predicates: readonly Predicate[],
  read: readonly number[] = [],
): Needed {
  const slots = new Set<number>()
  const segments = new Set<number>()
  const needSlot = (index: number): void => {
    if (slots.has(index)) return
    slots.add(index)
    const slot = slotOf(plan, index)
    partsOf(slot).forEach(needSlot)
    if (slot.kind === 'rank' && slot.among !== null) needSegment(slot.among)
  }
  const needSegment = (segment: number): void => {
    if (segments.has(segment)) return
    segments.add(segment)
    need(predicateOf(plan, segment))
  }
  const need = (predicate: Predicate): void => {
    for (const leaf of leavesOf(predicate)) {
      if (leaf.op === 'segment') needSegment(leaf.segment)
      else needSlot(leaf.slot)
    }
  }
  predicates.forEach(need)
  read.forEach(needSlot)
  const ascending = (set: ReadonlySet<number>) => [...set].toSorted((a, b) => a - b)
  return { slots: ascending(slots), segments: ascending(segments) }
}

export function* leavesOf(predicate: Predicate): Generator<PredicateLeaf> {
  switch (predicate.op) {
    case 'all':
    case 'any':
      for (const test of predicate.tests) yield* leavesOf(test)
      return
    case 'not':
      yield* leavesOf(predicate.test)
      return
    default:
      yield predicate
  }
}

export function predicateOf(plan: SegmentPlan, segment: number): Predicate {
  const planned = plan.segments[segment]
  if (planned === undefined) throw new Error(`The plan has no segment ${segment}.`)
  return planned.predicate
}

export function slotOf(plan: SegmentPlan, index: number): Slot {
  const slot = plan.slots[index]
  if (slot === undefined) throw new Error(`The plan has no slot ${index}.`)
  return slot
}

/** The slots that a slot is made of. */
export function partsOf(slot: Slot): readonly number[] {
  switch (slot.kind) {
    case 'attribute':
    case 'aggregate':
    case 'keys':
    case 'fold':
    case 'roster':
      return []
    case 'net':
      return [slot.of, slot.less]
    case 'share':
    case 'change':
      return [slot.part, slot.whole, slot.counted]
    case 'rank':
      return slot.counted === null ? [slot.of] : [slot.of, slot.counted]
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
      throw new Error(`Unhandled slot: ${slot satisfies never}`)
  }
}

type Bounds = Pick<Aggregate, 'after' | 'until'>

/** What a segment reads, for a store to say where that is. */
export interface Reads {
  /** Event types, and what of their rows. */
  readonly events: ReadonlyMap<string, readonly RowsRead[]>
  /** Indexes of the plan. */
  readonly rosters: ReadonlySet<number>
}

export function readsOf(plan: SegmentPlan, segment: number): Reads {
  const rosters = new Set<number>()
  const read = new Map<string, RowsRead[]>()
  for (const index of neededFor(plan, [predicateOf(plan, segment)]).slots) {
    const slot = slotOf(plan, index)
    if (slot.kind === 'roster') rosters.add(slot.roster)
    for (const rows of rowsOf(plan, slot)) read.set(rows.type, [...(read.get(rows.type) ?? []), rows])
  }
  return { events: read, rosters }
}

type SlotRows = RowsRead & Bounds & { readonly type: string }

/** The rows that a slot is read from. */
export function rowsOf(plan: SegmentPlan, slot: Slot): readonly SlotRows[] {
  if (slot.kind === 'aggregate') {
    const scan = plan.scans[slot.scan]
    const aggregate = scan?.aggregates[slot.column]
    return scan && aggregate ? [{ ...aggregate, type: scan.type }] : []
  }
  if (slot.kind === 'keys') {
    const scan = plan.keyScans[slot.scan]
    return [...(scan?.subject ?? []), ...(scan?.match ?? [])]
  }
  if (slot.kind !== 'fold') return []
  return (plan.timelines[slot.timeline]?.sources ?? []).map(source => ({ ...source, property: null }))
}
