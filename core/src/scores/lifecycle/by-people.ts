import type { Catalog } from '../../schema/index.ts'
import type { OrderedEvents } from '../../segments/index.ts'

type Selected = Pick<OrderedEvents, 'event' | 'where'>

/**
 * Events that people caused: of types that carry the flag of machines, such as opens and clicks, only those
 * where it is not set, unless `where` decides about it. Types with and without the flag come apart, as one
 * test must fit all types that it is asked of.
 */
export function byPeople({ event, where = {} }: Selected, { events }: Catalog): Selected[] {
  const types = [event].flat()
  const flagged = types.filter(type => events.get(type)?.properties.has('machine'))
  if (flagged.length === 0 || 'machine' in where) return [{ event, where }]
  const others = types.filter(type => !flagged.includes(type))
  return [
    { event: flagged, where: { machine: { is_not: true }, ...where } },
    ...(others.length > 0 ? [{ event: others, where }] : []),
  ]
}
