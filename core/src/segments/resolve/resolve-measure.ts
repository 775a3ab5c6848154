import type { Catalog, ValueType } from '../../schema/index.ts'
import { EVER, parseWindow } from '../../schema/index.ts'
import { didYouMean, quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import type { EventSelection, Measure } from '../definition/event-selection.ts'
import type { PropertyRef } from '../plan.ts'
import type { Report } from './resolve-test.ts'
import { resolveTest } from './resolve-test.ts'
import type { EventMeasure, PropertyTest, Selection } from './resolved.ts'

/** The name under which every event's own time can be measured and tested. */
export const EVENT_TIME = 'at'

/** Which events are meant, and where the definition says so. */
export interface SelectionRequest {
  readonly types: string | readonly string[]
  readonly typesPath: Path
  readonly selection: EventSelection
  readonly path: Path
}

/** What is measured of them. */
export interface MeasureRequest extends SelectionRequest {
  readonly fn: 'count' | Measure
  readonly of: NamedAt | null
  /** Events whose sum is taken away. */
  readonly minus?: { readonly types: string | readonly string[]; readonly path: Path } | undefined
}

export interface NamedAt {
  readonly name: string
  readonly path: Path
}

/** Resolves which events are measured and how. Undefined when a name is unknown; the problems are reported. */
export function resolveMeasure(
  request: MeasureRequest,
  catalog: Catalog,
  report: Report,
): EventMeasure | undefined {
  const selection = resolveSelection(request, catalog, report)
  const measure = selection && measureOf(selection, request, catalog, report)
  const { minus, of } = request
  if (minus === undefined) return measure
  // The same tests and the same property, looked up among the types that are taken away.
  const { types, path: typesPath } = minus
  const taken = resolveSelection({ ...request, types, typesPath }, catalog, report)
  const property =
    taken && of && resolveProperty({ name: of.name, path: typesPath }, taken.types, catalog, report)
  if (!measure || !taken || !property) return undefined
  if (property.type === measure.of?.type) return { ...measure, minus: taken }
  report(
    typesPath,
    `${quoted(property.name)} is ${property.type} here and ${measure.of?.type} in what it is taken from`,
  )
  return undefined
}

/** Resolves which events are meant. Undefined when a type is unknown; the problems are reported. */
export function resolveSelection(
  request: SelectionRequest,
  catalog: Catalog,
  report: Report,
): Selection | undefined {
  const types = resolveTypes(request, catalog, report)
  if (types === undefined) return undefined
  const { within, where } = request.selection
  const window = (within === undefined ? undefined : parseWindow(within)) ?? EVER
  return { types, window, where: resolveWhere(where, types, request.path, catalog, report) }
}

export function resolveWhere(
  where: EventSelection['where'],
  types: readonly string[],
  path: Path,
  catalog: Catalog,
  report: Report,
): PropertyTest[] {
  return Object.entries(where ?? {}).flatMap(([name, test]) => {
    const place = [...path, 'where', name]
    const property = resolveProperty({ name, path: place }, types, catalog, report)
    return property ? [{ property, tests: resolveTest(test, property.type, place, report) }] : []
  })
}

/** A measure of events that are resolved already. */
export function measureOf(
  selection: Selection,
  { fn, of }: Pick<MeasureRequest, 'fn' | 'of'>,
  catalog: Catalog,
  report: Report,
): EventMeasure | undefined {
  if (of === null || fn === 'count') return { ...selection, fn, of: null }
  const property = resolveProperty(of, selection.types, catalog, report)
  if (property === undefined) return undefined
  if (MEASURABLE[fn].includes(property.type)) return { ...selection, fn, of: property }
  report(of.path, `"${fn}" needs ${MEASURABLE[fn].join(' or ')}, and ${quoted(of.name)} is ${property.type}`)
  return undefined
}

/** The type of what a measure gives: a count is a number, everything else is like what was measured. */
export function measureType({ fn, of }: EventMeasure): ValueType {
  return fn === 'distinct' ? 'number' : (of?.type ?? 'number')
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
  distinct: SINGLE,
}

function resolveTypes(
  { types, typesPath }: SelectionRequest,
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

/** A property that events of all these types have, with one type in all of them. */
export function resolveProperty(
  { name, path }: NamedAt,
  types: readonly string[],
  catalog: Catalog,
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
