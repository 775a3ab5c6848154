import { describe, expect, test } from 'vitest'
import type { People } from './people.ts'
import type { StoryTeller } from './story-teller.ts'

/** Consent, tags and lists; sums less refunds; ranks among members. */
export function describeRosterStories({ membersOf, whoPasses }: StoryTeller): void {
  describe('consent, tags and lists', () => {
    const vip = { tag: 'VIP', connection: 'shop' } as const
    const people: People = {
      ada: { rosters: [{ consent: 'email', is: 'subscribed' }, { consent: 'email', is: 'mailable' }, vip] },
      bob: {
        rosters: [
          { consent: 'email', is: 'opted_out' },
          { list: 'News', connection: 'news', container: 'a' },
        ],
      },
      cy: { rosters: [{ consent: 'email', topic: 'weekly', is: 'subscribed' }] },
      dan: {},
    }
    test.each([
      ['{ consent: email, is: subscribed }', ['ada']],
      ['{ consent: email, is: opted_out }', ['bob']],
      ['{ none: [{ consent: email, is: opted_out }] }', ['ada', 'cy', 'dan']],
      ['{ consent: email, is: subscribed, topic: weekly }', ['cy']],
      ['{ consent: sms, is: subscribed }', []],
      ['{ tag: VIP, connection: shop }', ['ada']],
      ['{ tag: VIP, connection: shop, container: a }', []],
      ['{ list: News, connection: news, container: a }', ['bob']],
      [
        '{ any: [{ tag: VIP, connection: shop }, { list: News, connection: news, container: a }] }',
        ['ada', 'bob'],
      ],
    ])('%s', async (when, members) => {
      expect(await whoPasses(when, people)).toEqual(members)
    })
  })

  describe('sums without what was refunded', () => {
    const order = (total: string, at = '2026-03-20', category = 'shoes') => ({
      type: 'order_placed',
      at,
      total,
      category,
    })
    const refund = (total: string, at = '2026-03-25', category = 'shoes') => ({
      type: 'order_refunded',
      at,
      total,
      category,
    })
    const people: People = {
      kept: { events: [order('60')] },
      partly: { events: [order('60'), refund('10')] },
      allBack: { events: [order('60'), refund('60')] },
      free: { events: [order('0')] },
      // The order is out of the window and its refund in it: money came back in these thirty days.
      late: { events: [order('60', '2026-02-01'), refund('60')] },
      otherCategory: { events: [order('60'), refund('60', '2026-03-25', 'boots')] },
      fractions: { events: [order('0.3'), refund('0.1'), refund('0.2')] },
      nobody: {},
    }
    const sum = (test: string, more = '') =>
      whoPasses(
        `{ event: order_placed, within: 30d${more}, sum: { of: total, minus: order_refunded, ${test} } }`,
        people,
      )
    test('are exact, may be negative, and are 0 of nothing', async () => {
      expect(await sum('at_least: 50')).toEqual(['kept', 'partly'])
      expect(await sum('is: 0')).toEqual(['allBack', 'free', 'otherCategory', 'fractions', 'nobody'])
      expect(await sum('less_than: 0')).toEqual(['late'])
      expect(await sum('is: 60', ', where: { category: shoes }')).toEqual(['kept', 'otherCategory'])
    })
    test('rank as well', async () => {
      const top = '{ rank: { event: order_placed, sum: total, minus: order_refunded }, top: 25% }'
      expect(await whoPasses(top, people)).toEqual(['kept', 'partly'])
    })
  })

  describe('ranks among the members of a segment', () => {
    const spent = (...totals: string[]) => ({
      events: totals.map(total => ({ type: 'order_placed', at: '2026-03-20', total })),
    })
    const people: People = {
      ada: { attributes: { region: 'Ohio' }, ...spent('10') },
      bob: { attributes: { region: 'Ohio' }, ...spent('20') },
      cy: { attributes: { region: 'Ohio' } },
      dan: { attributes: { region: 'Utah' }, ...spent('90') },
    }
    const OHIO = 'id: ohio\ntitle: Ohio\nwhen: { attribute: region, is: Ohio }\n---\n'
    const BEST =
      'id: best\ntitle: Best\nwhen: { rank: { event: order_placed, sum: total }, top: 50%, among: { segment: ohio } }\n'
    const SECOND =
      '---\nid: rest\ntitle: Rest\nwhen: { rank: { event: order_placed, sum: total }, bottom: 50%, among: { segment: best } }\n'
    test('count nobody else, and stand after the segment they name', async () => {
      expect(await membersOf(`${BEST}---\n${OHIO}${SECOND.slice(4)}`, people)).toEqual({
        ohio: ['ada', 'bob', 'cy'],
        best: ['bob'],
        rest: ['bob'],
      })
    })
  })
}
