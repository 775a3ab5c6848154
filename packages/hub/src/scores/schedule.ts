import { bounds, days, type Instant, parseDuration, parseWindow, type Window } from '@esplanade/core/schema'
import { z } from 'zod'

/** How often something is done: after a length of time, or once in each unit of the calendar. */
export interface Schedule {
  /** Once done within it, it is not due. */
  readonly window: Window
}

/** What words of the calendar stand for: done once since its day, week, month or quarter began. */
const CALENDAR = {
  daily: 'today',
  weekly: 'this week',
  monthly: 'this month',
  quarterly: 'this quarter',
} as const

const words = Object.keys(CALENDAR) as (keyof typeof CALENDAR)[]

/** `30d` and the like, or a word of the calendar. */
export const scheduleSchema = z
  .string()
  .refine(
    text => words.some(word => word === text) || parseDuration(text) !== undefined,
    `expected a length of time such as 30d, or ${words.join(', ')}`,
  )

/** Reads a schedule that the schema let pass; left out, so many days. */
export function scheduleOf(text: string | undefined, usualDays: number): Schedule {
  const word = words.find(each => each === text)
  if (word !== undefined) return { window: parseWindow(CALENDAR[word]) as Window }
  const ms = (text === undefined ? undefined : parseDuration(text)) ?? days(usualDays)
  return { window: { kind: 'length', ms } }
}

/** Whether it is time again. Words of the calendar mean the hub's time zone. */
export function isDue(
  { window }: Schedule,
  {
    last,
    now,
    timeZone,
  }: { readonly last: Instant | undefined; readonly now: Instant; readonly timeZone: string },
): boolean {
  return last === undefined || last <= (bounds(window, now, timeZone).after ?? Number.NEGATIVE_INFINITY)
}
