import { parseDuration } from '../../schema/index.ts'
import type { SequenceCondition, SequenceStep } from '../definition/sequence.ts'
import { inOrder, matching } from './reference-events.ts'
import type { ReferenceOptions, WorldEvent } from './world.ts'

/** The moments, oldest first, at which so many of the events lay within the span. */
export function nthMoments(
  events: readonly WorldEvent[],
  number: number,
  span: string | undefined,
): number[] {
  return events
    .filter((event, index) => {
      const soFar = events.slice(0, index + 1)
      if (span === undefined) return soFar.length >= number
      return soFar.filter(({ at }) => event.at - at < (parseDuration(span) ?? 0)).length >= number
    })
    .map(({ at }) => at)
}

/** Whether any choice of events, one a step, makes the sequence. */
export function sequencePasses(
  own: readonly WorldEvent[],
  { sequence, within }: SequenceCondition,
  options: ReferenceOptions,
): boolean {
  const all = own.toSorted(inOrder)
  const meant = (step: SequenceStep): WorldEvent[] => {
    const { where = {} } = step
    const window = within === undefined ? {} : { within }
    return matching(all, 'event' in step ? step.event : step.no_event, { ...window, where }, options)
  }
  const soon = (step: SequenceStep, from: number, to: number): boolean =>
    step.within === undefined || to - from < (parseDuration(step.within) ?? 0)
  const goesOn = (index: number, before: WorldEvent | undefined): boolean => {
    const step = sequence[index]
    if (step === undefined) return true
    const later = meant(step).filter(
      event => before === undefined || all.indexOf(event) > all.indexOf(before),
    )
    if ('event' in step) {
      return later.some(event => soon(step, before?.at ?? event.at, event.at) && goesOn(index + 1, event))
    }
    const next = sequence[index + 1]
    const since = before?.at ?? 0
    if (next === undefined) {
      return !soon(step, since, options.asOf) && !later.some(event => soon(step, since, event.at))
    }
    return meant(next).some(
      event =>
        all.indexOf(event) > (before ? all.indexOf(before) : -1) &&
        soon(next, since, event.at) &&
        !later.some(between => all.indexOf(between) < all.indexOf(event)) &&
        goesOn(index + 2, event),
    )
  }
  return goesOn(0, undefined)
}
