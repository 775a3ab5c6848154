import { compileFunction } from 'node:vm'
import type { PlannedSegment, Predicate, SegmentPlan, Slot } from '../lower/segment-plan.ts'
import type { Column } from './column.ts'
import { rankColumn } from './derived-column.ts'
import { predicateSource } from './predicate-source.ts'

/**
 * The engine gives up on optimising very long functions, so predicates are compiled in groups of
 * neighbours with about this many tests.
 */
const TESTS_IN_FUNCTION = 192

/**
 * Fills one mask for each segment, in the plan's order, for the contacts of `living`. Columns that rank
 * the members of an earlier segment are filled in between.
 */
export function runPredicates(
  { segments, slots }: Pick<SegmentPlan, 'segments' | 'slots'>,
  columns: readonly Column[],
  living: Uint32Array,
): Uint32Array[] {
  const masks = segments.map(() => new Uint32Array(living.length))
  const known = [...columns]
  const late = new Set(slots.flatMap((slot, index) => (isLate(slot) ? [index] : [])))
  let offset = 0
  for (const group of grouped(segments, late)) {
    for (const index of late) {
      const slot = slots[index]
      if (slot === undefined || !isLate(slot) || slot.among >= offset) continue
      known[index] = rankColumn(slot, known, masks[slot.among] as Uint32Array)
      late.delete(index)
    }
    compile(group, offset, known, living, masks)(0, living.length)
    offset += group.length
  }
  return masks
}

type LateRank = Extract<Slot, { kind: 'rank' }> & { readonly among: number }
const isLate = (slot: Slot): slot is LateRank => slot.kind === 'rank' && slot.among !== null

type Evaluate = (fromWord: number, toWord: number) => void

function compile(
  segments: readonly PlannedSegment[],
  offset: number,
  columns: readonly Column[],
  living: Uint32Array,
  masks: readonly Uint32Array[],
): Evaluate {
  const { code, tables } = predicateSource(segments, offset, columns)
  const arrays = columns.map(column => (column.kind === 'text' ? column.codes : column.values))
  const make = compileFunction(code, ['columns', 'tables', 'living', 'masks'])
  return make(arrays, tables, living, masks) as Evaluate
}

function grouped(segments: readonly PlannedSegment[], late: ReadonlySet<number>): PlannedSegment[][] {
  const groups: PlannedSegment[][] = []
  let tests = TESTS_IN_FUNCTION
  for (const segment of segments) {
    const more = countTests(segment.predicate)
    if (tests + more > TESTS_IN_FUNCTION || readsAny(segment.predicate, late)) {
      groups.push([])
      tests = 0
    }
    groups.at(-1)?.push(segment)
    tests += more
  }
  return groups
}

function readsAny(predicate: Predicate, slots: ReadonlySet<number>): boolean {
  if ('tests' in predicate) return predicate.tests.some(test => readsAny(test, slots))
  if (predicate.op === 'not') return readsAny(predicate.test, slots)
  return predicate.op !== 'segment' && slots.has(predicate.slot)
}

function countTests(predicate: Predicate): number {
  if (predicate.op === 'not') return countTests(predicate.test)
  if (predicate.op !== 'all' && predicate.op !== 'any') return 1
  return predicate.tests.reduce((sum, test) => sum + countTests(test), 0)
}
