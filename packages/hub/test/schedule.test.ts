import { days, type Instant, instant } from '@esplanade/core/schema'
import { describe, expect, test } from 'vitest'
import { isDue, scheduleOf, scheduleSchema } from '../src/scores/schedule.ts'

const at = (text: string): Instant => instant(Date.parse(text))
const due = (every: string | undefined, last: string, now: string, timeZone = 'Europe/Berlin') =>
  isDue(scheduleOf(every, 30), { last: at(last), now: at(now), timeZone })

describe('a schedule', () => {
  test('a length of time counts from the last time; left out, it is the usual one', () => {
    expect(due('7d', '2026-03-01T10:00:00Z', '2026-03-08T09:59:59Z')).toBe(false)
    expect(due('7d', '2026-03-01T10:00:00Z', '2026-03-08T10:00:00Z')).toBe(true)
    expect(due(undefined, '2026-03-01T10:00:00Z', '2026-03-31T09:00:00Z')).toBe(false)
    expect(due(undefined, '2026-03-01T10:00:00Z', '2026-03-31T10:00:00Z')).toBe(true)
    expect(
      isDue(scheduleOf('6w', 30), { last: undefined, now: at('2026-03-01T00:00:00Z'), timeZone: 'UTC' }),
    ).toBe(true)
  })

  test.each([
    // In Berlin the day, week, month or quarter begins an hour, in summer two, before it does in UTC.
    ['daily', '2026-03-01T23:30:00Z', '2026-03-02T22:59:59Z', '2026-03-02T23:00:00Z'],
    ['weekly', '2026-03-02T08:00:00Z', '2026-03-08T22:59:59Z', '2026-03-08T23:00:00Z'],
    ['monthly', '2026-03-31T10:00:00Z', '2026-03-31T21:59:59Z', '2026-03-31T22:00:00Z'],
    ['quarterly', '2026-01-01T00:00:00Z', '2026-03-31T21:59:59Z', '2026-03-31T22:00:00Z'],
  ])('%s is once in each unit of the hub’s calendar', (every, last, before, from) => {
    expect(due(every, last, before)).toBe(false)
    expect(due(every, last, from)).toBe(true)
    // However long the hub slept, once is enough.
    expect(due(every, from, new Date(Date.parse(from) + days(1) / 2).toISOString())).toBe(false)
  })

  test('other words are refused with those that are known', () => {
    for (const good of ['30d', '6w', 'daily', 'weekly', 'monthly', 'quarterly'])
      expect(scheduleSchema.safeParse(good).success, good).toBe(true)
    for (const wrong of ['yearly', 'month', '', '0d', 'Monthly', 30])
      expect(scheduleSchema.safeParse(wrong).success, String(wrong)).toBe(false)
    expect(scheduleSchema.safeParse('yearly').error?.issues[0]?.message).toBe(
      'expected a length of time such as 30d, or daily, weekly, monthly, quarterly',
    )
  })
})
