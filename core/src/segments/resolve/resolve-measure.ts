import type { Catalog, ValueType } from '../../schema/index.ts'
import { parseDuration } from '../../schema/index.ts'
import { didYouMean, quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import type { EventSelection, Measure } from '../definition/definition.ts'
import type { PropertyRef } from '../plan.ts'
import type { Report } from './resolve-test.ts'
import { resolveTest } from './resolve-test.ts'
import type { EventMeasure } from './resolved.ts'

/** The name under which every event's own time can be measured and tested. */
export const EVENT_TIME = 'at'

/** What is measured, and where the definition says so. */
export interface MeasureRequest {
  readonly types: string | readonly string[]
  readonly typesPath: Path
  readonly selection: EventSelection
  readonly fn: 'count' | Measure
  readonly of: { readonly name: string; readonly path: Path } | null
  readonly path: Path
}

/** Resolves which events are measured and how. Undefined when a name is unknown; the problems are reported. */
export function resolveMeasure(
  request: MeasureRequest,
  catalog: Catalog,
  report: Report,
): EventMeasure | undefined {
  const { selection, fn, path } = request
  const types = resolveTypes(request, catalog, report)
  if (types === undefined) return undefined
  const property = (name: string, place: Path) => resolveProperty(name, types, catalog, place, report)
  const where = Object.entries(selection.where ?? {}).flatMap(([name, test]) => {
    const place = [...path, 'where', name]
    const found = property(name, place)
    return found ? [{ property: found, tests: resolveTest(test, found.type, place, report) }] : []
  })
  const of = request.of && property(request.of.name, request.of.path)
  if (of === undefined) return undefined
  if (of && request.of && fn !== 'count' && !MEASURABLE[fn].includes(of.type)) {
    report(
      request.of.path,
      `"${fn}" needs ${MEASURABLE[fn].join(' or ')}, and ${quoted(of.name)} is ${of.type}`,
    )
    return undefined
  }
  const withinMs = selection.within === undefined ? null : (parseDuration(selection.within) ?? 0)
  return { types, withinMs, where, fn, of }
}

/** The type of what a measure gives: a count is a number, everything else is like what was measured. */
export function measureType({ of }: EventMeasure): ValueType {
  return of?.type ?? 'number'
}

const ORDERED: readonly ValueType[] = ['number', 'money', 'instant', 'date']
const SINGLE: readonly ValueType[] = [...ORDERED, 'text', 'boolean']
const MEASURABLE: Record<Measure, readonly ValueType[]> = {
  sum: ['number', 'money'],
  avg: ['number', 'money'],
  min: ORDERED,
  max: ORDERED,
  first: SINGLE,
  last: SINGLE,
}

function resolveTypes(
  { types, typesPath }: MeasureRequest,
  catalog: Catalog,
  report: Report,
): string[] | undefined {
  const written = typeof types === 'string' ? [types] : types
  const unknown = written.filter(type => !catalog.events.has(type))
  for (const type of unknown) {
    const place = typeof types === 'string' ? typesPath : [...typesPath, types.indexOf(type)]
    report(place, `no event is called ${quoted(type)}.${didYouMean(type, catalog.events.keys())}`)
  }
  return unknown.length > 0 ? undefined : [...new Set(written)].toSorted()
}

function resolveProperty(
  name: string,
  types: readonly string[],
  catalog: Catalog,
  path: Path,
  report: Report,
): PropertyRef | undefined {
  if (name === EVENT_TIME) return { name, type: 'instant' }
  let found: ValueType | undefined
  for (const eventType of types) {
    const properties = catalog.events.get(eventType)?.properties
    const type = properties?.get(name)
    if (type === undefined) {
      const known = [EVENT_TIME, ...(properties?.keys() ?? [])]
      report(path, `${eventType} has no property ${quoted(name)}.${didYouMean(name, known)}`)
      return undefined
    }
    if (found !== undefined && found !== type) {
      report(
        path,
        `${quoted(name)} is ${found} in one of these events and ${type} in ${eventType}; test them apart`,
      )
      return undefined
    }
    found = type
  }
  return found && { name, type: found }
}
