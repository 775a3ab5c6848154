import { EVENT_TIME } from '../resolve/resolve-measure.ts'
import type {
  EventMeasure,
  ResolvedCondition,
  ResolvedExpression,
  ResolvedSegment,
} from '../resolve/resolved.ts'

/** The names that definitions use, for `FactStore.prepare`. */
export interface NamedFacts {
  /** Event types, and the properties of each that are tested or measured. */
  readonly events: ReadonlyMap<string, ReadonlySet<string>>
  readonly attributes: ReadonlySet<string>
}

/** Collects what segments and expressions read. Independent of moment and currency. */
export function factNeeds(
  segments: readonly ResolvedSegment[],
  expressions: readonly ResolvedExpression[] = [],
): NamedFacts {
  const events = new Map<string, Set<string>>()
  const attributes = new Set<string>()
  const needMeasure = ({ types, where, of }: EventMeasure): void => {
    const names = [...where.map(({ property }) => property.name), ...(of ? [of.name] : [])]
    for (const type of types) {
      const properties = events.get(type) ?? new Set()
      for (const name of names) if (name !== EVENT_TIME) properties.add(name)
      events.set(type, properties)
    }
  }
  const need = (part: ResolvedCondition | ResolvedExpression): void => {
    if (part.kind === 'attribute') attributes.add(part.property.name)
    else if (part.kind === 'event') needMeasure(part.measure)
    else if (part.kind !== 'segment') part.parts.forEach(need)
  }
  for (const { when } of segments) need(when)
  expressions.forEach(need)
  return { events, attributes }
}
