import { describe, expect, test } from 'vitest'
import { at, type People, type StoryEvent } from './people.ts'
import type { StoryTeller } from './story-teller.ts'

/** The n-th event, and sequences. */
export function describeOrderStories({ whoPasses }: StoryTeller): void {
  // As of 2026-04-01T12:00:00Z.
  const order = (time: string, category = 'shoes'): StoryEvent => ({
    type: 'order_placed',
    at: time,
    category,
  })
  const viewed = (time: string): StoryEvent => ({ type: 'product_viewed', at: `2026-03-20T${time}Z` })
  const carted = (time: string): StoryEvent => ({ type: 'cart_added', at: `2026-03-20T${time}Z` })
  const bought = (time: string): StoryEvent => order(`2026-03-20T${time}Z`)

  describe('the n-th event', () => {
    const people: People = {
      never: {},
      two: { events: [order('2026-03-01'), order('2026-03-02')] },
      // In no order: the third is of 30 March.
      three: { events: [order('2026-03-30'), order('2026-01-01'), order('2026-03-10')] },
      // The first and the third are exactly 30 days apart, so no 30 days hold all three.
      apart: { events: [order('2026-01-01'), order('2026-01-15'), order('2026-01-31')] },
      close: { events: [order('2026-01-01T00:00:00.001Z'), order('2026-01-15'), order('2026-01-31')] },
      twice: {
        events: ['2025-01-01', '2025-01-02', '2025-01-03', '2026-03-28', '2026-03-29', '2026-03-30'].map(
          day => order(day),
        ),
      },
      ahead: { events: [order('2026-03-01'), order('2026-03-02'), order('2026-04-02')] },
    }
    test.each([
      ['nth: { number: 3, exists: true }', ['three', 'apart', 'close', 'twice']],
      ['nth: { number: 3, within: 7d }', ['three']],
      ['nth: { number: 3, span: 30d, exists: true }', ['close', 'twice']],
      // It was first reached long ago; the latest such moment is of this week.
      ['nth: { number: 3, span: 30d, within: 7d }', []],
      ['nth: { number: 3, span: 30d, latest: true, within: 7d }', ['twice']],
      ['nth: { number: 3, span: 30d, at_most: "2026-01-31" }', ['close', 'twice']],
      ['nth: { number: 1, at_least: "2026-03-01" }', ['two', 'ahead']],
      ['within: 90d, nth: { number: 3, span: 30d, exists: true }', ['twice']],
      ['nth: { number: 3, exists: false }', ['never', 'two', 'ahead']],
    ])('order_placed, %s', async (measure, members) => {
      expect(await whoPasses(`{ event: order_placed, ${measure} }`, people)).toEqual(members)
    })
  })

  describe('sequences', () => {
    const abandoned = `
    sequence:
      - event: product_viewed
      - { event: cart_added, within: 1d }
      - { no_event: order_placed, within: 1h }`
    const people: People = {
      left: { events: [viewed('10:00:00'), carted('10:05:00')] },
      // An hour later is an hour without.
      justAfter: { events: [viewed('10:00:00'), carted('10:05:00'), bought('11:05:00')] },
      justBefore: { events: [viewed('10:00:00'), carted('10:05:00'), bought('11:04:59.999')] },
      wrongOrder: { events: [carted('10:00:00'), viewed('10:05:00')] },
      // The cart of 9:00 was bought; that of 10:30 was not.
      again: { events: [viewed('08:00:00'), carted('09:00:00'), bought('09:30:00'), carted('10:30:00')] },
      // One order ends both carts.
      both: { events: [viewed('08:00:00'), carted('09:00:00'), carted('09:10:00'), bought('09:30:00')] },
      tooLate: { events: [{ type: 'product_viewed', at: '2026-03-19T10:05:00Z' }, carted('10:05:00')] },
      oneView: { events: [viewed('10:00:00')] },
    }
    test('in order, within the gaps, and nothing after', async () => {
      expect(await whoPasses(abandoned, people)).toEqual(['left', 'justAfter', 'again'])
    })

    test('the time without is over when it has passed, not before', async () => {
      const story: People = { ada: { events: [viewed('10:00:00'), carted('10:05:00')] } }
      const passes = (moment: string) => whoPasses(abandoned, story, { asOf: at(moment) })
      expect(await passes('2026-03-20T11:04:59.999Z')).toEqual([])
      expect(await passes('2026-03-20T11:05:00.000Z')).toEqual(['ada'])
    })

    test('an absence between two steps ends where the second is', async () => {
      const when =
        '{ sequence: [{ event: product_viewed }, { no_event: order_placed }, { event: cart_added }] }'
      const story: People = {
        ada: { events: [viewed('10:00:00'), carted('10:05:00'), bought('10:06:00')] },
        bob: { events: [viewed('10:00:00'), bought('10:01:00'), carted('10:05:00')] },
        cat: { events: [viewed('10:00:00'), bought('10:01:00'), viewed('10:02:00'), carted('10:05:00')] },
      }
      expect(await whoPasses(when, story)).toEqual(['ada', 'cat'])
    })

    test('no event is two steps, and of one instant the type, then the id, says which came first', async () => {
      const twice = '{ sequence: [{ event: order_placed }, { event: order_placed }] }'
      const story: People = {
        one: { events: [order('2026-03-01')] },
        two: { events: [order('2026-03-01'), order('2026-03-01')] },
      }
      expect(await whoPasses(twice, story)).toEqual(['two'])
      const same: People = { ada: { events: [carted('10:00:00'), viewed('10:00:00')] } }
      expect(
        await whoPasses('{ sequence: [{ event: cart_added }, { event: product_viewed }] }', same),
      ).toEqual(['ada'])
      expect(
        await whoPasses('{ sequence: [{ event: product_viewed }, { event: cart_added }] }', same),
      ).toEqual([])
      const ids: People = {
        ada: { events: [order('2026-03-01', 'hats'), order('2026-03-01', 'coats')] },
        bob: { events: [order('2026-03-01', 'coats'), order('2026-03-01', 'hats')] },
      }
      const hatsFirst =
        '{ sequence: [{ event: order_placed, where: { category: hats } }, { event: order_placed, where: { category: coats } }] }'
      expect(await whoPasses(hatsFirst, ids)).toEqual(['ada'])
    })

    test('the window holds every event of the sequence', async () => {
      const when = '{ within: 30d, sequence: [{ event: order_placed }, { event: order_placed }] }'
      const story: People = {
        inside: { events: [order('2026-03-02T12:00:00.001Z'), order('2026-03-03')] },
        across: { events: [order('2026-03-02T12:00:00.000Z'), order('2026-03-03')] },
        ahead: { events: [order('2026-03-03'), order('2026-04-01T12:00:00.001Z')] },
      }
      expect(await whoPasses(when, story)).toEqual(['inside'])
    })
  })
}
