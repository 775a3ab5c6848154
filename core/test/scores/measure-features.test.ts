import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildCatalog, dayAt, days, type Instant, instant } from '../../src/schema/index.ts'
import { dayReader } from '../../src/scores/features/day-reader.ts'
import {
  type Feature,
  featureSchema,
  type MeasuredColumn,
  measureFeatures,
  resolveFeatures,
} from '../../src/scores/features/index.ts'
import { measureAt } from '../../src/scores/served/read-table.ts'
import type { WorldEvent } from '../../src/segments/reference/index.ts'
import type { FactStore } from '../../src/store/index.ts'
import { arrayFactStore } from '../segments/array-fact-store.ts'

const catalog = buildCatalog({ attributes: { plan: 'text', points: 'number' } })
const asOf = instant(Date.UTC(2026, 5, 1))

let nextId = 0n
const event = (contactNo: number, type: string, daysAgo: number, properties = {}): WorldEvent => ({
  eventId: nextId++,
  type,
  contactNo,
  at: asOf - daysAgo * days(1),
  properties,
})

const ada = [10, 6, 4].map(daysAgo => event(1, 'order_placed', daysAgo, { total: '20.50' }))
const visits = [0, 1, 2, 60, 61].map(minute => event(1, 'page_viewed', 3 - minute / 1_440))
const mails = [1, 2, 3, 4].flatMap(n => [
  event(1, 'email_sent', n, { message: `m${n}` }),
  ...(n > 1 ? [event(1, 'email_opened', n - 0.5, { message: `m${n}`, machine: n === 4 })] : []),
])
const EVENTS = [...ada, ...visits, ...mails, event(2, 'order_placed', 8, { total: '5' })]

const factsOf = (events: readonly WorldEvent[]): FactStore => {
  const contacts = [
    { contactNo: 1, attributes: { plan: 'gold', points: 3 } },
    { contactNo: 2, attributes: {} },
    { contactNo: 4, attributes: { plan: 'free', signed_up_at: '2026-05-22T00:00:00Z' } },
  ]
  return arrayFactStore({ contacts, events }, { currency: 'USD', attributes: catalog.attributes })
}

async function measure(features: Readonly<Record<string, Feature>>, events: readonly WorldEvent[] = EVENTS) {
  const facts = factsOf(events)
  const resolved = resolveFeatures(features, catalog)
  const { contactNo, columns } = await measureFeatures(resolved, facts, {
    asOf,
    currency: 'USD',
    timeZone: 'UTC',
  })
  expect([...contactNo]).toEqual([1, 2, 4])
  return Object.fromEntries(columns.map(column => [column.name, shown(column)]))
}

function shown(column: MeasuredColumn): unknown {
  if (column.kind === 'rate') return [[...column.part], [...column.of]]
  return [...column.values]
}

const { NaN: MISSING } = Number

test('values are read as numbers: amounts in units, moments as days before the snapshot, texts as they are', async () => {
  expect(
    await measure({
      spent: { event: 'order_placed', sum: 'total' },
      recency: { event: 'order_placed', last: 'at' },
      signed_up: { attribute: 'signed_up_at' },
      points: { attribute: 'points' },
      plan: { attribute: 'plan' },
    }),
  ).toEqual({
    spent: [61.5, 5, 0],
    recency: [4, 8, MISSING],
    signed_up: [MISSING, MISSING, 10],
    points: [3, MISSING, MISSING],
    plan: ['gold', null, 'free'],
  })
})

test('a rate keeps its part and its whole, for the fit to weigh', async () => {
  const people = { machine: { is_not: true } } as const
  expect(
    await measure({
      opened: {
        rate: {
          part: { event: 'email_opened', where: people, distinct: 'message' },
          of: { event: 'email_sent', distinct: 'message' },
        },
      },
    }),
  ).toEqual({
    opened: [
      [2, 0, 0],
      [4, 0, 0],
    ],
  })
})

test('what depends on order: decay, gaps and sessions', async () => {
  const told = await measure({
    orders: { decay: { event: 'order_placed', half_life: '2d' } },
    gap: { gaps: { event: 'order_placed', take: 'mean' } },
    spread: { gaps: { event: 'order_placed', take: 'deviation' } },
    visits: { sessions: { event: 'page_viewed', idle: '30m', take: 'count' } },
    length: { sessions: { event: 'page_viewed', idle: '30m', take: 'seconds' } },
    days: { active_days: { event: ['page_viewed', 'order_placed'] } },
  })
  expect(told).toEqual({
    orders: [0.5 ** 5 + 0.5 ** 3 + 0.5 ** 2, 0.5 ** 4, 0],
    gap: [3, MISSING, MISSING],
    spread: [Math.SQRT2, MISSING, MISSING],
    visits: [2, 0, 0],
    length: [(120 + 60) / 2, MISSING, MISSING],
    days: [4, 1, 0],
  })
})

const EVERY: Readonly<Record<string, Feature>> = {
  count: { event: 'order_placed', count: true, within: '30d' },
  last: { event: 'order_placed', last: 'at' },
  sum: { event: 'order_placed', sum: 'total' },
  decay: { decay: { event: ['order_placed', 'page_viewed'], half_life: '7d' } },
  gap: { gaps: { event: 'order_placed', take: 'mean' } },
  visits: { sessions: { event: 'page_viewed', idle: '30m', take: 'count' } },
  rate: {
    rate: { part: { event: 'email_opened', count: true }, of: { event: 'email_sent', count: true } },
  },
}

test('a trend compares a window with the one before it', async () => {
  const story = [
    ...[1, 2, 3, 40].map(daysAgo => event(1, 'order_placed', daysAgo, { total: '10' })),
    ...[35, 45, 59.9].map(daysAgo => event(2, 'order_placed', daysAgo, { total: '10' })),
  ]
  const orders = { event: 'order_placed', within: '30d' } as const
  const told = await measure(
    {
      count: { trend: { ...orders, count: true } },
      plain: { trend: { ...orders, count: true, weight: 0 } },
      spent: { trend: { ...orders, sum: 'total', weight: 0 } },
    },
    story,
  )
  // Three after one: 2 of 4, or of 5 with the weight of one event. None after three. Nothing at all is no change.
  expect(told).toEqual({ count: [0.4, -0.75, 0], plain: [0.5, -1, 0], spent: [0.5, -1, 0] })
  for (const wrong of [
    { ...orders },
    { ...orders, count: true, sum: 'total' },
    { event: 'order_placed', count: true },
  ])
    expect(featureSchema.safeParse({ trend: wrong }).success).toBe(false)
  expect(() => resolveFeatures({ up: { trend: { ...orders, sum: 'totl' } } }, catalog)).toThrow(/^up\.sum/)
})

test('W14: average session duration, product pages of the last month, abandoned carts, days since anything', async () => {
  const story = [
    // Two visits of 4 and 8 minutes; one product seen in the last 30 days, one before.
    event(1, 'page_viewed', 20),
    event(1, 'product_viewed', 20 - 4 / 1_440),
    event(1, 'page_viewed', 40),
    event(1, 'product_viewed', 40 - 8 / 1_440),
    event(1, 'cart_added', 12),
    event(2, 'cart_added', 15),
    event(2, 'order_placed', 14, { total: '9' }),
  ]
  const browsing = ['page_viewed', 'product_viewed']
  const told = await measure(
    {
      session_seconds: { sessions: { event: browsing, idle: '30m', take: 'seconds' } },
      product_pages: { event: 'product_viewed', within: '30d', count: true },
      carts: { event: 'cart_added', within: '30d', count: true },
      orders: { event: 'order_placed', within: '30d', count: true },
      recency: { event: [...browsing, 'cart_added', 'order_placed'], last: 'at' },
    },
    story,
  )
  expect(told).toEqual({
    session_seconds: [360, MISSING, MISSING],
    product_pages: [1, 0, 0],
    carts: [1, 1, 0],
    orders: [0, 1, 0],
    recency: [12, 14, MISSING],
  })
})

test('a day is one of the zone, also where the clocks are changed', () => {
  for (const timeZone of ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
    const dayOf = dayReader(timeZone)
    for (let hour = 0; hour < 24 * 370; hour += 7) {
      const at = Date.UTC(2025, 2, 1) + hour * 3_600_000 - 1
      expect(dayOf(at)).toBe(dayAt(at, timeZone))
    }
  }
})

test('nothing after the snapshot changes a feature (leak test)', async () => {
  const before = await measure(EVERY)
  const later = fc.record({
    contact: fc.constantFrom(1, 2, 4),
    type: fc.constantFrom('order_placed', 'page_viewed', 'email_opened', 'email_sent'),
    daysAhead: fc.double({ min: 1e-6, max: 400, noNaN: true }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(later, { minLength: 1, maxLength: 20 }), async future => {
      const events = future.map(({ contact, type, daysAhead }) =>
        event(contact, type, -Math.max(daysAhead, 1e-6), { total: '99', message: 'm1' }),
      )
      expect(await measure(EVERY, [...EVENTS, ...events])).toEqual(before)
    }),
    { numRuns: 25 },
  )
})

test('what happened before the snapshot and came in after it is seen by `occurred`, and not by `ingested` (leak test)', async () => {
  const late = [
    event(1, 'order_placed', 3, { total: '99' }),
    event(2, 'page_viewed', 1),
    event(4, 'email_opened', 2, { message: 'm1' }),
  ]
  const then = factsOf(EVENTS)
  const asked: number[] = []
  const facts: FactStore = {
    ...factsOf([...EVENTS, ...late]),
    arrivals: {
      first: async () => null,
      knownAt: async moment => {
        asked.push(moment)
        return then
      },
    },
  }
  const world = { name: 'leak', catalog, segments: [], currency: 'USD', timeZone: 'UTC', seed: 1 }
  const later = (asOf + days(30)) as Instant
  const features = (more: { facts?: FactStore; known?: 'occurred' | 'ingested'; now?: Instant }) =>
    measureAt(EVERY, { ...world, facts, now: later, ...more }, asOf)
  const before = await features({ facts: then })
  expect(await features({ known: 'ingested' })).toEqual(before)
  expect(asked).toEqual([asOf])
  expect(await features({ known: 'occurred' })).not.toEqual(before)
  expect(await features({})).toEqual(await features({ known: 'occurred' }))
  // By now everything that came in is known.
  expect(await features({ known: 'ingested', now: asOf })).toEqual(await features({ known: 'occurred' }))
  await expect(features({ facts: then, known: 'ingested' })).rejects.toThrow('scoring.known')
})

test('the order in which rows arrive changes no bit', async () => {
  expect(await measure(EVERY, EVENTS.toReversed())).toEqual(await measure(EVERY))
})

test('every unknown name is told at once, with its feature', () => {
  const features: Readonly<Record<string, Feature>> = {
    spent: { event: 'order_placed', sum: 'totl' },
    fine: { attribute: 'plan' },
    often: { decay: { event: 'orders_placed', half_life: '7d' } },
  }
  const told = () => resolveFeatures(features, catalog)
  expect(told).toThrow(/^often\.event: .*"orders_placed".*order_placed/)
  expect(told).toThrow(/\nspent\.sum: .*"totl".*total/)
})

test('a feature that says two things, or an impossible length of time, is refused', () => {
  expect(featureSchema.safeParse({ decay: { event: 'order_placed', half_life: 'soon' } }).success).toBe(false)
  expect(featureSchema.safeParse({ gaps: { event: 'order_placed' } }).success).toBe(false)
  expect(featureSchema.safeParse({ event: 'order_placed' }).success).toBe(false)
  expect(featureSchema.safeParse(EVERY.decay).success).toBe(true)
})
