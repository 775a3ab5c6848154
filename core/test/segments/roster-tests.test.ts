import { describe, expect, test } from 'vitest'
import {
  all,
  attribute,
  consent,
  event,
  listed,
  neededBy,
  none,
  planSegments,
  rank,
  resolveSegments,
  segment,
  tagged,
} from '../../src/segments/index.ts'
import { AS_OF, CATALOG, membersOf, type People, parsed, resolved, whoPasses } from './people.ts'

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

  test('equal questions are asked once, and two different ones apart', () => {
    const when =
      '{ any: [{ tag: A, connection: shop }, { none: [{ connection: shop, tag: A }] }, { list: A, connection: shop }] }'
    const plan = planSegments(resolved(parsed(`id: x\ntitle: X\nwhen: ${when}`)), {
      asOf: AS_OF,
      timeZone: 'UTC',
      currency: 'USD',
    })
    expect(plan.rosters.map(roster => 'target' in roster && roster.target)).toEqual(['tag:A', 'list:A'])
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
  test('are a reference: unknown names and circles are told', () => {
    const problemsOf = (yaml: string) => {
      const result = resolveSegments(parsed(yaml), CATALOG)
      return result.ok ? [] : result.problems.map(({ path, reason }) => `${path}: ${reason}`)
    }
    expect(problemsOf(BEST)).toEqual(['when.among.segment: no segment has the id "ohio".'])
    expect(problemsOf(BEST.replace('{ segment: ohio }', '{ segment: best }'))).toEqual([
      'when: refers to itself in a circle: best → best. Break one of the links.',
    ])
    expect(neededBy(resolved(parsed(OHIO + BEST)), new Set(['best'])).map(({ id }) => id)).toEqual([
      'ohio',
      'best',
    ])
  })
})

describe('freshness', () => {
  const NEEDY =
    'id: needy\ntitle: N\nfresh: { shop: 24h, news: 7d }\nwhen: { attribute: region, is: Ohio }\n---\n'
  const BY_NAME = 'id: by-name\ntitle: B\nfresh: { news: 12h }\nwhen: { none: [{ segment: needy }] }\n'
  test('is handed on to who refers to a segment, the strictest of several', () => {
    const { segments } = planSegments(resolved(parsed(NEEDY + BY_NAME)), {
      asOf: AS_OF,
      timeZone: 'UTC',
      currency: 'USD',
    })
    const hour = 3_600_000
    expect(segments.map(({ fresh }) => fresh)).toEqual([
      [
        { connection: 'shop', withinMs: 24 * hour },
        { connection: 'news', withinMs: 168 * hour },
      ],
      [
        { connection: 'news', withinMs: 12 * hour },
        { connection: 'shop', withinMs: 24 * hour },
      ],
    ])
  })
})

describe('refused', () => {
  const problemsOf = (when: string, head = '') => {
    const result = resolveSegments(parsed(`id: x\ntitle: X\n${head}when: ${when}`), CATALOG)
    return result.ok ? '' : result.problems.map(({ path, reason }) => `${path}: ${reason}`).join('\n')
  }
  test.each([
    [
      '{ tag: VIP, connection: shopp }',
      'when.connection: no connection is called "shopp". Did you mean "shop"?',
    ],
    [
      '{ event: order_placed, within: this month, change: { less_than: 0% } }',
      'when.within: "change" needs a whole window',
    ],
    ['{ attribute: age, age: 3 }', 'when.age: "age" does not go with a number'],
    ['{ attribute: signed_up_at, birthday: today }', 'when.birthday: "birthday" does not go with a moment'],
    ['{ attribute: birthday, days_since: 3, leap_day: mar-1 }', 'when.leap_day: says when a birthday is'],
    [
      '{ attribute: birthday, age: { between: [40, 25] } }',
      'when.age.between: nothing lies between 40 and 25',
    ],
    [
      '{ event: order_placed, sum: { of: total, minus: order_refundd, is: 0 } }',
      'when.sum.minus: no event is called "order_refundd". Did you mean "order_refunded"?',
    ],
    [
      '{ event: order_placed, sum: { of: total, minus: page_viewed, is: 0 } }',
      'page_viewed has no property "total"',
    ],
    ['{ attribute: signed_up_at, within: 1mo, older_than: 2mo }', 'impossible window'],
  ])('%s', (when, words) => {
    expect(problemsOf(when)).toContain(words)
  })
  test('a need for a connection that there is not', () => {
    expect(problemsOf('{ attribute: region, is: Ohio }', 'fresh: { newz: 1d }\n')).toBe(
      'fresh.newz: no connection is called "newz". Did you mean "news"?',
    )
  })
})

test('the builder says the same', () => {
  const built = segment(
    'x',
    'X',
    all(
      consent('email', 'opted_out', { topic: 'weekly' }),
      tagged('VIP', 'shop'),
      listed('News', 'news', { container: 'a' }),
      attribute('birthday').age({ between: [25, 40] }),
      attribute('birthday').birthday('this month', { leap_day: 'mar-1' }),
      attribute('birthday').daysToBirthday({ at_most: 7 }),
      attribute('renews_on').daysUntil({ at_most: 30 }),
      attribute('signed_up_at').daysSince(1),
      attribute('signed_up_at').olderThan('3mo'),
      event('order_placed').within('last month').sum('total', { minus: 'order_refunded' }).moreThan(50),
      none(event('page_viewed').within('7 calendar days')),
      rank(
        { event: 'order_placed', sum: 'total', minus: 'order_refunded' },
        { top: '20%', among: { segment: 'x' } },
      ),
    ),
    { fresh: { shop: '24h' } },
  )
  const [written] = parsed(`
id: x
title: X
fresh: { shop: 24h }
when:
  all:
    - { consent: email, is: opted_out, topic: weekly }
    - { tag: VIP, connection: shop }
    - { list: News, connection: news, container: a }
    - { attribute: birthday, age: { between: [25, 40] } }
    - { attribute: birthday, birthday: this month, leap_day: mar-1 }
    - { attribute: birthday, days_to_birthday: { at_most: 7 } }
    - { attribute: renews_on, days_until: { at_most: 30 } }
    - { attribute: signed_up_at, days_since: 1 }
    - { attribute: signed_up_at, older_than: 3mo }
    - { event: order_placed, within: last month, sum: { of: total, minus: order_refunded, more_than: 50 } }
    - none: [{ event: page_viewed, within: 7 calendar days }]
    - { rank: { event: order_placed, sum: total, minus: order_refunded }, top: 20%, among: { segment: x } }
`)
  expect(built).toEqual(written)
})
