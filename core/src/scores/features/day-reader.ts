import { dayAt, days, startOfDay } from '../../schema/index.ts'

/**
 * Reads moments (ms) as numbers of days since 1970-01-01 in a zone, as `dayAt` does, and asks the
 * calendar once a day instead of once a moment: that is a thousand times cheaper over a timeline.
 */
export function dayReader(timeZone: string): (at: number) => number {
  const starts = new Map<number, number>()
  const startOf = (day: number): number => {
    const start = starts.get(day) ?? startOfDay(day, timeZone)
    starts.set(day, start)
    return start
  }
  return at => {
    // No zone is further from UTC than a day and a bit, so the right day is one of these.
    const near = Math.floor(at / days(1))
    for (let day = near + 1; day >= near - 1; day -= 1) if (startOf(day) <= at) return day
    return dayAt(at, timeZone)
  }
}
