import type { Path } from '../../schema/path-text.ts'
import type { AttributeCondition, Condition, EventCondition } from '../definition/definition.ts'
import { MEASURES } from '../definition/event-selection.ts'
import { FIGURES } from '../definition/figure-tests.ts'
import { isRosterCondition } from '../definition/roster-condition.ts'
import { resolveFigure } from './resolve-figure.ts'
import { EVENT_TIME, measureType, resolveMeasure } from './resolve-measure.ts'
import { resolveRank } from './resolve-rank.ts'
import { resolveRoster } from './resolve-roster.ts'
import { resolveSequence } from './resolve-sequence.ts'
import type { Report } from './resolve-test.ts'
import { isAsLong, resolveTest } from './resolve-test.ts'
import type { EventMeasure, ResolvedCondition, ResolvedTest } from './resolved.ts'
import type { Scope } from './scope.ts'
import { resolveAttribute, resolveSegmentName } from './scope.ts'

/** A part whose names are unknown; it is reported, and the plan is never made. */
const UNRESOLVED: ResolvedCondition = { kind: 'any', parts: [] }

/** Resolves a condition and everything in it. Where it reports a problem the result is not to be used. */
export function resolveCondition(condition: Condition, path: Path, scope: Scope): ResolvedCondition {
  const group = (kind: 'all' | 'any' | 'none', parts: readonly Condition[]): ResolvedCondition => ({
    kind,
    parts: parts.map((part, index) => resolveCondition(part, [...path, kind, index], scope)),
  })
  if ('all' in condition) return group('all', condition.all)
  if ('any' in condition) return group('any', condition.any)
  if ('none' in condition) return group('none', condition.none)
  if ('attribute' in condition) return resolveAttributeTest(condition, path, scope)
  if ('event' in condition) return resolveEventTest(condition, path, scope)
  if ('sequence' in condition) {
    return resolveSequence(condition, path, scope.catalog, scope.report) ?? UNRESOLVED
  }
  if ('rank' in condition) return resolveRank(condition, path, scope) ?? UNRESOLVED
  if (isRosterCondition(condition)) return resolveRoster(condition, path, scope)
  if ('segment' in condition) {
    const segment = resolveSegmentName(condition.segment, [...path, 'segment'], scope)
    return segment === undefined ? UNRESOLVED : { kind: 'segment', segment }
  }
  const measure = resolveMeasure(
    {
      types: condition.no_event,
      typesPath: [...path, 'no_event'],
      selection: condition,
      fn: 'count',
      of: null,
      path,
    },
    scope.catalog,
    scope.report,
  )
  return measure ? { kind: 'event', measure, tests: [NEVER] } : UNRESOLVED
}

const NEVER: ResolvedTest = { op: 'equals', values: [{ kind: 'number', value: 0 }], negated: false }
const AT_LEAST_ONCE: ResolvedTest = { op: 'order', is: '>=', value: { kind: 'number', value: 1 } }

function resolveAttributeTest(condition: AttributeCondition, path: Path, scope: Scope): ResolvedCondition {
  const property = resolveAttribute(condition.attribute, [...path, 'attribute'], scope)
  if (!property) return UNRESOLVED
  const tests = resolveTest(condition, property.type, path, scope.report)
  return { kind: 'attribute', property, tests }
}

function resolveEventTest(condition: EventCondition, path: Path, scope: Scope): ResolvedCondition {
  const figure = FIGURES.find(name => condition[name] !== undefined)
  if (figure) return resolveFigure(condition, figure, path, scope.catalog, scope.report) ?? UNRESOLVED
  const fn = MEASURES.find(measure => condition[measure] !== undefined) ?? 'count'
  const measured = fn === 'count' ? undefined : condition[fn]
  const testPath = [...path, fn]
  const measure = resolveMeasure(
    {
      types: condition.event,
      typesPath: [...path, 'event'],
      selection: condition,
      fn,
      of: measured ? { name: measured.of, path: [...testPath, 'of'] } : null,
      minus:
        measured?.minus === undefined ? undefined : { types: measured.minus, path: [...testPath, 'minus'] },
      path,
    },
    scope.catalog,
    scope.report,
  )
  if (!measure) return UNRESOLVED
  const test = measured ?? condition.count
  if (test === undefined) return { kind: 'event', measure, tests: [AT_LEAST_ONCE] }
  const tests = resolveTest(test, measureType(measure), testPath, scope.report)
  refuseUnreachable(measure, tests, testPath, scope.report)
  return { kind: 'event', measure, tests }
}

/** The time of an event inside a window is never older than the window is long. */
function refuseUnreachable(
  { of, window }: EventMeasure,
  tests: readonly ResolvedTest[],
  path: Path,
  report: Report,
): void {
  if (of?.name !== EVENT_TIME) return
  if (tests.some(test => test.op === 'older_than' && isAsLong(test.window, window))) {
    report(path, 'impossible window: an event inside "within" is never that old; leave "within" out')
  }
}
