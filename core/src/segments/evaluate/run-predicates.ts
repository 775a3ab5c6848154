import { compileFunction } from 'node:vm'
import type { PlannedSegment, Predicate } from '../lower/segment-plan.ts'
import type { Column } from './column.ts'
import { predicateSource } from './predicate-source.ts'

/**
 * The engine gives up on optimising very long functions, so predicates are compiled in groups of
 * neighbours with about this many tests.
 */
const TESTS_IN_FUNCTION = 192

/** Fills one mask for each segment, in the plan's order, for the contacts of `living`. */
export function runPredicates(
  segments: readonly PlannedSegment[],
  columns: readonly Column[],
  living: Uint32Array,
): Uint32Array[] {
  const masks = segments.map(() => new Uint32Array(living.length))
  let offset = 0
  for (const group of grouped(segments)) {
    compile(group, offset, columns, living, masks)(0, living.length)
    offset += group.length
  }
  return masks
}

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

function grouped(segments: readonly PlannedSegment[]): PlannedSegment[][] {
  const groups: PlannedSegment[][] = []
  let tests = TESTS_IN_FUNCTION
  for (const segment of segments) {
    const more = countTests(segment.predicate)
    if (tests + more > TESTS_IN_FUNCTION) {
      groups.push([])
      tests = 0
    }
    groups.at(-1)?.push(segment)
    tests += more
  }
  return groups
}

function countTests(predicate: Predicate): number {
  if (predicate.op === 'not') return countTests(predicate.test)
  if (predicate.op !== 'all' && predicate.op !== 'any') return 1
  return predicate.tests.reduce((sum, test) => sum + countTests(test), 0)
}
