import type { PropertyRef } from '../plan.ts'
import { EVENT_TIME } from '../resolve/resolve-measure.ts'
import type {
  EventMeasure,
  Figure,
  ResolvedCondition,
  ResolvedExpression,
  ResolvedSegment,
  Selection,
} from '../resolve/resolved.ts'

/** The names that definitions use, for `FactStore.prepare`. */
export interface NamedFacts {
  /** Event types, and the properties of each that are tested or measured. */
  readonly events: ReadonlyMap<string, ReadonlySet<string>>
  readonly attributes: ReadonlySet<string>
}

/** Collects what segments, expressions and further selections of events read. Independent of moment and currency. */
export function factNeeds(
  segments: readonly ResolvedSegment[],
  expressions: readonly ResolvedExpression[] = [],
  selections: readonly Selection[] = [],
): NamedFacts {
  const events = new Map<string, Set<string>>()
  const attributes = new Set<string>()
  const needSelection = ({ types, where }: Selection, of: PropertyRef | null): void => {
    const names = [...where.map(({ property }) => property.name), ...(of ? [of.name] : [])]
    for (const type of types) {
      const properties = events.get(type) ?? new Set()
      for (const name of names) if (name !== EVENT_TIME) properties.add(name)
      events.set(type, properties)
    }
  }
  const needMeasure = (measure: EventMeasure): void => {
    needSelection(measure, measure.of)
    if (measure.minus) needSelection(measure.minus, measure.of)
  }
  const needFigure = (figure: Figure): void => {
    if (figure.kind === 'rank') need(figure.of)
    else if (figure.kind === 'nth') needSelection(figure.selection, null)
    else if (figure.kind === 'sequence') {
      for (const { selection, without } of figure.steps) {
        needSelection(selection, null)
        if (without) needSelection(without, null)
      }
      if (figure.absent) needSelection(figure.absent.selection, null)
    } else if ('part' in figure) {
      for (const measure of [figure.part, figure.whole]) needSelection(measure, measure.of)
    } else {
      for (const selection of [figure.subject, figure.match]) needSelection(selection, figure.by)
    }
  }
  const need = (part: ResolvedCondition | ResolvedExpression): void => {
    if (part.kind === 'attribute') attributes.add(part.property.name)
    else if (part.kind === 'event') needMeasure(part.measure)
    else if (part.kind === 'figure') needFigure(part.figure)
    else if (part.kind === 'roster') {
      for (const { type, properties } of part.reads ?? [])
        events.set(type, new Set([...(events.get(type) ?? []), ...properties]))
    } else if ('parts' in part) part.parts.forEach(need)
  }
  for (const { when } of segments) need(when)
  expressions.forEach(need)
  for (const selection of selections) needSelection(selection, null)
  return { events, attributes }
}
