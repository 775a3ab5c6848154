import { days } from '../../schema/index.ts'

/** Days before 1970-01-01 at which the table begins: the first day of the year 1. */
export const FIRST_DAY_BACK = 719_162
/** The day after the last: the first of the year 2500. */
const END = 193_576

/**
 * 1 at `day + FIRST_DAY_BACK` for every day whose `100 * month + day` is wanted. A date is looked up by
 * its number, so nobody's birthday is taken apart while contacts are compared.
 */
export function monthDayTable(monthDays: readonly number[]): Uint8Array {
  const wanted = new Set(monthDays)
  const table = new Uint8Array(FIRST_DAY_BACK + END)
  for (let day = -FIRST_DAY_BACK; day < END; day++) {
    if (wanted.has(monthDay(day))) table[day + FIRST_DAY_BACK] = 1
  }
  return table
}

/** `100 * month + day` of a day's number. */
function monthDay(day: number): number {
  const date = new Date(days(day))
  return 100 * (date.getUTCMonth() + 1) + date.getUTCDate()
}
