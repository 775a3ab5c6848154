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
import { AS_OF, CATALOG, parsed, resolved } from './people.ts'

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

test('a rank among members is a reference: unknown names and circles are told', () => {
  const OHIO = 'id: ohio\ntitle: Ohio\nwhen: { attribute: region, is: Ohio }\n---\n'
  const BEST =
    'id: best\ntitle: Best\nwhen: { rank: { event: order_placed, sum: total }, top: 50%, among: { segment: ohio } }\n'
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
