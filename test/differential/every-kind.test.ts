import { days, hours, type Instant, minutes, type Value } from '@esplanade/core/schema'
import type { Condition } from '@esplanade/core/segments'
import { segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { Story } from './timeline/story.ts'
import type { Telling } from './timeline/told-world.ts'

// Every kind of condition through everything that may happen between two evaluations: who is in and who is
// out was worked out by hand, and each evaluation goes on from the one before, as the story requires.

const order = { event: 'order_placed', within: '7d' } as const
const sent = { event: 'email_sent', within: '7d' } as const

/** Kinds that orders decide, and nothing else. */
const BY_ORDERS: Readonly<Record<string, Condition>> = {
  count: { ...order, count: { at_least: 2 } },
  sum: { ...order, sum: { of: 'total', at_least: 100 } },
  net: { ...order, sum: { of: 'total', minus: 'order_refunded', at_least: 100 } },
  avg: { ...order, avg: { of: 'total', at_least: 50 } },
  min: { ...order, min: { of: 'total', at_least: 50 } },
  max: { ...order, max: { of: 'total', at_least: 60 } },
  first: { ...order, first: { of: 'category', is: 'shoes' } },
  last: { ...order, last: { of: 'category', is: 'boots' } },
  distinct: { ...order, distinct: { of: 'category', at_least: 2 } },
  share: { ...order, share: { where: { category: 'shoes' }, is: '50%' } },
  nth: { ...order, nth: { number: 2, span: '1h', exists: true } },
  'nth-latest': { event: 'order_placed', nth: { number: 2, span: '1h', latest: true, within: '7d' } },
  sequence: { within: '7d', sequence: [{ event: 'order_placed' }, { event: 'order_placed', within: '1h' }] },
  rank: { rank: { ...order, max: 'total' }, top: '90%' },
  'rank-of-a-sum': { rank: { ...order, sum: 'total', minus: 'order_refunded' }, top: '90%' },
  'not-absent': { none: [{ no_event: 'order_placed', within: '7d' }] },
  several: { event: ['order_placed', 'order_refunded'], within: '7d', count: { at_least: 2 } },
}

/** Kinds that other events decide. */
const BY_OTHERS: Readonly<Record<string, Condition>> = {
  rate: { ...sent, rate: { with: 'email_opened', at_least: '50%', of_at_least: 2 } },
  repeats: { ...sent, rate: { with: 'email_opened', repeats: true, at_least: '100%' } },
  matched: { ...sent, matched: { with: 'email_opened', at_least: 1 } },
  'last-two': { ...sent, matched: { with: 'email_opened', last: 2, is: 1 } },
  trend: { event: 'page_viewed', within: '7d', change: { at_most: '-50%' } },
  'followed-by-nothing': {
    within: '7d',
    sequence: [
      { event: 'product_viewed' },
      { event: 'cart_added' },
      { no_event: 'checkout_started', within: '1h' },
    ],
  },
}

const BY_EVENTS = { ...BY_ORDERS, ...BY_OTHERS }

/** Kinds that the clock and what is stated about somebody decide. */
const BY_STATEMENTS: Readonly<Record<string, Condition>> = {
  age: { attribute: 'birthday', age: { at_least: 26 } },
  'days-since': { attribute: 'signed_up_at', days_since: { at_most: 1 } },
  'signed-up-within': { attribute: 'signed_up_at', within: '36h' },
}
const BIRTHDAY: Readonly<Record<string, Condition>> = {
  birthday: { attribute: 'birthday', birthday: 'today' },
}

const EVERYTHING = Object.keys(BY_EVENTS)
const ORDERS = Object.keys(BY_ORDERS)
const OTHERS = Object.keys(BY_OTHERS)

/** A story of every kind, and of segments of them all. */
async function begun(contacts: number) {
  const kinds = Object.entries({ ...BY_EVENTS, ...BY_STATEMENTS, ...BIRTHDAY })
  const story = await Story.of(
    [
      ...kinds.map(([id, when]) => segment(id, id, when)),
      segment('every-kind', 'Every kind', { all: EVERYTHING.map(id => ({ segment: id })) }),
    ],
    contacts,
  )
  await story.evaluate()
  const isIn = async (contact: number, kinds: readonly string[]) => {
    expect(await story.evaluate()).toMatchObject({ mode: 'incremental' })
    const found = [...EVERYTHING, 'every-kind'].filter(id => story.members.get(id)?.includes(contact))
    expect(found).toEqual([...kinds, ...(kinds.length === EVERYTHING.length ? ['every-kind'] : [])])
  }
  return { story, isIn }
}

/** What makes somebody a member by every kind, until the older of the two orders is a week old. */
function everythingOf(contact: number, at: number, firstId: number): Telling['events'][number][] {
  const events: readonly (readonly [string, number, Record<string, Value>])[] = [
    ['page_viewed', days(7), {}],
    ['product_viewed', hours(4), {}],
    ['cart_added', hours(3), {}],
    ['email_sent', hours(2), { message: 'a' }],
    ['email_sent', hours(2) - 1, { message: 'b' }],
    ['email_opened', hours(1), { message: 'b' }],
    ['email_opened', hours(1) - 1, { message: 'b' }],
    ['order_placed', minutes(30), { total: 50, category: 'shoes' }],
    ['order_placed', 0, { total: 60, category: 'boots' }],
  ]
  return events.map(([type, ago, properties], index) => ({
    eventId: BigInt(firstId + index),
    type,
    contactNo: contact,
    at: (at - ago) as Instant,
    properties,
  }))
}
const ordersOf = (events: readonly Telling['events'][number][]) =>
  events.filter(({ type }) => type === 'order_placed')

test('late events, and the same ones again', async () => {
  const { story, isIn } = await begun(2)
  const late = everythingOf(1, story.now - days(3), 100)
  await story.tell({ events: late })
  await isIn(1, EVERYTHING)
  await isIn(2, [])
  await story.tell({ events: late })
  await isIn(1, EVERYTHING)
  // Too late for the windows, but not for the sums of what came before.
  await story.tell({ events: everythingOf(2, story.now - days(8), 200) })
  await isIn(2, [])
})

test('events dated ahead, when their time has come and when it is over', async () => {
  const { story, isIn } = await begun(1)
  await story.tell({ events: everythingOf(1, story.now + hours(5), 100) })
  await isIn(1, [])
  story.advance(hours(5) - 1)
  await isIn(
    1,
    EVERYTHING.filter(kind => !NEED_THE_LAST_INSTANT.has(kind)),
  )
  story.advance(1)
  await isIn(1, EVERYTHING)
  story.advance(days(7) - minutes(30) - 1)
  const left = OTHERS.filter(kind => kind !== 'trend')
  await isIn(
    1,
    EVERYTHING.filter(kind => !left.includes(kind)),
  )
  story.advance(minutes(30) + 1)
  await isIn(1, [])
})

/** What the first of the two orders is not enough for, and the page view that is a week older than the second. */
const NEED_THE_LAST_INSTANT: ReadonlySet<string> = new Set([
  'count',
  'sum',
  'net',
  'max',
  'last',
  'distinct',
  'share',
  'nth',
  'nth-latest',
  'sequence',
  'several',
  'trend',
])

test('a clock that stands still, is set back, and goes on', async () => {
  const { story, isIn } = await begun(2)
  await story.tell({ events: everythingOf(1, story.now, 100) })
  await isIn(1, EVERYTHING)
  await isIn(1, EVERYTHING)
  story.advance(-days(2))
  await story.tell({ events: everythingOf(2, story.now, 200) })
  await isIn(1, EVERYTHING)
  await isIn(2, EVERYTHING)
  story.advance(days(8))
  await isIn(1, EVERYTHING)
  await isIn(2, [])
})

test('orders told again with other values, as those of somebody else, and taken back', async () => {
  const { story, isIn } = await begun(2)
  const events = everythingOf(1, story.now, 100)
  await story.tell({ events })
  await isIn(1, EVERYTHING)
  const orders = ordersOf(events)
  await story.tell({ events: orders.map(each => ({ ...each, properties: { total: 1, category: 'hats' } })) })
  const byNumber = [
    'count',
    'nth',
    'nth-latest',
    'sequence',
    'rank',
    'rank-of-a-sum',
    'not-absent',
    'several',
  ]
  await isIn(
    1,
    EVERYTHING.filter(kind => byNumber.includes(kind) || OTHERS.includes(kind)),
  )
  await story.tell({ events: orders })
  await isIn(1, EVERYTHING)
  await story.tell({ events: orders.map(each => ({ ...each, contactNo: 2 })) })
  await isIn(1, OTHERS)
  await isIn(2, ORDERS)
  await story.tell({ events: orders.map(each => ({ ...each, contactNo: 2, retracted: true as const })) })
  await isIn(2, [])
})

test('people who are merged, taken apart, and erased', async () => {
  const { story, isIn } = await begun(3)
  const events = everythingOf(1, story.now, 100)
  await story.tell({
    events: events.map(each => (each.type === 'order_placed' ? each : { ...each, contactNo: 2 })),
  })
  await isIn(1, ORDERS)
  await isIn(2, OTHERS)
  await story.tell({ merges: [{ from: 2, into: 1 }] })
  await isIn(1, EVERYTHING)
  await isIn(2, [])
  await story.tell({ merges: [{ from: 1, into: 3 }] })
  await isIn(3, EVERYTHING)
  await story.tell({ unmerges: [1] })
  await isIn(1, EVERYTHING)
  await story.tell({ unmerges: [2] })
  await isIn(1, ORDERS)
  await isIn(2, OTHERS)
  await story.tell({ erased: [1] })
  await isIn(1, [])
})

test('a backfill that comes newest first, a compaction, and another process', async () => {
  const { story, isIn } = await begun(2)
  await story.tell({ events: everythingOf(2, story.now, 200) })
  const backfill = everythingOf(1, story.now - days(1), 100).toSorted((a, b) => b.at - a.at)
  for (const event of backfill) await story.tell({ events: [event] })
  await isIn(1, EVERYTHING)
  await story.store.facts.compact({ force: true })
  await isIn(1, EVERYTHING)
  story.restart()
  await isIn(2, EVERYTHING)
  story.advance(days(7))
  await story.store.facts.compact({ force: true })
  story.restart()
  await isIn(1, [])
})

test('attributes that change, and days that pass, in the zone of the hub', async () => {
  const { story } = await begun(2)
  const of = async (contact: number) => {
    expect(await story.evaluate()).toMatchObject({ mode: 'incremental' })
    return ['birthday', ...Object.keys(BY_STATEMENTS)].filter(id => story.members.get(id)?.includes(contact))
  }
  // Noon of 15 March UTC; in Berlin the 16th begins at 23:00.
  await story.tell({
    attributes: [
      { contactNo: 1, attributes: { birthday: '2000-03-16', signed_up_at: '2026-03-15T09:00:00Z' } },
    ],
  })
  expect(await of(1)).toEqual(['days-since', 'signed-up-within'])
  story.advance(hours(11) - 1)
  expect(await of(1)).toEqual(['days-since', 'signed-up-within'])
  story.advance(1)
  expect(await of(1)).toEqual(['birthday', 'age', 'days-since', 'signed-up-within'])
  story.advance(hours(22) - 1)
  expect(await of(1)).toEqual(['birthday', 'age', 'days-since', 'signed-up-within'])
  story.advance(1)
  expect(await of(1)).toEqual(['birthday', 'age', 'days-since'])
  story.advance(hours(2))
  expect(await of(1)).toEqual(['age'])
  await story.tell({ attributes: [{ contactNo: 1, attributes: { birthday: '2001-03-17' } }] })
  expect(await of(1)).toEqual(['birthday'])
  expect(await of(2)).toEqual([])
})
