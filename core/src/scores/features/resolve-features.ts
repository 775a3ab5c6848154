import { type Catalog, parseDuration } from '../../schema/index.ts'
import type { Path } from '../../schema/path-text.ts'
import {
  type ResolvedExpression,
  type ResolvedSegment,
  resolveEvents,
  resolveExpressions,
  type Selection,
  type ValueExpression,
} from '../../segments/index.ts'
import type { Feature, QuartileFeature, RateFeature, TrendFeature } from './feature.ts'
import type { Rhythm } from './rhythm.ts'

/** A feature whose every name is known. Numbers are places in `expressions` and `selections`. */
export type ResolvedFeature = { readonly name: string } & (
  | { readonly kind: 'value'; readonly of: number; readonly parts?: number }
  | { readonly kind: 'rate'; readonly part: number; readonly of: number; readonly weight: number }
  | { readonly kind: 'trend'; readonly now: number; readonly before: number; readonly weight: number }
  | { readonly kind: 'rhythm'; readonly events: number; readonly rhythm: Rhythm }
)

export interface ResolvedFeatures {
  readonly features: readonly ResolvedFeature[]
  readonly expressions: readonly ResolvedExpression[]
  readonly selections: readonly Selection[]
}

/** As much as so many events of the whole count for, where a rate does not say. */
const DEFAULT_WEIGHT = 5
/** What a trend is drawn towards 0 by where it does not say: one event more is no great change. */
const TREND_WEIGHT = 1

const QUARTERS = 4

/** Looks up the names in features. Throws `RangeError` with every problem, each with its feature. */
export function resolveFeatures(
  features: Readonly<Record<string, Feature>>,
  catalog: Catalog,
  segments: readonly ResolvedSegment[] = [],
): ResolvedFeatures {
  const problems: string[] = []
  const wanted: {
    readonly feature: string
    readonly expression: ValueExpression
    /** Of the equally long window before. */
    readonly before?: true
  }[] = []
  const selections: Selection[] = []
  const value = (feature: string, expression: ValueExpression): number =>
    wanted.push({ feature, expression }) - 1
  const resolved = Object.entries(features).flatMap(([name, feature]): ResolvedFeature[] => {
    if ('rate' in feature) {
      const { part, of, weight = DEFAULT_WEIGHT } = feature.rate
      return [{ name, kind: 'rate', part: value(name, part), of: value(name, of), weight }]
    }
    if ('trend' in feature) {
      const { weight = TREND_WEIGHT, ...expression } = feature.trend
      const before = wanted.push({ feature: name, expression, before: true }) - 1
      return [{ name, kind: 'trend', now: value(name, expression), before, weight }]
    }
    if ('quartile' in feature) {
      return [{ name, kind: 'value', of: value(name, feature.quartile), parts: QUARTERS }]
    }
    if (!isOrdered(feature)) return [{ name, kind: 'value', of: value(name, feature) }]
    const { events, rhythm } = ordered(feature)
    const report = (path: Path, reason: string) => {
      problems.push(`${[name, ...path].join('.')}: ${reason}`)
    }
    const selection = resolveEvents(events, [], catalog, report)
    return selection ? [{ name, kind: 'rhythm', events: selections.push(selection) - 1, rhythm }] : []
  })
  const expressions = resolveExpressions(
    wanted.map(({ expression }) => expression),
    catalog,
    segments,
  )
  if (!expressions.ok) {
    for (const { path, reason } of expressions.problems) {
      const [, index, rest = ''] = /^\[(\d+)\](.*)$/.exec(path) ?? []
      problems.push(`${wanted[Number(index)]?.feature ?? ''}${rest}: ${reason}`)
    }
  }
  const found = expressions.ok ? expressions.value : []
  for (const feature of resolved)
    if (feature.kind === 'value' && feature.parts !== undefined && isText(found[feature.of]))
      problems.push(`${feature.name}: texts have no quartiles; take a number, an amount or a date`)
  if (problems.length > 0) throw new RangeError(problems.join('\n'))
  const moved = found.map((expression, place): ResolvedExpression => {
    if (wanted[place]?.before !== true || expression.kind !== 'event') return expression
    return { ...expression, measure: { ...expression.measure, before: true } }
  })
  return { features: resolved, expressions: moved, selections }
}

function isText(expression: ResolvedExpression | undefined): boolean {
  if (expression?.kind === 'attribute') return ['text', 'texts'].includes(expression.property.type)
  return (
    expression?.kind === 'event' &&
    expression.measure.fn !== 'distinct' &&
    expression.measure.of?.type === 'text'
  )
}

type Unordered = RateFeature | TrendFeature | QuartileFeature
type OrderedFeature = Exclude<Feature, ValueExpression | Unordered>

const isOrdered = (feature: Exclude<Feature, Unordered>): feature is OrderedFeature =>
  ['decay', 'gaps', 'sessions', 'active_days'].some(word => word in feature)

function ordered(feature: OrderedFeature) {
  if ('decay' in feature) {
    const { half_life, ...events } = feature.decay
    return { events, rhythm: { kind: 'decay', halfLifeMs: parseDuration(half_life) ?? 0 } as const }
  }
  if ('gaps' in feature) {
    const { take, ...events } = feature.gaps
    return { events, rhythm: { kind: 'gaps', take } as const }
  }
  if ('active_days' in feature)
    return { events: feature.active_days, rhythm: { kind: 'active_days' } as const }
  const { idle, take, ...events } = feature.sessions
  return { events, rhythm: { kind: 'sessions', idleMs: parseDuration(idle) ?? 0, take } as const }
}
