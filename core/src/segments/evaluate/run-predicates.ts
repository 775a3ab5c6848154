import { compileFunction } from 'node:vm'
import type { PlannedSegment, Predicate, SegmentPlan, Slot } from '../lower/segment-plan.ts'
import type { Column } from './column.ts'
import { rankColumn } from './derived-column.ts'
import { type PredicateSource, predicateSource } from './predicate-source.ts'

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
  runSomePredicates(segments.map(numbered), slots, columns, living, masks)
  return masks
}

/** A segment's predicate with the number that the segment has in its plan. */
export type NumberedPredicate = Pick<PlannedSegment, 'predicate'> & { readonly number: number }

export const numbered = ({ predicate }: PlannedSegment, number: number): NumberedPredicate => ({
  number,
  predicate,
})

/** Fills the masks of some segments, in the plan's order; the masks of all others are filled already. */
export function runSomePredicates(
  segments: readonly NumberedPredicate[],
  slots: readonly Slot[],
  columns: readonly Column[],
  living: Uint32Array,
  masks: readonly Uint32Array[],
): void {
  const known = [...columns]
  const late = new Set(slots.flatMap((slot, index) => (isLate(slot) ? [index] : [])))
  for (const group of grouped(segments, late)) {
    const [first] = group
    for (const index of late) {
      const slot = slots[index]
      if (slot === undefined || !isLate(slot) || slot.among >= (first?.number ?? 0)) continue
      known[index] = rankColumn(slot, known, masks[slot.among] as Uint32Array)
      late.delete(index)
    }
    compile(group, known, living, masks)(0, living.length)
  }
}

type LateRank = Extract<Slot, { kind: 'rank' }> & { readonly among: number }
/** Ranks the members of a segment, who are known only once it is decided. */
export const isLate = (slot: Slot): slot is LateRank => slot.kind === 'rank' && slot.among !== null

type Evaluate = (fromWord: number, toWord: number) => void

function compile(
  segments: readonly NumberedPredicate[],
  columns: readonly Column[],
  living: Uint32Array,
  masks: readonly Uint32Array[],
): Evaluate {
  const { code, tables, numbers } = predicateSource(segments, columns)
  const arrays = columns.map(column => (column.kind === 'text' ? column.codes : column.values))
  return makerOf(code)(arrays, tables, numbers, living, masks)
}

type Maker = (
  columns: readonly ArrayLike<number>[],
  tables: PredicateSource['tables'],
  numbers: readonly number[],
  living: Uint32Array,
  masks: readonly Uint32Array[],
) => Evaluate

/** Texts compiled lately. The engine needs a tenth of a second of running to make one fast. */
const compiled = new Map<string, Maker>()
const MOST_COMPILED = 64

function makerOf(code: string): Maker {
  const known = compiled.get(code)
  if (known !== undefined) return known
  const [oldest] = compiled.keys()
  if (compiled.size >= MOST_COMPILED && oldest !== undefined) compiled.delete(oldest)
  const maker = compileFunction(code, ['columns', 'tables', 'numbers', 'living', 'masks']) as Maker
  compiled.set(code, maker)
  return maker
}

function grouped(segments: readonly NumberedPredicate[], late: ReadonlySet<number>): NumberedPredicate[][] {
  const groups: NumberedPredicate[][] = []
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

/** Whether a predicate tests one of these slots itself. */
export function readsAny(predicate: Predicate, slots: ReadonlySet<number>): boolean {
  if ('tests' in predicate) return predicate.tests.some(test => readsAny(test, slots))
  if (predicate.op === 'not') return readsAny(predicate.test, slots)
  return predicate.op !== 'segment' && slots.has(predicate.slot)
}

function countTests(predicate: Predicate): number {
  if (predicate.op === 'not') return countTests(predicate.test)
  if (predicate.op !== 'all' && predicate.op !== 'any') return 1
  return predicate.tests.reduce((sum, test) => sum + countTests(test), 0)
}
