import { describe, expect, test } from 'vitest'
import { at, type People, type Stage } from './people.ts'
import type { StoryTeller } from './story-teller.ts'

/** Ages, birthdays, and days since and until. */
export function describeDateStories({ whoPasses }: StoryTeller): void {
  const born = (...days: string[]): People =>
    Object.fromEntries(days.map(day => [day, { attributes: { birthday: day } }]))
  const passing = (test: string, days: readonly string[], stage: Stage = {}) =>
    whoPasses(`{ attribute: birthday, ${test} }`, { ...born(...days), unknown: {} }, stage)
  const on = (day: string): Stage => ({ asOf: at(`${day}T12:00:00Z`) })

  describe('age in full years, on 2026-04-01', () => {
    const days = ['2001-04-02', '2001-04-01', '1985-04-02', '1985-04-01', '2026-04-01', '2026-04-02']
    test.each([
      ['age: { between: [25, 40] }', ['2001-04-01', '1985-04-02']],
      ['age: 24', ['2001-04-02']],
      ['age: { at_least: 41 }', ['1985-04-01']],
      ['age: { more_than: 40.5 }', ['1985-04-01']],
      ['age: { less_than: 25 }', ['2001-04-02', '2026-04-01']],
      ['age: { less_than: 24.5 }', ['2001-04-02', '2026-04-01']],
      ['age: { at_most: 0 }', ['2026-04-01']],
      ['age: { in: [24, 40] }', ['2001-04-02', '1985-04-02']],
      // Whoever is yet to be born, and whose birthday nobody knows, has no age.
      ['age: { at_least: 0 }', ['2001-04-02', '2001-04-01', '1985-04-02', '1985-04-01', '2026-04-01']],
      [
        'age: { is_not: 24 }',
        ['2001-04-01', '1985-04-02', '1985-04-01', '2026-04-01', '2026-04-02', 'unknown'],
      ],
      ['age: { at_least: 1000000000 }', []],
    ])('%s', async (test, members) => {
      expect(await passing(test, days)).toEqual(members)
    })

    test('a year begins at midnight in the zone of the hub', async () => {
      const stage = { asOf: at('2026-04-01T22:30:00Z') }
      expect(await passing('age: 25', ['2001-04-02'], { ...stage, timeZone: 'Europe/Berlin' })).toEqual([
        '2001-04-02',
      ])
      expect(await passing('age: 25', ['2001-04-02'], stage)).toEqual([])
    })
  })

  describe('whoever was born on 29 February', () => {
    const leapling = ['2000-02-29']
    test.each([
      ['2026-02-27', 'age: 25', true],
      ['2026-02-28', 'age: 26', true],
      ['2026-02-28', 'age: 25, leap_day: mar-1', true],
      ['2026-03-01', 'age: 26, leap_day: mar-1', true],
      ['2024-02-28', 'age: 23', true],
      ['2024-02-29', 'age: 24', true],
      ['2026-02-28', 'birthday: today', true],
      ['2026-03-01', 'birthday: today', false],
      ['2026-02-28', 'birthday: today, leap_day: mar-1', false],
      ['2026-03-01', 'birthday: today, leap_day: mar-1', true],
      ['2024-02-28', 'birthday: today', false],
      ['2024-02-29', 'birthday: today, leap_day: mar-1', true],
      ['2026-03-15', 'birthday: this month', false],
      ['2026-03-15', 'birthday: this month, leap_day: mar-1', true],
      ['2026-02-21', 'days_to_birthday: 7', true],
      ['2027-03-01', 'days_to_birthday: 365', true],
      ['2027-03-01', 'days_to_birthday: 0, leap_day: mar-1', true],
    ])('on %s, %s: %s', async (day, test, passes) => {
      expect(await passing(test, leapling, on(day))).toEqual(passes ? leapling : [])
    })
  })

  describe('birthdays, on Wednesday 2025-12-31', () => {
    const days = [
      '1990-12-31',
      '1990-01-01',
      '1990-01-04',
      '1990-01-05',
      '1990-12-01',
      '1990-12-28',
      '1990-10-01',
      '1990-09-30',
    ]
    test.each([
      ['birthday: today', ['1990-12-31']],
      ['birthday: this month', ['1990-12-31', '1990-12-01', '1990-12-28']],
      // Monday 29 December to Sunday 4 January.
      ['birthday: this week', ['1990-12-31', '1990-01-01', '1990-01-04']],
      ['birthday: this week from sunday', ['1990-12-31', '1990-01-01', '1990-12-28']],
      ['birthday: this quarter', ['1990-12-31', '1990-12-01', '1990-12-28', '1990-10-01']],
      ['days_to_birthday: { at_most: 5 }', ['1990-12-31', '1990-01-01', '1990-01-04', '1990-01-05']],
      ['days_to_birthday: { between: [1, 4] }', ['1990-01-01', '1990-01-04']],
      ['days_to_birthday: { at_least: 362 }', ['1990-12-28']],
      [
        'days_to_birthday: { is_not: 0 }',
        [
          '1990-01-01',
          '1990-01-04',
          '1990-01-05',
          '1990-12-01',
          '1990-12-28',
          '1990-10-01',
          '1990-09-30',
          'unknown',
        ],
      ],
    ])('%s', async (test, members) => {
      expect(await passing(test, days, on('2025-12-31'))).toEqual(members)
    })
  })

  describe('days since and until, on 2026-04-01', () => {
    const days = ['2026-03-02', '2026-03-31', '2026-04-01', '2026-04-02', '2026-05-01']
    test.each([
      ['days_since: { at_most: 30 }', ['2026-03-02', '2026-03-31', '2026-04-01']],
      ['days_since: { at_least: 1 }', ['2026-03-02', '2026-03-31']],
      ['days_since: 0', ['2026-04-01']],
      ['days_until: { at_most: 30 }', ['2026-04-01', '2026-04-02', '2026-05-01']],
      ['days_until: { more_than: 1 }', ['2026-05-01']],
      ['days_until: { between: [1, 29] }', ['2026-04-02']],
      ['within: this month', ['2026-04-01']],
      ['within: 1mo', ['2026-03-02', '2026-03-31', '2026-04-01']],
      ['older_than: 1mo', []],
    ])('%s of a day', async (test, members) => {
      expect(await passing(test, days)).toEqual(members)
    })

    test('of a moment by the day on which it falls for the hub', async () => {
      const people = Object.fromEntries(
        ['2026-03-30T21:59:00Z', '2026-03-30T22:00:00Z', '2026-03-31T22:00:00Z'].map(moment => [
          moment,
          { attributes: { signed_up_at: moment } },
        ]),
      )
      const stage = { timeZone: 'Europe/Berlin' }
      expect(await whoPasses('{ attribute: signed_up_at, days_since: 1 }', people, stage)).toEqual([
        '2026-03-30T22:00:00Z',
      ])
      expect(
        await whoPasses('{ attribute: signed_up_at, days_since: { at_most: 1 } }', people, stage),
      ).toEqual(['2026-03-30T22:00:00Z', '2026-03-31T22:00:00Z'])
      expect(await whoPasses('{ attribute: signed_up_at, days_until: 0 }', people, stage)).toEqual([
        '2026-03-31T22:00:00Z',
      ])
    })
  })
}
