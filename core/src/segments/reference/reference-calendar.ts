import type { Instant } from '../../schema/index.ts'
import {
  dayAt,
  days,
  isoInstant,
  momentOf,
  parseDuration,
  parseWindow,
  wallTime,
} from '../../schema/index.ts'
import type { LeapDay } from '../definition/value-test.ts'
import type { ReferenceOptions } from './world.ts'

/** Tells whether a moment lies in a window that is written so, or in the equally long one before it. */
export function liesWithin(
  text: string | undefined,
  { asOf, timeZone }: ReferenceOptions,
  before = false,
): (at: number) => boolean {
  if (text === undefined) return at => at <= asOf
  const window = parseWindow(text)
  if (window?.kind !== 'calendar') {
    const edge = agoOf(text, asOf, timeZone)
    const farEdge = twiceAgo(text, asOf, timeZone)
    return before ? at => at > farEdge && at <= edge : at => at > edge && at <= asOf
  }
  // Units are counted, and those of the moment and of the present compared.
  const { unit, back, ended, weekStart } = window
  const unitOf = (moment: number) => unitNumber(dayAt(moment, timeZone), unit, weekStart)
  const now = unitOf(asOf)
  return at => {
    if (at > asOf) return false
    const unitsAgo = now - unitOf(at)
    return before ? unitsAgo > back && unitsAgo <= 2 * back : unitsAgo <= back && (!ended || unitsAgo > 0)
  }
}

/** The moment so long ago; a month ago is the same time of the same day, or the end of a month without it. */
export function agoOf(length: string, asOf: Instant, timeZone: string): number {
  const ms = parseDuration(length)
  if (ms !== undefined) return asOf - ms
  return monthsAgo(Number.parseInt(length, 10) * (length.endsWith('y') ? 12 : 1), asOf, timeZone)
}

function twiceAgo(length: string, asOf: Instant, timeZone: string): number {
  const ms = parseDuration(length)
  if (ms !== undefined) return asOf - 2 * ms
  return monthsAgo(2 * Number.parseInt(length, 10) * (length.endsWith('y') ? 12 : 1), asOf, timeZone)
}

function monthsAgo(months: number, asOf: Instant, timeZone: string): number {
  const wall = new Date(wallTime(asOf, timeZone))
  const then = new Date(wall)
  then.setUTCMonth(wall.getUTCMonth() - months)
  // JavaScript goes on into the next month where the day does not exist; its first midnight is meant.
  if (then.getUTCDate() !== wall.getUTCDate())
    then.setTime(Date.UTC(then.getUTCFullYear(), then.getUTCMonth(), 1))
  return momentOf(then.getTime(), timeZone)
}

function unitNumber(day: number, unit: string, weekStart: number): number {
  const [year = 0, month = 0] = isoDay(day).split('-').map(Number)
  if (unit === 'day') return day
  if (unit === 'week') return Math.floor((day + 3 - weekStart) / 7)
  if (unit === 'year') return year
  const months = year * 12 + month - 1
  return unit === 'month' ? months : Math.floor(months / 3)
}

/** The number that an operator such as `age` compares; undefined where a date has none. */
export function numberOfDate(
  day: number,
  operator: 'age' | 'days_since' | 'days_until' | 'days_to_birthday',
  leapDay: LeapDay | undefined,
  { asOf, timeZone }: ReferenceOptions,
): number | undefined {
  const today = dayAt(asOf, timeZone)
  if (operator === 'days_since') return day <= today ? today - day : undefined
  if (operator === 'days_until') return day >= today ? day - today : undefined
  const next = birthdaysAround(day, today, leapDay).find(birthday => birthday >= today) ?? Number.NaN
  if (operator === 'days_to_birthday') return next - today
  if (day > today) return undefined
  return yearOf(next) - yearOf(day) - (next === today ? 0 : 1)
}

/** Whether the birthday lies in the day, week, month or quarter of the present. */
export function hasBirthdayIn(
  born: number,
  text: string,
  leapDay: LeapDay | undefined,
  { asOf, timeZone }: ReferenceOptions,
): boolean {
  const window = parseWindow(text)
  if (window?.kind !== 'calendar') return false
  const today = dayAt(asOf, timeZone)
  const unitOf = (day: number) => unitNumber(day, window.unit, window.weekStart)
  return birthdaysAround(born, today, leapDay).some(day => unitOf(day) === unitOf(today))
}

/** The birthdays of last year, this year and next year. */
function birthdaysAround(born: number, today: number, leapDay: LeapDay = 'feb-28'): number[] {
  const monthDay = isoDay(born).slice(5)
  return [-1, 0, 1].map(offset => {
    const year = yearOf(today) + offset
    const hasLeapDay = new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29
    const on = monthDay !== '02-29' || hasLeapDay ? monthDay : leapDay === 'feb-28' ? '02-28' : '03-01'
    return Date.parse(`${year}-${on}T00:00:00Z`) / days(1)
  })
}

const yearOf = (day: number): number => Number(isoDay(day).slice(0, 4))
const isoDay = (day: number): string => isoInstant(days(day) as Instant).slice(0, 10)
