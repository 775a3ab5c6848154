import type { Bounds } from '../../schema/index.ts'
import { bounds, boundsBefore } from '../../schema/index.ts'
import type { KeySource, PropertyRef, RowTest } from '../plan.ts'
import type { Selection } from '../resolve/resolved.ts'
import type { Setting } from './lower-test.ts'
import { allOf, lowerTests } from './lower-test.ts'
import type { UnmarkedRows } from './timeline-table.ts'

/** The bounds of a selection's window at the moment of evaluation. */
export function windowOf({ window, before }: Selection, { asOf, timeZone }: Setting): Bounds {
  const found = before ? boundsBefore(window, asOf, timeZone) : bounds(window, asOf, timeZone)
  if (found === undefined) throw new Error('A window has none before it; the resolver refuses those.')
  return found
}

/** What every row of a selection must pass. */
export function rowTests({ where }: Selection, setting: Setting): RowTest[] {
  return where.map(({ property, tests }) =>
    lowerTests<RowTest>(tests, property.type, setting, test => ({ ...test, property }) as RowTest),
  )
}

/** Tests as one, equal for equal tests; null where there are none. */
export function rowTest(tests: readonly RowTest[]): RowTest | null {
  return tests.length === 0 ? null : canonical(allOf(tests))
}

/** The rows of a selection with a property of theirs, by event type. */
export function keySources(selection: Selection, property: PropertyRef, setting: Setting): KeySource[] {
  const where = rowTest(rowTests(selection, setting))
  return selection.types.map(type => ({ type, property, ...windowOf(selection, setting), where }))
}

/** The rows of a selection that a timeline reads, by event type. */
export function timelineRows(selection: Selection, setting: Setting): UnmarkedRows {
  const where = rowTest(rowTests(selection, setting))
  return selection.types.map(type => ({ type, ...windowOf(selection, setting), where }))
}

/** Puts parts whose order means nothing in one order, so that equal tests are found to be equal. */
function canonical(test: RowTest): RowTest {
  if (test.op === 'not') return { op: 'not', test: canonical(test.test) }
  if (test.op !== 'all' && test.op !== 'any') return test
  const parts = new Map(test.tests.map(canonical).map(part => [JSON.stringify(part), part]))
  return { op: test.op, tests: [...parts.keys()].toSorted().map(key => parts.get(key) as RowTest) }
}
