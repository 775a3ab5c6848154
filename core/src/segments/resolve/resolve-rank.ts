import type { Path } from '../../schema/path-text.ts'
import type { RankCondition } from '../definition/rank.ts'
import { part } from './part-test.ts'
import { resolveExpression } from './resolve-expressions.ts'
import { measureType } from './resolve-measure.ts'
import type { EventMeasure, ResolvedCondition } from './resolved.ts'
import type { Scope } from './scope.ts'
import { resolveSegmentName } from './scope.ts'

const ORDERED = ['number', 'money', 'instant', 'date']
const MILLION = 1_000_000

/** Resolves a rank. Undefined when a name is unknown or a value has no order; the problems are reported. */
export function resolveRank(
  { rank, top, bottom, ties, among }: RankCondition,
  path: Path,
  scope: Scope,
): ResolvedCondition | undefined {
  const place = [...path, 'rank']
  const of = resolveExpression(rank, place, scope)
  if (of === undefined || of.kind === 'segment') return undefined
  const type = of.kind === 'event' ? measureType(of.measure) : of.property.type
  if (!ORDERED.includes(type)) {
    scope.report(place, `a rank needs ${ORDERED.join(' or ')}, and this is ${type}`)
    return undefined
  }
  const millionths = Math.round(Number(part(top ?? bottom ?? 0)) * MILLION)
  if (millionths === 0) {
    scope.report([...path, top === undefined ? 'bottom' : 'top'], 'expected more than nothing, such as 20%')
    return undefined
  }
  const within =
    typeof among === 'object' ? resolveSegmentName(among.segment, [...path, 'among', 'segment'], scope) : null
  if (within === undefined) return undefined
  const only = of.kind === 'event' && among !== 'everyone'
  const counted = only ? countOf(of.measure) : null
  const figure = {
    kind: 'rank',
    of,
    counted,
    among: within,
    top: top !== undefined,
    millionths,
    tiesIn: ties !== 'out',
  } as const
  return { kind: 'figure', figure, tests: [{ op: 'equals', values: [TRUE], negated: false }] }
}

/** How many events a measure is taken of. */
const countOf = ({ types, window, where }: EventMeasure): EventMeasure => ({
  types,
  window,
  where,
  fn: 'count',
  of: null,
})

const TRUE = { kind: 'number', value: 1 } as const
