import type { WallTime } from './calendar.ts'
import { momentOf, wallTime } from './calendar.ts'
import type { Instant } from './instant.ts'
import { days, hours, minutes } from './instant.ts'

/** A span of time before a moment, the moment included. */
export type Window =
  /** Everything that has happened. */
  | { readonly kind: 'ever' }
  /** An event drops out at the very instant at which it becomes so old. */
  | { readonly kind: 'length'; readonly ms: number }
  /** Back to the same time of the same day so many months ago. */
  | { readonly kind: 'months'; readonly months: number }
  | CalendarWindow

/** Whole days, weeks and so on of the calendar. */
export interface CalendarWindow {
  readonly kind: 'calendar'
  readonly unit: CalendarUnit
  /** Units before the present one in which it begins. */
  readonly back: number
  /** Ends with the last unit before the present one, instead of at the moment. */
  readonly ended: boolean
  /** Days after Monday on which a week begins. */
  readonly weekStart: number
}

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year'

export const EVER: Window = { kind: 'ever' }

/** The bounds of a window, `after < at <= until`; `after` is null where it reaches back for ever. */
export interface Bounds {
  readonly after: Instant | null
  readonly until: Instant
}

/** Where a window lies at a moment, by the calendar of an IANA zone. */
export function bounds(window: Window, asOf: Instant, timeZone: string): Bounds {
  switch (window.kind) {
    case 'ever':
      return { after: null, until: asOf }
    case 'length':
      return { after: (asOf - window.ms) as Instant, until: asOf }
    case 'months':
      return { after: momentOf(monthsBefore(wallTime(asOf, timeZone), window.months), timeZone), until: asOf }
    case 'calendar': {
      const wall = wallTime(asOf, timeZone)
      const justBefore = (unitsBack: number) =>
        (momentOf(startOf(window, wall, unitsBack), timeZone) - 1) as Instant
      return { after: justBefore(window.back), until: window.ended ? justBefore(0) : asOf }
    }
    default:
      throw new Error(`Unhandled window: ${JSON.stringify(window satisfies never)}`)
  }
}

/** The bounds of the equally long window that ends where this one begins; undefined where there is none. */
export function boundsBefore(window: Window, asOf: Instant, timeZone: string): Bounds | undefined {
  const { after } = bounds(window, asOf, timeZone)
  const longer = twice(window)
  return after === null || longer === undefined
    ? undefined
    : { after: bounds(longer, asOf, timeZone).after, until: after }
}

/** A window twice as long, of those that have a whole one before them. */
function twice(window: Window): Window | undefined {
  if (window.kind === 'length') return { kind: 'length', ms: 2 * window.ms }
  if (window.kind === 'months') return { kind: 'months', months: 2 * window.months }
  // A month that is not over cannot be compared with one that is.
  return window.kind === 'calendar' && window.ended ? { ...window, back: 2 * window.back } : undefined
}

/** The first and the last day, as numbers since 1970-01-01, of the unit of the calendar that a moment lies in. */
export function unitAt(window: CalendarWindow, at: Instant, timeZone: string): readonly [number, number] {
  const wall = wallTime(at, timeZone)
  return [startOf(window, wall, 0) / days(1), startOf(window, wall, -1) / days(1) - 1]
}

/** The end of the month stands for a day that it does not have, so that the result never goes back. */
export function monthsBefore(wall: WallTime, months: number): WallTime {
  const date = new Date(wall)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() - months, date.getUTCDate()]
  const end = Date.UTC(year, month + 1, 1)
  const same = Date.UTC(year, month, day) + (((wall % days(1)) + days(1)) % days(1))
  return Math.min(same, end)
}

/** The beginning of the unit that lies so many units before the present one, on the wall. */
function startOf({ unit, weekStart }: CalendarWindow, wall: WallTime, unitsBack: number): WallTime {
  const day = Math.floor(wall / days(1))
  const date = new Date(wall)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  switch (unit) {
    case 'day':
      return days(day - unitsBack)
    case 'week':
      // Day 0 of the epoch was a Thursday, three days after a Monday.
      return days(day - ((((day + 3 - weekStart) % 7) + 7) % 7) - 7 * unitsBack)
    case 'month':
      return Date.UTC(year, month - unitsBack, 1)
    case 'quarter':
      return Date.UTC(year, month - (month % 3) - 3 * unitsBack, 1)
    case 'year':
      return Date.UTC(year - unitsBack, 0, 1)
    default:
      throw new Error(`Unhandled unit: ${unit satisfies never}`)
  }
}

const UNIT_MS: Record<string, number> = { m: minutes(1), h: hours(1), d: days(1), w: days(7) }
const LONGEST_DAYS = 36_500
const LONGEST_MONTHS = 1_200

/** Reads `45m`, `12h`, `30d` or `6w` as milliseconds; undefined for anything else. A day here is 24 hours. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})(m|h|d|w)$/.exec(text)
  if (!match) return undefined
  const ms = Number(match[1]) * (UNIT_MS[match[2] as string] as number)
  return ms > 0 && ms <= days(LONGEST_DAYS) ? ms : undefined
}

/** Reads a length of time: one that `parseDuration` knows, or months and years such as `1mo` and `2y`. */
export function parseLength(text: string): Extract<Window, { kind: 'length' | 'months' }> | undefined {
  const ms = parseDuration(text)
  if (ms !== undefined) return { kind: 'length', ms }
  const match = /^(\d{1,4})(mo|y)$/.exec(text)
  if (!match) return undefined
  const months = Number(match[1]) * (match[2] === 'y' ? 12 : 1)
  return months > 0 && months <= LONGEST_MONTHS ? { kind: 'months', months } : undefined
}

/**
 * Reads a window: a length of time; `today`, `yesterday`; `this week`, `last month`, `last 3 quarters`,
 * which end before the present one; or `3 calendar months`, which are the present one and two before it.
 * Weeks begin on Monday unless the text ends like `from sunday`. Undefined for anything else.
 */
export function parseWindow(text: string): Window | undefined {
  if (text === 'today') return { kind: 'calendar', unit: 'day', back: 0, ended: false, weekStart: 0 }
  if (text === 'yesterday') return { kind: 'calendar', unit: 'day', back: 1, ended: true, weekStart: 0 }
  const match = CALENDAR.exec(text)
  if (!match) return parseLength(text)
  const [, which, number, unitText, plural, from] = match
  const unit = unitText as CalendarUnit
  const count = number === undefined ? 1 : Number(number)
  const weekStart = from === undefined ? 0 : WEEKDAYS.indexOf(from)
  const calendar = which === undefined
  const counted = number !== undefined
  // "today" and "yesterday" are this and the last day; "this 3 weeks" and a bare "month" mean nothing.
  if (calendar !== text.includes('calendar') || (calendar && !counted) || (which === 'this' && counted))
    return undefined
  if ((count === 1) !== (plural === '') || (unit === 'day' && !counted)) return undefined
  if (weekStart < 0 || (from !== undefined && unit !== 'week')) return undefined
  if (count < 1 || count > LONGEST_DAYS / DAYS_IN[unit]) return undefined
  const ended = which === 'last'
  return { kind: 'calendar', unit, back: ended ? count : count - 1, ended, weekStart }
}

const CALENDAR =
  /^(?:(this|last) )?(?:(\d{1,5}) )?(?:calendar )?(day|week|month|quarter|year)(s?)(?: from ([a-z]+))?$/

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const DAYS_IN: Record<CalendarUnit, number> = { day: 1, week: 7, month: 31, quarter: 92, year: 365 }
