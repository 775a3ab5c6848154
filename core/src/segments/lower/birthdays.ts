import { days } from '../../schema/index.ts'
import type { LeapDay } from '../definition/value-test.ts'

/** Most days until a birthday comes round again. */
const LONGEST_YEAR = 366

/**
 * The `100 * month + day` of everybody whose next birthday, `today` included, comes in a number of days
 * that passes; ascending. Days are numbers since 1970-01-01.
 */
export function birthdaysAhead(
  today: number,
  passes: (daysAhead: number) => boolean,
  leapDay: LeapDay,
): number[] {
  const seen = new Set<number>()
  const wanted: number[] = []
  for (let ahead = 0; ahead <= LONGEST_YEAR; ahead++) {
    for (const monthDay of celebrated(today + ahead, leapDay)) {
      if (!seen.has(monthDay) && passes(ahead)) wanted.push(monthDay)
      seen.add(monthDay)
    }
  }
  return wanted.toSorted((a, b) => a - b)
}

/** The same of everybody whose birthday is on one of these days. */
export function birthdaysBetween(first: number, last: number, leapDay: LeapDay): number[] {
  const ahead = Array.from({ length: last - first + 1 }, (_, index) => celebrated(first + index, leapDay))
  return [...new Set(ahead.flat())].toSorted((a, b) => a - b)
}

/** The last day on which somebody was born who has lived so many years by `today`. */
export function latestBirth(years: number, today: number, leapDay: LeapDay): number {
  const { year, month, day } = civil(today)
  const then = year - years
  if (month === 2 && day === 29 && !isLeap(then)) return dayNumber(then, 2, 28)
  const celebratesToday = month === 2 && day === 28 && leapDay === 'feb-28' && !isLeap(year)
  return dayNumber(then, month, celebratesToday && isLeap(then) ? 29 : day)
}

/** Whose birthday a day is: also that of whoever was born on 29 February, in a year without one. */
function celebrated(dayNo: number, leapDay: LeapDay): number[] {
  const { year, month, day } = civil(dayNo)
  const own = 100 * month + day
  const standsIn = own === (leapDay === 'feb-28' ? 228 : 301) && !isLeap(year)
  return standsIn ? [own, 229] : [own]
}

function civil(dayNo: number): { year: number; month: number; day: number } {
  const date = new Date(days(dayNo))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** `Date.UTC` takes the years up to 99 for ones of the last century. */
const dayNumber = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month - 1, day) / days(1)

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
