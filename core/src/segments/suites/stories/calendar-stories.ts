import { describe, expect, test } from 'vitest'
import { at, type People, type Stage } from './people.ts'
import type { StoryTeller } from './story-teller.ts'

/** Windows by the calendar, in the zone of the hub. */
export function describeCalendarStories({ whoPasses }: StoryTeller): void {
  /** People who ordered once, named by when. */
  const ordered = (...moments: string[]): People =>
    Object.fromEntries(moments.map(moment => [moment, { events: [{ type: 'order_placed', at: moment }] }]))
  const inside = (within: string, moments: readonly string[], stage: Stage = {}) =>
    whoPasses(`{ event: order_placed, within: ${within} }`, ordered(...moments), stage)

  describe('windows by the calendar, on Wednesday 2026-04-01 at noon UTC', () => {
    test.each([
      ['today', ['2026-04-01T00:00:00.000Z', '2026-04-01T12:00:00.000Z'], ['2026-03-31T23:59:59.999Z']],
      [
        'yesterday',
        ['2026-03-31T00:00:00.000Z', '2026-03-31T23:59:59.999Z'],
        ['2026-04-01', '2026-03-30T23:59:59.999Z'],
      ],
      ['this week', ['2026-03-30', '2026-04-01T12:00:00Z'], ['2026-03-29T23:59:59.999Z']],
      ['this week from sunday', ['2026-03-29'], ['2026-03-28T23:59:59.999Z']],
      ['last week', ['2026-03-23', '2026-03-29T23:59:59.999Z'], ['2026-03-22T23:59:59.999Z', '2026-03-30']],
      ['last week from saturday', ['2026-03-21', '2026-03-27T23:59:59.999Z'], ['2026-03-28', '2026-03-20']],
      ['this month', ['2026-04-01'], ['2026-03-31T23:59:59.999Z']],
      ['last month', ['2026-03-01', '2026-03-31T23:59:59.999Z'], ['2026-02-28', '2026-04-01']],
      ['last 3 months', ['2026-01-01', '2026-03-31'], ['2025-12-31T23:59:59.999Z', '2026-04-01']],
      ['this quarter', ['2026-04-01'], ['2026-03-31']],
      ['last quarter', ['2026-01-01', '2026-03-31'], ['2025-12-31', '2026-04-01']],
      ['this year', ['2026-01-01', '2026-04-01'], ['2025-12-31T23:59:59.999Z']],
      ['last year', ['2025-01-01', '2025-12-31T23:59:59.999Z'], ['2024-12-31', '2026-01-01']],
      ['7 calendar days', ['2026-03-26', '2026-04-01T12:00:00Z'], ['2026-03-25T23:59:59.999Z']],
      ['2 calendar months', ['2026-03-01'], ['2026-02-28T23:59:59.999Z']],
      ['1 calendar day', ['2026-04-01'], ['2026-03-31T23:59:59.999Z']],
      ['1mo', ['2026-03-01T12:00:00.001Z'], ['2026-03-01T12:00:00.000Z']],
      ['1y', ['2025-04-01T12:00:00.001Z'], ['2025-04-01T12:00:00.000Z']],
    ])('%s', async (within, inWindow, outOfIt) => {
      const ahead = '2026-04-01T12:00:00.001Z'
      expect(await inside(within, [...inWindow, ...outOfIt, ahead])).toEqual(inWindow)
    })

    test('the months that are too short for a day end with their last instant', async () => {
      // On the 29th, 30th and 31st of March a month ago is the end of February.
      for (const day of ['29', '30', '31']) {
        const stage = { asOf: at(`2026-03-${day}T08:00:00Z`) }
        const moments = ['2026-02-28T23:59:59.999Z', '2026-03-01', '2026-03-01T00:00:00.001Z']
        expect(await inside('1mo', moments, stage)).toEqual(['2026-03-01T00:00:00.001Z'])
      }
      const leap = { asOf: at('2024-03-30T08:00:00Z') }
      expect(await inside('1mo', ['2024-02-29T23:59:59.999Z', '2024-03-02'], leap)).toEqual(['2024-03-02'])
      const onLeapDay = { asOf: at('2024-02-29T08:00:00Z') }
      expect(await inside('1y', ['2023-02-28T23:59:59.999Z', '2023-03-01T00:00:00.001Z'], onLeapDay)).toEqual(
        ['2023-03-01T00:00:00.001Z'],
      )
    })
  })

  describe('in the time zone of the hub', () => {
    const berlin = (text: string): Stage => ({ asOf: at(text), timeZone: 'Europe/Berlin' })

    test('a day begins at its own midnight, also where it has 23 or 25 hours', async () => {
      // 29 March 2026 begins at 23:00 UTC on the 28th and lasts 23 hours; summer time begins at 01:00 UTC.
      const spring = [
        '2026-03-28T22:59:59.999Z',
        '2026-03-28T23:00:00.000Z',
        '2026-03-29T21:59:59.999Z',
        '2026-03-29T22:00:00.000Z',
      ]
      expect(await inside('today', spring, berlin('2026-03-29T21:59:59.999Z'))).toEqual(spring.slice(1, 3))
      expect(await inside('yesterday', spring, berlin('2026-03-29T22:00:00Z'))).toEqual(spring.slice(1, 3))
      // 25 October lasts from 22:00 UTC on the 24th to 23:00 UTC: 25 hours.
      const autumn = [
        '2026-10-24T21:59:59.999Z',
        '2026-10-24T22:00:00.000Z',
        '2026-10-25T22:59:59.999Z',
        '2026-10-25T23:00:00.000Z',
      ]
      expect(await inside('yesterday', autumn, berlin('2026-10-26T10:00:00Z'))).toEqual(autumn.slice(1, 3))
      // 24 hours are 24 hours all the same.
      expect(
        await inside(
          '24h',
          ['2026-10-24T22:30:00Z', '2026-10-24T22:30:00.001Z'],
          berlin('2026-10-25T22:30:00Z'),
        ),
      ).toEqual(['2026-10-24T22:30:00.001Z'])
    })

    test('a month ago is the same time on the wall', async () => {
      // Noon in Berlin is 10:00 UTC in April and 11:00 UTC in March before summer time.
      const moments = ['2026-03-15T11:00:00.000Z', '2026-03-15T11:00:00.001Z']
      expect(await inside('1mo', moments, berlin('2026-04-15T10:00:00Z'))).toEqual([moments[1]])
    })

    test('a midnight that the clocks leave out begins its day later', async () => {
      // In Santiago summer time began at midnight of 6 September 2026, which is 04:00 UTC and shows 01:00.
      const moments = ['2026-09-06T03:59:59.999Z', '2026-09-06T04:00:00.000Z']
      const stage = { asOf: at('2026-09-06T12:00:00Z'), timeZone: 'America/Santiago' }
      expect(await inside('today', moments, stage)).toEqual([moments[1]])
    })

    test('a moment without an offset, and a bare day, are read on the wall', async () => {
      const where = (test: string) =>
        whoPasses(
          `{ event: order_placed, where: { at: { ${test} } } }`,
          people,
          berlin('2026-04-01T12:00:00Z'),
        )
      const people = ordered('2026-03-31T21:59:59Z', '2026-03-31T22:00:00Z', '2026-04-01T07:00:00Z')
      expect(await where('at_least: "2026-04-01"')).toEqual(['2026-03-31T22:00:00Z', '2026-04-01T07:00:00Z'])
      expect(await where('at_least: "2026-04-01T09:00:00"')).toEqual(['2026-04-01T07:00:00Z'])
      expect(await where('at_least: "2026-04-01T09:00:00Z"')).toEqual([])
    })
  })

  describe('trends by the calendar', () => {
    const people = (...events: string[]): People => ({
      ada: { events: events.map(moment => ({ type: 'order_placed', at: moment })) },
    })
    test('a whole month is compared with the one before it', async () => {
      const halved = '{ event: order_placed, within: last month, change: { at_most: -50% } }'
      expect(
        await whoPasses(halved, people('2026-02-01', '2026-02-28T23:59:59.999Z', '2026-03-31', '2026-04-01')),
      ).toEqual(['ada'])
      expect(await whoPasses(halved, people('2026-01-31T23:59:59.999Z', '2026-02-28', '2026-03-31'))).toEqual(
        [],
      )
    })
  })
}
