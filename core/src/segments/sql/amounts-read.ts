import type { Instant } from '../../schema/index.ts'
import type { AmountPlace } from '../../store/index.ts'
import type { SegmentPlan } from '../lower/segment-plan.ts'
import { type Needed, neededFor, predicateOf, rowsOf, slotOf } from './needed.ts'
import { testedProperties } from './tested-properties.ts'

/** The properties of type money that decide who is in a segment, each once for an event type. */
export const amountsRead = (plan: SegmentPlan, segment: number): AmountPlace[] =>
  placesOf(plan, neededFor(plan, [predicateOf(plan, segment)]))

/** Those that a column, such as that of a value beside the segments, is made of. */
export const amountsOfSlot = (plan: SegmentPlan, slot: number): AmountPlace[] =>
  placesOf(plan, neededFor(plan, [], [slot]))

function placesOf(plan: SegmentPlan, { slots }: Needed): AmountPlace[] {
  const found = new Map<string, AmountPlace>()
  for (const index of slots) {
    for (const { type: event, property, where, after, until } of rowsOf(plan, slotOf(plan, index))) {
      const refs = [...(property ? [property] : []), ...(where ? testedProperties(where) : [])]
      for (const { name, type } of refs) {
        if (type !== 'money') continue
        const key = JSON.stringify([event, name])
        const known = found.get(key) ?? { after, until }
        found.set(key, {
          event,
          property: name,
          after: after === null || known.after === null ? null : (Math.min(after, known.after) as Instant),
          until: Math.max(until, known.until) as Instant,
        })
      }
    }
  }
  return [...found.values()]
}
