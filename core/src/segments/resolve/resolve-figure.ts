import type { Catalog, Window } from '../../schema/index.ts'
import { boundsBefore, instant, parseDuration } from '../../schema/index.ts'
import type { Path } from '../../schema/path-text.ts'
import type { EventCondition } from '../definition/definition.ts'
import type {
  ChangeTest,
  FigureName,
  MatchSelection,
  NthTest,
  RateTest,
  ShareTest,
} from '../definition/figure-tests.ts'
import type { ValueTest } from '../definition/value-test.ts'
import { partTest, refuseBeyond } from './part-test.ts'
import { measureOf, resolveProperty, resolveSelection, resolveWhere } from './resolve-measure.ts'
import type { Report } from './resolve-test.ts'
import { resolveTest } from './resolve-test.ts'
import type { EventMeasure, Figure, Matching, ResolvedCondition, Selection } from './resolved.ts'

type FigureCondition = Extract<ResolvedCondition, { kind: 'figure' }>

/** Resolves a condition whose value is a figure. Undefined when a name is unknown; the problems are reported. */
export function resolveFigure(
  condition: EventCondition,
  name: FigureName,
  path: Path,
  catalog: Catalog,
  report: Report,
): FigureCondition | undefined {
  const typesPath = [...path, 'event']
  const subject = resolveSelection(
    { types: condition.event, typesPath, selection: condition, path },
    catalog,
    report,
  )
  if (subject === undefined) return undefined
  const context: Context = { subject, path: [...path, name], windowPath: path, catalog, report }
  const { matched, rate, share, change, nth } = condition
  if (nth) return nthCondition(nth, context)
  if (matched) return tested(matchedFigure(matched, context), matched, context, COUNTS)
  if (rate) return tested(rateFigure(rate, context), rate, context, rate.repeats ? ANY : PARTS)
  if (share) return tested(shareFigure(share, context), share, context, share.of ? ANY : PARTS)
  return change && tested(changeFigure(change, context), change, context, CHANGES)
}

interface Context {
  readonly subject: Selection
  readonly path: Path
  readonly windowPath: Path
  readonly catalog: Catalog
  readonly report: Report
}

/** Between which numbers a figure lies, and whether it may be written as a percentage. */
interface Range {
  readonly from: number
  readonly to: number
  readonly percent: boolean
}

const COUNTS: Range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, percent: false }
const ANY: Range = { ...COUNTS, percent: true }
const PARTS: Range = { from: 0, to: 1, percent: true }
const CHANGES: Range = { ...ANY, from: -1 }

function tested(
  figure: Figure | undefined,
  test: ValueTest,
  { path, report }: Context,
  { from, to, percent }: Range,
): FigureCondition | undefined {
  const tests = resolveTest(percent ? partTest(test) : test, 'number', path, report)
  if (from === 0 || from === -1) refuseBeyond(tests, { from, to }, path, report)
  return figure && { kind: 'figure', figure, tests }
}

function matchedFigure(written: MatchSelection, context: Context): Figure | undefined {
  const matching = resolveMatching(written, context)
  return matching && { kind: 'matched', ...matching }
}

function rateFigure(written: RateTest, context: Context): Figure | undefined {
  const ofAtLeast = written.of_at_least ?? 1
  if (!written.repeats) {
    const matching = resolveMatching(written, context)
    return matching && { kind: 'rate', ofAtLeast, ...matching }
  }
  const { subject } = context
  const match = resolveMatch(written, context)
  const whole: EventMeasure = { ...subject, fn: 'count', of: null }
  return (
    match && {
      kind: 'share',
      part: { ...match, window: subject.window, fn: 'count', of: null },
      whole,
      counted: whole,
      ofAtLeast,
    }
  )
}

function resolveMatching(written: MatchSelection, context: Context): Matching | undefined {
  const { subject, path, catalog, report } = context
  const match = resolveMatch(written, context)
  if (match === undefined) return undefined
  const place = written.by === undefined ? [...path, 'with'] : [...path, 'by']
  const types = [...new Set([...subject.types, ...match.types])]
  const by = resolveProperty({ name: written.by ?? 'message', path: place }, types, catalog, report)
  if (by === undefined) return undefined
  if (by.type !== 'texts') return { subject, match, by, last: written.last ?? null }
  report(place, '"by" needs a single value, and this is a list of texts')
  return undefined
}

/** What answers a mail of the window may come later than the window's beginning, or at any time. */
function resolveMatch(written: MatchSelection, { path, catalog, report }: Context): Selection | undefined {
  const { where } = written
  const selection = where === undefined ? {} : { where }
  return resolveSelection(
    { types: written.with, typesPath: [...path, 'with'], selection, path },
    catalog,
    report,
  )
}

function shareFigure({ where, of, of_at_least = 1 }: ShareTest, context: Context): Figure | undefined {
  const { subject, path, catalog, report } = context
  const narrower = resolveWhere(where, subject.types, path, catalog, report)
  const whole = amount(subject, of, context)
  return (
    whole && {
      kind: 'share',
      part: { ...whole, where: [...whole.where, ...narrower] },
      whole,
      counted: { ...subject, fn: 'count', of: null },
      ofAtLeast: of_at_least,
    }
  )
}

function changeFigure({ of, of_at_least = 1 }: ChangeTest, context: Context): Figure | undefined {
  const { subject, windowPath, path, report } = context
  const part = amount(subject, of, context)
  if (subject.window.kind === 'ever') {
    report(windowPath, '"change" compares a window with the one before it: write "within" beside it')
    return undefined
  }
  const { window } = subject
  if (window.kind === 'calendar' && !window.ended) {
    report([...windowPath, 'within'], '"change" needs a whole window: write last month, 30d or 1mo, say')
    return undefined
  }
  if (!reachesBack(window)) {
    report(path, 'impossible window: the equally long time before it reaches back too far')
    return undefined
  }
  const before = { ...subject, before: true } as const
  return (
    part && {
      kind: 'change',
      part,
      whole: { ...part, before: true },
      counted: { ...before, fn: 'count', of: null },
      ofAtLeast: of_at_least,
    }
  )
}

function nthCondition({ number, span, latest, ...test }: NthTest, context: Context): FigureCondition {
  const { subject: selection, path, report } = context
  const spanMs = span === undefined ? null : (parseDuration(span) ?? 0)
  const tests = resolveTest(test, 'instant', path, report)
  return {
    kind: 'figure',
    figure: { kind: 'nth', selection, number, spanMs, latest: latest === true },
    tests,
  }
}

/** The longest length of time that a definition may name, which is what its two windows together may cover. */
const MAX_LOOK_BACK_MS = 36_500 * 86_400_000

/** Whether a window and the one before it begin within that time. */
function reachesBack(window: Window): boolean {
  const { after } = boundsBefore(window, instant(0), 'UTC') ?? { after: 0 }
  return -(after ?? 0) <= MAX_LOOK_BACK_MS
}

function amount(selection: Selection, of: string | undefined, context: Context): EventMeasure | undefined {
  const { path, catalog, report } = context
  const named = of === undefined ? null : { name: of, path: [...path, 'of'] }
  return measureOf(selection, { fn: of === undefined ? 'count' : 'sum', of: named }, catalog, report)
}
