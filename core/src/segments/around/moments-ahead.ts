import type { Instant, Window } from '../../schema/index.ts'
import {
  dayAt,
  instant,
  momentOf,
  monthsBefore,
  parseInstant,
  parseWindow,
  startOfDay,
  wallTime,
} from '../../schema/index.ts'
import type { Condition } from '../definition/definition.ts'
import type { WorldContact, WorldEvent } from '../reference/world.ts'

/**
 * Moments after `asOf` at which the clock alone may change a verdict, earliest first and at most
 * `most`: when an event or a stated moment comes true, and when it becomes as old as a length of time
 * in the rules; and where rules go by the calendar, the beginnings of the days to come.
 */
export function momentsAhead(
  conditions: readonly Condition[],
  contact: WorldContact,
  events: readonly WorldEvent[],
  { asOf, timeZone, most }: { readonly asOf: Instant; readonly timeZone: string; readonly most: number },
): Instant[] {
  const windows = conditions.flatMap(windowsIn)
  const written = windows.flatMap(window => (window.kind === 'length' ? [window.ms] : []))
  const months = windows.flatMap(window => (window.kind === 'months' ? [window.months] : []))
  // A change compares a window with the one before it, so an event counts for twice the length.
  const lengths = [0, ...written, ...written.map(length => 2 * length)]
  const stated = [contact.attributes, ...events.map(({ properties }) => properties)].flatMap(momentsIn)
  const starts = new Set([...stated, ...events.map(({ at }) => at)])
  const ahead = new Set<number>(conditions.some(goesByTheCalendar) ? midnightsAfter(asOf, timeZone) : [])
  for (const start of starts) {
    for (const length of lengths) if (start + length > asOf) ahead.add(start + length)
    for (const count of months.flatMap(each => [each, 2 * each])) {
      const moment = momentOf(monthsBefore(wallTime(start, timeZone), -count), timeZone)
      if (moment > asOf) ahead.add(moment)
    }
  }
  return [...ahead]
    .toSorted((a, b) => a - b)
    .slice(0, most)
    .map(instant)
}

/** Every window written anywhere in a condition. A text that only looks like one costs a look. */
function windowsIn(value: unknown): Window[] {
  if (typeof value === 'string') return [parseWindow(value) ?? []].flat()
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(windowsIn) : []
}

/** Operators whose answer changes from one day to the next. */
const BY_THE_DAY = ['age', 'birthday', 'days_to_birthday', 'days_since', 'days_until']

function goesByTheCalendar(value: unknown): boolean {
  if (typeof value === 'string') return parseWindow(value)?.kind === 'calendar'
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, each]) => BY_THE_DAY.includes(key) || goesByTheCalendar(each))
}

/** Days ahead that are looked at: every birthday and every month, quarter and year begins among them. */
const DAYS_AHEAD = 367

function midnightsAfter(asOf: Instant, timeZone: string): Instant[] {
  const today = dayAt(asOf, timeZone)
  return Array.from({ length: DAYS_AHEAD }, (_, index) => startOfDay(today + 1 + index, timeZone))
}

function momentsIn(values: Readonly<Record<string, unknown>>): number[] {
  return Object.values(values).flatMap(value =>
    typeof value === 'string' ? (parseInstant(value.trim()) ?? []) : [],
  )
}
