import { describe, expect, test } from 'vitest'
import { hasOptedOut, mustBeOptedOut } from '../src/truth/may-mail.ts'
import type { SegmentName } from '../src/truth/segment-rules.ts'
import { tellTruth } from '../src/truth/tell-truth.ts'
import { daysAgo, NOW, opened, order, type TinyPerson, tinyShop } from './tiny-shop.ts'

const membersOf = (segment: SegmentName, ...world: Parameters<typeof tinyShop>) => [
  ...tellTruth(tinyShop(...world), NOW).segments[segment],
]

describe('segments', () => {
  test('big spenders spent more than 500 within 365 days, across vendors', () => {
    const events = [
      order(0, 10, 300_00),
      order(0, 20, 200_01, 'hubspot'),
      order(1, 10, 500_00),
      order(2, 364, 501_00),
      order(3, 365, 501_00),
    ]
    expect(membersOf('big-spenders', [{}, {}, {}, {}], events)).toEqual([0, 2])
  })

  test('an order of the very moment counts and one of the future does not', () => {
    expect(membersOf('big-spenders', [{}, {}], [order(0, 0, 600_00), order(1, -1, 600_00)])).toEqual([0])
  })

  test('repeat buyers ordered three times', () => {
    const events = [order(0, 1, 1), order(0, 2, 1), order(0, 3, 1), order(1, 1, 1), order(1, 2, 1)]
    expect(membersOf('repeat-buyers', [{}, {}], events)).toEqual([0])
  })

  test('lapsed buyers bought, and not lately; somebody who never bought has not lapsed', () => {
    const events = [order(0, 200, 1), order(1, 200, 1), order(1, 5, 1)]
    expect(membersOf('lapsed-buyers', [{}, {}, {}], events)).toEqual([0])
  })

  test('engaged readers open with their own eyes', () => {
    const events = [
      opened(0, 1),
      opened(0, 2),
      opened(1, 1),
      opened(1, 2, true),
      opened(2, 1),
      opened(2, 180),
    ]
    expect(membersOf('engaged-readers', [{}, {}, {}], events)).toEqual([0])
  })

  test('the dormant did nothing; what a mail scanner did for them is nothing', () => {
    const clicked = { kind: 'clicked', esp: 'hubspot', person: 1, at: daysAgo(3), subject: 0 } as const
    const events = [opened(0, 1, true), clicked, opened(2, 121), opened(3, 119)]
    expect(membersOf('dormant', [{}, {}, {}, {}], events)).toEqual([0, 2])
  })

  test('active buyers in California are in California', () => {
    const people = [{ region: 'California' }, { region: 'Oregon' }, { region: 'California' }]
    const events = [0, 1].flatMap(person => [order(person, 10, 60_00), opened(person, 10)])
    expect(membersOf('california-buyers', people, [...events, order(2, 10, 50_00), opened(2, 10)])).toEqual([
      0,
    ])
  })

  test('browsers look and never buy', () => {
    const looks = (person: number) =>
      [1, 2, 3].map(
        ago => ({ kind: 'product_viewed', esp: 'klaviyo', person, at: daysAgo(ago), subject: 1 }) as const,
      )
    expect(membersOf('browsers', [{}, {}, {}], [...looks(0), ...looks(1), order(1, 300, 1)])).toEqual([0])
  })

  test('a VIP spends and reads', () => {
    const events = [order(0, 1, 600_00), opened(0, 1), order(1, 1, 600_00)]
    expect(membersOf('vip', [{}, {}], events)).toEqual([0])
  })
})

describe('who may be mailed', () => {
  const optedOut = (at: TinyPerson['at'], address = 'p0@post.example') => {
    const [person] = tinyShop([{ ...(at && { at }) }]).people
    return person && hasOptedOut(person, address)
  }

  test.each<[string, TinyPerson['at'], boolean]>([
    ['nobody left', { mailchimp: {}, klaviyo: {} }, false],
    ['left one of two', { mailchimp: { left: 10 }, klaviyo: {} }, true],
    ['left HubSpot, whose opt-ins nobody knows', { hubspot: { left: 10 } }, true],
    ['left, then joined another', { klaviyo: { left: 10 }, mailchimp: { joined: 5 } }, false],
    ['left at the moment of joining another', { klaviyo: { left: 10 }, mailchimp: { joined: 10 } }, true],
    ['left, and HubSpot got to know them later', { klaviyo: { left: 10 }, hubspot: { joined: 5 } }, true],
    ['bounced', { mailchimp: { left: 3, kind: 'bounced' }, klaviyo: {} }, true],
  ])('%s', (_, at, expected) => {
    expect(optedOut(at)).toBe(expected)
  })

  test('another address of the same person is another matter', () => {
    const at = { hubspot: { left: 10 }, klaviyo: { address: 'home@post.example' } }
    expect(optedOut(at)).toBe(true)
    expect(optedOut(at, 'home@post.example')).toBe(false)
  })

  test('somebody who came back elsewhere stays opted out where they left', () => {
    const [person] = tinyShop([{ at: { klaviyo: { left: 10 }, mailchimp: { joined: 5 } } }]).people
    expect(person && mustBeOptedOut(person, 'klaviyo')).toBe(true)
    expect(person && mustBeOptedOut(person, 'mailchimp')).toBe(false)
    expect(person && mustBeOptedOut(person, 'hubspot')).toBe(false)
  })
})

describe('targets and fields', () => {
  test('a list holds the members whom this vendor may mail', () => {
    const people: TinyPerson[] = [
      { at: { klaviyo: {} } },
      { at: { klaviyo: {}, mailchimp: { left: 5 } } },
      { at: { mailchimp: {} } },
    ]
    const events = [0, 1, 2].flatMap(person => [opened(person, 1), opened(person, 2)])
    const truth = tellTruth(tinyShop(people, events), NOW)
    const target = {
      esp: 'klaviyo',
      kind: 'list',
      name: 'Engaged readers',
      segment: 'engaged-readers',
    } as const
    expect([...truth.segments['engaged-readers']]).toEqual([0, 1, 2])
    expect([...truth.membersOf(target)]).toEqual([0])
    expect([...truth.optedOut('klaviyo')]).toEqual([1])
  })

  test('fields count the year’s orders and know the last one ever', () => {
    const shop = tinyShop([{}, {}, {}], [order(0, 10, 1), order(0, 400, 1), order(1, 400, 1)])
    const truth = tellTruth(shop, NOW)
    expect(shop.people.map(person => truth.fieldsOf(person))).toEqual([
      { orders: 1, lastOrderAt: daysAgo(10), vip: false },
      { orders: 0, lastOrderAt: daysAgo(400), vip: false },
      { orders: 0, lastOrderAt: null, vip: false },
    ])
  })
})
