import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bounds,
  dayAt,
  days,
  EVER,
  hours,
  instant,
  isoInstant,
  minutes,
  momentOf,
  parseInstant,
  parseWindow,
  startOfDay,
  wallTime,
} from '../../src/schema/index.ts'

const at = (text: string) => parseInstant(text) ?? instant(Number.NaN)
const wall = (text: string, zone: string) => isoInstant(instant(wallTime(at(text), zone))).slice(0, 19)
const midnight = (day: string, zone: string) => isoInstant(startOfDay(at(day) / days(1), zone))

describe('the clock on the wall', () => {
  test.each([
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', '2026-03-29T01:59:59'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29T03:00:00'],
    // From 03:00 back to 02:00 at 01:00 UTC: it stands still for that hour.
    ['2026-10-25T00:59:59Z', 'Europe/Berlin', '2026-10-25T02:59:59'],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T03:00:00'],
    ['2026-10-25T02:00:00Z', 'Europe/Berlin', '2026-10-25T03:00:00'],
    ['2026-01-01T00:00:00Z', 'Asia/Kathmandu', '2026-01-01T05:45:00'],
    // At a minute past midnight back to a minute past eleven: the day is not begun twice.
    ['2010-11-07T02:45:00Z', 'America/St_Johns', '2010-11-07T00:01:00'],
  ])('%s in %s', (moment, zone, shown) => {
    expect(wall(moment, zone)).toBe(shown)
  })

  test.each([
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    // Midnight is left out.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
    // Samoa went to bed on the 29th and got up on the 31st: the day between has no length.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('%s begins in %s', (day, zone, moment) => {
    expect(midnight(day, zone)).toBe(moment)
  })
})

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'America/Santiago',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
)
/** Moments of thirty years, many of them near a change of the clocks. */
const moments = fc
  .record({
    near: fc.constantFrom(
      '2026-03-29T01:00:00Z',
      '2026-10-25T01:00:00Z',
      '2010-11-07T02:31:00Z',
      '2011-12-30T10:00:00Z',
      '2026-09-06T04:00:00Z',
    ),
    by: fc.oneof(
      fc.integer({ min: -minutes(180), max: minutes(180) }),
      fc.integer({ min: -days(3_000), max: days(3_000) }),
    ),
  })
  .map(({ near, by }) => instant(at(near) + by))
const windows = fc
  .constantFrom(
    'today',
    'yesterday',
    'this week from sunday',
    'last month',
    'this quarter',
    '7 calendar days',
    '1mo',
    '1y',
    '30d',
  )
  .map(text => parseWindow(text) ?? EVER)

test('time on the wall, days and windows never go back, whatever the clocks do', () => {
  fc.assert(
    fc.property(
      zones,
      moments,
      fc.integer({ min: 1, max: hours(30) }),
      windows,
      (zone, moment, on, window) => {
        const later = instant(moment + on)
        expect(wallTime(later, zone)).toBeGreaterThanOrEqual(wallTime(moment, zone))
        expect(dayAt(later, zone)).toBeGreaterThanOrEqual(dayAt(moment, zone))
        const [before, after] = [bounds(window, moment, zone), bounds(window, later, zone)]
        expect(after.after).toBeGreaterThanOrEqual(before.after ?? 0)
        expect(after.until).toBeGreaterThanOrEqual(before.until)
      },
    ),
    { numRuns: 300, seed: 1 },
  )
})

test('the first moment at which the wall shows a time is found', () => {
  fc.assert(
    fc.property(zones, moments, (zone, moment) => {
      const shown = wallTime(moment, zone)
      const first = momentOf(shown, zone)
      expect(first).toBeLessThanOrEqual(moment)
      expect(wallTime(first, zone)).toBeGreaterThanOrEqual(shown)
      expect(wallTime(first - 1, zone)).toBeLessThan(shown)
    }),
    { numRuns: 300, seed: 2 },
  )
})

test.each([
  '',
  'month',
  'this 2 months',
  'last 0 days',
  'last 1 days',
  '2 calendar month',
  'today from sunday',
  'this week from someday',
  '0mo',
  '1201mo',
  '101y',
  'last day',
  '1.5y',
  '36501 calendar days',
])('%j is no window', text => {
  expect(parseWindow(text)).toBeUndefined()
})
