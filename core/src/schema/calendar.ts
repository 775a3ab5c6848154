import type { Instant } from './instant.ts'
import { days, hours, minutes, seconds } from './instant.ts'

/**
 * What the clock on the wall shows, as milliseconds since 1970-01-01T00:00 on that wall. It never goes
 * back: in the hour that a change of the clocks repeats it stands still, so that days follow one another
 * and nothing that was past by the calendar comes again.
 */
export type WallTime = number

/** What the wall shows at a moment in an IANA zone. Throws `RangeError` for a zone that does not exist. */
export function wallTime(at: Instant | number, timeZone: string): WallTime {
  const offset = offsetMs(at, timeZone)
  const before = offsetMs(at - LONGEST_REPEAT_MS, timeZone)
  if (before <= offset) return at + offset
  const changed = firstMoment(at - LONGEST_REPEAT_MS, at, moment => offsetMs(moment, timeZone) === offset)
  return Math.max(at + offset, changed + before)
}

/**
 * The first moment at which the wall shows this, or more: where a change of the clocks leaves a time
 * out, the moment of the change; where it comes twice, the first.
 */
export function momentOf(wall: WallTime, timeZone: string): Instant {
  const near = wall - offsetMs(wall - offsetMs(wall, timeZone), timeZone)
  if (wallTime(near, timeZone) === wall && wallTime(near - 1, timeZone) < wall) return near as Instant
  const [from, to] = [wall - FARTHEST_OFFSET_MS, wall + FARTHEST_OFFSET_MS]
  return firstMoment(from, to, moment => wallTime(moment, timeZone) >= wall) as Instant
}

/** The number of the day, since 1970-01-01, that the wall shows. */
export const dayAt = (at: Instant | number, timeZone: string): number =>
  Math.floor(wallTime(at, timeZone) / days(1))

/** The first moment of a day. */
export const startOfDay = (day: number, timeZone: string): Instant => momentOf(days(day), timeZone)

/** No zone was ever further from UTC, and no change of the clocks repeats more time than this. */
const FARTHEST_OFFSET_MS = hours(26)
const LONGEST_REPEAT_MS = hours(25)

/** The first whole moment after `from` and up to `to` that passes, where all later ones pass too. */
function firstMoment(from: number, to: number, passes: (moment: number) => boolean): number {
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (passes(middle)) high = middle
    else low = middle
  }
  return high
}

/** Formatters are costly to make and cheap to use; there are no more of them than zones. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function offsetMs(at: number, timeZone: string): number {
  const format =
    formatters.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  formatters.set(timeZone, format)
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(format.format(at))
  if (!match) throw new RangeError(`The zone ${timeZone} has no offset at ${at}.`)
  const [, sign, hour = 0, minute = 0, second = 0] = match
  return (sign === '-' ? -1 : 1) * (hours(Number(hour)) + minutes(Number(minute)) + seconds(Number(second)))
}
