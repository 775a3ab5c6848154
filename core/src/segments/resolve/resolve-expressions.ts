import type { Catalog } from '../../schema/index.ts'
import type { Path } from '../../schema/path-text.ts'
import { pathText } from '../../schema/path-text.ts'
import { MEASURES } from '../definition/event-selection.ts'
import type { Checked, Problem } from '../definition/problem.ts'
import type { EventExpression, ValueExpression } from '../definition/value-expression.ts'
import type { MeasureRequest } from './resolve-measure.ts'
import { resolveMeasure } from './resolve-measure.ts'
import type { ResolvedExpression } from './resolved.ts'
import type { Scope } from './scope.ts'
import { resolveAttribute, resolveSegmentName } from './scope.ts'

/** Looks up the names in expressions, aligned with them, or all problems; paths start with the expression's index. */
export function resolveExpressions(
  expressions: readonly ValueExpression[],
  catalog: Catalog,
  segments: readonly { readonly id: string }[] = [],
): Checked<readonly ResolvedExpression[]> {
  const problems: Problem[] = []
  const scope: Scope = {
    catalog,
    segments: new Set(segments.map(({ id }) => id)),
    report: (path, reason) => {
      problems.push({ file: null, line: null, segment: null, path: pathText(path), reason })
    },
  }
  const resolved = expressions.flatMap(
    (expression, index) => resolveExpression(expression, [index], scope) ?? [],
  )
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: resolved }
}

/** Looks up the names in one expression. Undefined where one is unknown; the problems are reported. */
export function resolveExpression(
  expression: ValueExpression,
  path: Path,
  scope: Scope,
): ResolvedExpression | undefined {
  if ('attribute' in expression) {
    const property = resolveAttribute(expression.attribute, [...path, 'attribute'], scope)
    return property && { kind: 'attribute', property }
  }
  if ('segment' in expression) {
    const segment = resolveSegmentName(expression.segment, [...path, 'segment'], scope)
    return segment && { kind: 'segment', segment }
  }
  return resolveEventExpression(expression, path, scope)
}

function resolveEventExpression(
  expression: EventExpression,
  path: Path,
  { catalog, report }: Scope,
): ResolvedExpression | undefined {
  const fn = MEASURES.find(measure => expression[measure] !== undefined) ?? 'count'
  const name = fn === 'count' ? undefined : expression[fn]
  const of = name === undefined ? null : { name, path: [...path, fn] }
  const typesPath = [...path, 'event']
  const minus =
    expression.minus === undefined ? undefined : { types: expression.minus, path: [...path, 'minus'] }
  const request: MeasureRequest = {
    types: expression.event,
    typesPath,
    selection: expression,
    fn,
    of,
    minus,
    path,
  }
  const measure = resolveMeasure(request, catalog, report)
  return measure && { kind: 'event', measure }
}
