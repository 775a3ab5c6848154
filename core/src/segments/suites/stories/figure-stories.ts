import { describe, expect, test } from 'vitest'
import type { People, StoryEvent } from './people.ts'
import type { StoryTeller } from './story-teller.ts'

/** Rates, shares, trends, different values and the last few. */
export function describeFigureStories({ whoPasses }: StoryTeller): void {
  // As of 2026-04-01T12:00:00Z.
  const sent = (message: string, at = '2026-03-10'): StoryEvent => ({ type: 'email_sent', at, message })
  const opened = (message: string, at = '2026-03-11', machine = false): StoryEvent => ({
    type: 'email_opened',
    at,
    message,
    machine,
  })
  const order = (at: string, total: string, category = 'shoes'): StoryEvent => ({
    type: 'order_placed',
    at,
    total,
    category,
  })

  describe('mails that were answered, and the part that they are', () => {
    const people: People = {
      unsent: {},
      none: { events: [sent('a'), sent('b')] },
      half: { events: [sent('a'), sent('b'), opened('a'), opened('a'), opened('a')] },
      // Opened by a machine, and before it was sent as its clock has it.
      early: { events: [sent('a'), opened('a', '2026-03-09', true)] },
      // What was opened was sent to somebody else, or before the window.
      foreign: { events: [sent('a'), opened('z')] },
      // One mail sent twice is one mail.
      resent: { events: [sent('a'), sent('a', '2026-03-12'), sent('b'), opened('b')] },
      nameless: { events: [{ type: 'email_sent', at: '2026-03-10' }, sent('a'), opened('a')] },
      yesterdayOfTheMonth: { events: [sent('a', '2026-03-02T12:00:00Z'), opened('a')] },
      notYet: { events: [sent('a'), opened('a', '2026-04-02')] },
    }
    test.each([
      [
        'matched: { with: email_opened, is: 0 }',
        ['unsent', 'none', 'foreign', 'yesterdayOfTheMonth', 'notYet'],
      ],
      ['matched: { with: email_opened, at_least: 1 }', ['half', 'early', 'resent', 'nameless']],
      ['rate: { with: email_opened, is: 50% }', ['half', 'resent']],
      ['rate: { with: email_opened, at_least: 0.5 }', ['half', 'early', 'resent', 'nameless']],
      ['rate: { with: email_opened, more_than: 50% }', ['early', 'nameless']],
      ['rate: { with: email_opened, where: { machine: false }, is: 1 }', ['nameless']],
      ['rate: { with: email_opened, less_than: 1% }', ['none', 'foreign', 'notYet']],
      // Too few, or none at all, have no rate, whatever it is compared with.
      ['rate: { with: email_opened, of_at_least: 2, at_least: 0 }', ['none', 'half', 'resent']],
      ['rate: { with: email_opened, exists: false }', ['unsent', 'yesterdayOfTheMonth']],
      // Repeats: three opens of two mails sent, and opens count by their own time.
      ['rate: { with: email_opened, repeats: true, is: 150% }', ['half']],
    ])('email_sent within 30d, %s', async (measure, members) => {
      expect(await whoPasses(`{ event: email_sent, within: 30d, ${measure} }`, people)).toEqual(members)
    })

    test('something else than the message can be what both have in common', async () => {
      const shops: People = {
        ada: {
          events: [
            order('2026-03-01', '1', 'hats'),
            { type: 'product_viewed', at: '2026-02-01', category: 'hats' },
          ],
        },
        bob: {
          events: [
            order('2026-03-01', '1', 'hats'),
            { type: 'product_viewed', at: '2026-02-01', category: 'coats' },
          ],
        },
      }
      const when = '{ event: order_placed, matched: { with: product_viewed, by: category, at_least: 1 } }'
      expect(await whoPasses(when, shops)).toEqual(['ada'])
    })
  })

  describe('the last few', () => {
    const at = (day: number) => `2026-03-0${day}`
    const four = [sent('a', at(1)), sent('b', at(2)), sent('c', at(3)), sent('d', at(4))]
    const people: People = {
      allOfThree: { events: [...four, opened('b'), opened('c'), opened('d')] },
      oldest: { events: [...four, opened('a'), opened('b'), opened('c')] },
      onlyTwo: { events: [sent('a', at(1)), sent('b', at(2)), opened('a'), opened('b')] },
      none: {},
      // "a" is sent again last, so that b falls behind: the last three are c, d and a.
      resent: { events: [...four, sent('a', at(5)), opened('a'), opened('c'), opened('d')] },
    }
    test.each([
      ['matched: { with: email_opened, last: 3, is: 3 }', ['allOfThree', 'resent']],
      [
        'matched: { with: email_opened, last: 3, at_least: 2 }',
        ['allOfThree', 'oldest', 'onlyTwo', 'resent'],
      ],
      ['rate: { with: email_opened, last: 3, is: 100% }', ['allOfThree', 'onlyTwo', 'resent']],
      ['rate: { with: email_opened, last: 3, is: 100%, of_at_least: 3 }', ['allOfThree', 'resent']],
      ['matched: { with: email_opened, last: 1, is: 1 }', ['allOfThree', 'onlyTwo', 'resent']],
    ])('%s', async (measure, members) => {
      expect(await whoPasses(`{ event: email_sent, ${measure} }`, people)).toEqual(members)
    })

    test('of one instant, the higher event id is the later one', async () => {
      const twins: People = {
        ada: { events: [sent('a'), sent('b'), opened('b')] },
        bob: { events: [sent('b'), sent('a'), opened('b')] },
      }
      expect(
        await whoPasses('{ event: email_sent, matched: { with: email_opened, last: 1, is: 1 } }', twins),
      ).toEqual(['ada'])
    })
  })

  describe('different values', () => {
    const people: People = {
      one: { events: [order('2026-03-01', '5'), order('2026-03-02', '5.00')] },
      two: { events: [order('2026-03-01', '5', 'hats'), order('2026-03-02', '6')] },
      both: {
        events: [
          order('2026-03-01', '5', 'hats'),
          { type: 'order_refunded', at: '2026-03-02', total: '5', category: 'hats' },
        ],
      },
      unsaid: { events: [{ type: 'order_placed', at: '2026-03-01' }] },
    }
    test.each([
      ['event: order_placed, distinct: { of: category, at_least: 2 }', ['two']],
      ['event: order_placed, distinct: { of: total, is: 1 }', ['one', 'both']],
      ['event: order_placed, distinct: { of: category, is: 0 }', ['unsaid']],
      ['event: [order_placed, order_refunded], distinct: { of: category, is: 1 }', ['one', 'both']],
      ['event: order_placed, distinct: { of: at, is: 2 }', ['one', 'two']],
    ])('%s', async (condition, members) => {
      expect(await whoPasses(`{ ${condition} }`, people)).toEqual(members)
    })
  })

  test('orders are counted by order, however many events tell of one', async () => {
    const line = (id: string): StoryEvent => ({ type: 'order_placed', at: '2026-03-01', order: id })
    const people: People = {
      twoLines: { events: [line('a'), line('a')] },
      twoOrders: { events: [line('a'), line('b')] },
    }
    expect(await whoPasses('{ event: order_placed, count: 2 }', people)).toEqual(['twoLines', 'twoOrders'])
    expect(await whoPasses('{ event: order_placed, distinct: { of: order, is: 2 } }', people)).toEqual([
      'twoOrders',
    ])
  })

  describe('a part of events, and growth', () => {
    const people: People = {
      none: {},
      shoes: { events: [order('2026-03-05', '10'), order('2026-03-20', '30', 'hats')] },
      free: { events: [order('2026-03-20', '0')] },
      before: { events: [order('2026-02-15', '40'), order('2026-03-20', '30')] },
      grown: { events: [order('2026-02-15', '10'), order('2026-03-20', '10'), order('2026-03-21', '5')] },
    }
    test.each([
      ['share: { where: { category: shoes }, is: 50% }', ['shoes']],
      ['share: { where: { category: shoes }, of: total, is: 25% }', ['shoes']],
      ['share: { where: { category: shoes }, is: 100% }', ['free', 'before', 'grown']],
      // Nothing was spent, so there is no part of it.
      ['share: { where: { category: shoes }, of: total, exists: false }', ['none', 'free']],
      ['share: { where: { category: shoes }, at_least: 0, of_at_least: 2 }', ['shoes', 'grown']],
      ['change: { is: 0 }', ['before']],
      ['change: { of: total, is: -25% }', ['before']],
      ['change: { is: 100% }', ['grown']],
      ['change: { of: total, is: 0.5 }', ['grown']],
      ['change: { exists: false }', ['none', 'shoes', 'free']],
      ['change: { exists: true, of_at_least: 2 }', []],
    ])('order_placed within 30d, %s', async (measure, members) => {
      expect(await whoPasses(`{ event: order_placed, within: 30d, ${measure} }`, people)).toEqual(members)
    })

    test('the window before ends where the window begins', async () => {
      const edges: People = {
        first: { events: [order('2026-03-02T12:00:00.001Z', '1'), order('2026-03-02T12:00:00.000Z', '1')] },
        tooOld: { events: [order('2026-03-02T12:00:00.001Z', '1'), order('2026-01-31T12:00:00.000Z', '1')] },
      }
      expect(await whoPasses('{ event: order_placed, within: 30d, change: { is: 0 } }', edges)).toEqual([
        'first',
      ])
    })
  })
}
