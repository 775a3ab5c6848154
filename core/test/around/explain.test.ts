import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../../src/schema/index.ts'
import { days, hours, instant, parseInstant } from '../../src/schema/index.ts'
import type { ExplainedRule, Explanation } from '../../src/segments/index.ts'
import { explain } from '../../src/segments/index.ts'
import { referenceEvaluate } from '../../src/segments/reference/index.ts'
import { AS_OF, CATALOG, type People, parsed, worldOf } from '../segments/people.ts'

type Person = People[string]

function explained(yaml: string, person: Person, asOf: Instant = AS_OF): Explanation {
  const definitions = parsed(yaml)
  const { contacts, events } = worldOf({ ada: person })
  const [segment] = definitions
  const [contact] = contacts
  if (!segment || !contact) throw new Error('This story has no segment.')
  const options = { asOf, currency: 'USD', timeZone: 'UTC', catalog: CATALOG, latest: 2 }
  return explain({ segment, definitions, contact, events }, options)
}

const because = (when: string, person: Person) => explained(`id: x\ntitle: X\nwhen: ${when}`, person)
const leaf = (when: string, person: Person): ExplainedRule => because(when, person).rule
const order = (at: string, total?: string) => ({ type: 'order_placed', at, ...(total ? { total } : {}) })

const VIP = `
  all:
    - { attribute: region, is: California }
    - { event: order_placed, within: 30d, where: { total: { at_least: 10 } }, count: { at_least: 3 } }`

test('every part tells its verdict, its value, and the events that decided', () => {
  const person = {
    attributes: { region: 'Ohio' },
    events: [order('2026-03-10', '10.00'), order('2026-03-20', '9.99'), order('2026-02-01', '80')],
  }
  const { member, rule, smallestChange, changesAt } = because(VIP, person)
  expect(member).toBe(false)
  expect(rule).toMatchObject({ path: 'when', rule: 'all', passes: false, actual: null, events: null })
  expect(rule.parts).toMatchObject([
    {
      path: 'when.all[0]',
      rule: 'attribute: region, is: California',
      passes: false,
      actual: { of: 'region', value: 'Ohio' },
      events: null,
      change: 'region passing "is: California"',
    },
    {
      path: 'when.all[1]',
      passes: false,
      actual: { of: 'count', value: 1 },
      events: { count: 1, latest: [{ at: '2026-03-10T00:00:00.000Z', properties: { total: '10.00' } }] },
      change: '2 such events more',
    },
  ])
  expect(smallestChange).toEqual(['x when.all[0]', 'x when.all[1]'])
  expect(changesAt).toBeNull()
})

test('a member leaves by itself at the instant that an event becomes too old', () => {
  const orders = ['2026-03-10', '2026-03-20T08:00:00Z', '2026-03-25'].map(at => order(at, '20'))
  const answer = because(VIP, { attributes: { region: 'California' }, events: orders })
  expect(answer.member).toBe(true)
  expect(answer.changesAt).toBe('2026-04-09T00:00:00.000Z')
  expect(answer.rule.parts[1]).toMatchObject({
    change: '1 such event fewer',
    changesAt: '2026-04-09T00:00:00.000Z',
    events: { count: 3, latest: [{ at: '2026-03-25T00:00:00.000Z' }, { at: '2026-03-20T08:00:00.000Z' }] },
  })
  expect(answer.smallestChange).toEqual(['x when.all[0]'])
})

test('absence ends with the window, and with one event', () => {
  const silent = '{ no_event: [email_opened, email_clicked], within: 60d }'
  const opened = { events: [{ type: 'email_opened', at: '2026-03-30' }] }
  expect(leaf(silent, opened)).toMatchObject({
    passes: false,
    actual: { of: 'count', value: 1 },
    change: '1 such event fewer',
    changesAt: '2026-05-29T00:00:00.000Z',
  })
  expect(leaf(silent, {})).toMatchObject({ passes: true, change: '1 such event more', changesAt: null })
})

test('an event dated ahead comes true by itself', () => {
  const answer = because('{ event: order_placed }', { events: [order('2026-04-02')] })
  expect(answer).toMatchObject({ member: false, changesAt: '2026-04-02T00:00:00.000Z' })
  expect(answer.rule.events).toEqual({ count: 0, latest: [] })
})

test('stated moments and days grow old too', () => {
  const signedUp = (at: string) => ({ attributes: { signed_up_at: at } })
  const recent = '{ attribute: signed_up_at, within: 7d }'
  expect(because(recent, signedUp('2026-03-31T10:00:00Z')).changesAt).toBe('2026-04-07T10:00:00.000Z')
  expect(because(recent, signedUp('2026-01-01')).changesAt).toBeNull()
})

test.each([
  ['{ event: order_placed, sum: { of: total, more_than: 50 } }', { of: 'sum of total', value: '0.30' }],
  ['{ event: order_placed, avg: { of: total, more_than: 50 } }', { of: 'avg of total', value: '0.15' }],
  ['{ event: order_placed, min: { of: total, more_than: 50 } }', { of: 'min of total', value: '0.10' }],
  ['{ event: order_placed, max: { of: total, more_than: 50 } }', { of: 'max of total', value: '0.20' }],
  [
    '{ event: order_placed, last: { of: at, older_than: 60d } }',
    { of: 'last of at', value: '2026-03-03T00:00:00.000Z' },
  ],
  ['{ event: order_placed, first: { of: category, is: shoes } }', { of: 'first of category', value: null }],
  ['{ event: email_opened, sum: { of: message, is: x } }', undefined],
  ['{ event: checkout_started, sum: { of: items, more_than: 1 } }', { of: 'sum of items', value: 0 }],
  ['{ event: checkout_started, avg: { of: items, more_than: 1 } }', { of: 'avg of items', value: null }],
])('the value behind %s', (when, actual) => {
  const events = [order('2026-03-01', '0.10'), order('2026-03-02', '0.20'), order('2026-03-03')]
  if (actual) expect(leaf(when, { events }).actual).toEqual(actual)
})

test.each([
  ['{ at_least: 3 }', 1, '2 such events more'],
  ['{ at_least: 3 }', 4, '2 such events fewer'],
  ['{ more_than: 2.5 }', 2, '1 such event more'],
  ['{ at_most: 1 }', 3, '2 such events fewer'],
  ['{ less_than: 3 }', 2, '1 such event more'],
  ['3', 3, '1 such event more or fewer'],
  ['3', 1, '2 such events more'],
  ['{ between: [2, 3] }', 1, 'count passing "between: [2, 3]"'],
])('count: %s with %i events: %s', (count, number, change) => {
  const events = Array.from({ length: number }, () => order('2026-03-01'))
  expect(leaf(`{ event: order_placed, count: ${count} }`, { events }).change).toBe(change)
})

test('a segment referred to is unfolded where it is met first', () => {
  const yaml = `
id: x
title: X
when: { all: [{ segment: buyers }, { none: [{ segment: buyers }] }] }
---
id: buyers
title: Buyers
when: { event: order_placed }`
  const { rule, smallestChange } = explained(yaml, {})
  const [first, none] = rule.parts
  expect(first).toMatchObject({ rule: 'segment: buyers', passes: false })
  expect(first?.parts).toMatchObject([{ segment: 'buyers', path: 'when', passes: false }])
  expect(none?.parts[0]).toMatchObject({ passes: false, parts: [], change: 'a member of buyers' })
  expect(smallestChange).toEqual(['buyers when'])
})

test('of several ways into an "any" the shortest is told', () => {
  const when =
    '{ any: [{ all: [{ attribute: city, is: Graz }, { event: order_placed }] }, { event: page_viewed }] }'
  expect(because(when, {}).smallestChange).toEqual(['x when.any[1]'])
  const both = {
    attributes: { city: 'Graz' },
    events: [order('2026-03-01'), { type: 'page_viewed', at: '2026-03-01' }],
  }
  expect(because(when, both).smallestChange).toEqual(['x when.any[0].all[0]', 'x when.any[1]'])
})

test('the verdict holds until the moment told, and turns there', () => {
  const seconds = fc.integer({ min: -100 * 86_400, max: 10 * 86_400 })
  const definitions = parsed(`
id: x
title: X
when:
  any:
    - { event: order_placed, within: 30d, count: { at_least: 2 } }
    - all:
        - { segment: y }
        - { no_event: order_placed, within: 60d }
        - { none: [{ none: [{ segment: y }] }] }
---
id: y
title: Y
when: { event: order_placed }`)
  fc.assert(
    fc.property(fc.array(seconds, { maxLength: 6 }), ages => {
      const events = ages.map((age, index) => ({
        eventId: BigInt(index),
        type: 'order_placed',
        contactNo: 1,
        at: AS_OF + age * 1_000,
        properties: {},
      }))
      const contact = { contactNo: 1, attributes: {} }
      const isMember = (asOf: Instant) =>
        referenceEvaluate(
          definitions,
          { contacts: [contact], events },
          { asOf, currency: 'USD', timeZone: 'UTC', catalog: CATALOG },
        )
          .get('x')
          ?.has(1)
      const [segment] = definitions
      if (!segment) throw new Error('This story has no segment.')
      const told = explain(
        { segment, definitions, contact, events },
        { asOf: AS_OF, currency: 'USD', timeZone: 'UTC', catalog: CATALOG, latest: 1 },
      )
      const turn = told.changesAt === null ? undefined : parseInstant(told.changesAt)
      expect(told.member).toBe(isMember(AS_OF))
      const last = turn ?? instant(AS_OF + days(200))
      expect(isMember(instant(last - 1))).toBe(told.member)
      expect(isMember(last)).toBe(turn === undefined ? told.member : !told.member)
    }),
    { numRuns: 200 },
  )
})

test('whatever the window and the zone, the verdict turns at the moment told and not before', () => {
  const windows = [
    '1mo',
    '2mo',
    '1y',
    '30d',
    'today',
    'this week',
    'last month',
    'last 2 months',
    '9 calendar days',
  ]
  const minutesBack = fc.integer({ min: -3 * 1_440, max: 70 * 1_440 })
  const cases = fc.record({
    // Months of every length, and days on which clocks change, lie before and after these.
    asOf: fc.constantFrom(
      '2026-02-10T10:00:00Z',
      '2026-04-10T23:30:00Z',
      '2026-10-30T00:30:00Z',
      '2028-03-30T01:15:00Z',
    ),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'America/Santiago'),
    within: fc.constantFrom(...windows),
    back: fc.oneof(
      minutesBack,
      fc.constantFrom(10, 11, 12, 40, 41).map(count => count * 1_440),
    ),
  })
  fc.assert(
    fc.property(cases, ({ asOf: text, timeZone, within, back }) => {
      const asOf = parseInstant(text) ?? instant(0)
      const [segment] = parsed(`id: x\ntitle: X\nwhen: { event: order_placed, within: ${within} }`)
      if (!segment) throw new Error('This story has no segment.')
      const at = instant(asOf - back * 60_000)
      const events = [{ eventId: 1n, type: 'order_placed', contactNo: 1, at, properties: {} }]
      const contact = { contactNo: 1, attributes: {} }
      const options = { currency: 'USD', timeZone, catalog: CATALOG }
      const isMember = (moment: Instant) =>
        referenceEvaluate([segment], { contacts: [contact], events }, { ...options, asOf: moment })
          .get('x')
          ?.has(1)
      const told = explain(
        { segment, definitions: [segment], contact, events },
        { ...options, asOf, latest: 1 },
      )
      const turn = told.changesAt === null ? undefined : parseInstant(told.changesAt)
      const until = turn ?? instant(asOf + days(500))
      for (let moment = asOf; moment < until; moment = instant(moment + hours(71)))
        expect(isMember(moment)).toBe(told.member)
      expect(isMember(instant(until - 1))).toBe(told.member)
      if (turn !== undefined) expect(isMember(turn)).toBe(!told.member)
    }),
    { numRuns: 100, seed: 1 },
  )
})

test('a leaf that only everybody decides is taken as it was settled', () => {
  const definitions = parsed(`
id: x
title: X
when: { all: [{ none: [{ event: order_placed }] }, { segment: y }] }
---
id: y
title: Y
when: { event: page_viewed, within: 1d }`)
  const [segment, other] = definitions
  const leaf = segment && 'all' in segment.when ? segment.when.all[0] : undefined
  const ordered = leaf && 'none' in leaf ? leaf.none[0] : undefined
  if (!segment || !other || !ordered) throw new Error('This story has no such leaf.')
  const subject = { segment, definitions, contact: { contactNo: 1, attributes: {} }, events: [] }
  const told = (verdict: boolean) =>
    explain(
      {
        ...subject,
        settled: new Map([
          [ordered, verdict],
          [other.when, !verdict],
        ]),
      },
      { asOf: AS_OF, currency: 'USD', timeZone: 'UTC', catalog: CATALOG, latest: 1 },
    )
  expect(told(false)).toMatchObject({ member: true, changesAt: null })
  expect(told(true)).toMatchObject({ member: false, smallestChange: ['x when.all[0].none[0]', 'y when'] })
})

const mail = (type: string, message: string, at: string) => ({ type, message, at })

test('a figure is told as one value, over the events of every type it names', () => {
  const events = [
    mail('email_sent', 'a', '2026-03-01'),
    mail('email_sent', 'b', '2026-03-02'),
    mail('email_sent', 'c', '2026-03-03'),
    mail('email_opened', 'c', '2026-03-04'),
  ]
  const rate = leaf('{ event: email_sent, rate: { with: email_opened, more_than: 80% } }', { events })
  expect(rate).toMatchObject({
    passes: false,
    actual: { of: 'rate', value: 0.333333 },
    change: 'rate passing "with: email_opened, more_than: "80%""',
    events: { count: 4, latest: [{ type: 'email_opened' }, { type: 'email_sent' }] },
  })
  const lastTwo = '{ event: email_sent, matched: { with: email_opened, last: 2, at_least: 1 } }'
  expect(leaf(lastTwo, { events })).toMatchObject({ passes: true, actual: { of: 'matched', value: 1 } })
  expect(leaf('{ event: email_sent, rate: { with: email_opened, more_than: 80% } }', {}).actual).toEqual({
    of: 'rate',
    value: null,
  })
})

test('a sequence is judged as a whole, and an absence at its end comes true by itself', () => {
  const when = '{ sequence: [{ event: cart_added }, { no_event: order_placed, within: 1h }], within: 30d }'
  const abandoned = because(when, { events: [{ type: 'cart_added', at: '2026-04-01T11:30:00Z' }] })
  expect(abandoned).toMatchObject({
    member: false,
    changesAt: '2026-04-01T12:30:00.000Z',
    rule: { actual: null, change: 'such a sequence', events: { count: 1 } },
  })
})

test('a rank tells the value that is ranked, the events that make it, and which place would turn it', () => {
  const events = [order('2026-03-10', '50.00'), order('2026-03-11', '30'), order('2026-01-01', '900')]
  const spent =
    '{ rank: { event: order_placed, within: 30d, sum: total }, top: 20%, among: { segment: buyers } }'
  expect(leaf(spent, { events })).toMatchObject({
    actual: { of: 'sum of total', value: '80.00' },
    events: { count: 2 },
    passes: true,
    change: 'sum of total no longer among the highest 20% of the members of buyers',
  })
  const net = '{ rank: { event: order_placed, sum: total, minus: order_refunded }, bottom: 0.07 }'
  expect(leaf(net, { events })).toMatchObject({
    actual: { of: 'sum of total less order_refunded', value: '980.00' },
    change: 'sum of total less order_refunded no longer among the lowest 7%',
  })
  expect(leaf('{ rank: { event: order_placed, count: true }, top: 20%, among: everyone }', {})).toMatchObject(
    {
      actual: { of: 'count', value: 0 },
      events: { count: 0 },
      change: 'count no longer among the highest 20% of everyone',
    },
  )
  expect(leaf('{ rank: { attribute: age }, bottom: 10% }', { attributes: { age: 30 } })).toMatchObject({
    actual: { of: 'age', value: 30 },
    events: null,
  })
})

test('of what everybody else decides it is said that time is not foretold', () => {
  const when =
    '{ any: [{ rank: { event: order_placed, sum: total }, top: 20% }, { event: page_viewed, within: 1d }] }'
  expect(because(when, {}).notForetold).toEqual(['x when.any[0]'])
  expect(because('{ event: order_placed }', {}).notForetold).toEqual([])
})

test('what would turn consent, tags and lists is said in their words', () => {
  expect(leaf('{ consent: email, is: mailable }', {}).change).toBe('an address that is mailable')
  expect(leaf('{ tag: VIP, connection: shop }', {}).change).toBe('seen there')
})

test('a change looks back over two windows', () => {
  const when = '{ event: email_opened, within: 10d, change: { less_than: -20% } }'
  const opened = (at: string) => ({ type: 'email_opened', at })
  const events = [opened('2026-03-20'), opened('2026-03-21'), opened('2026-03-30')]
  expect(because(when, { events })).toMatchObject({
    member: true,
    changesAt: '2026-04-19T00:00:00.000Z',
    rule: { actual: { of: 'change', value: -0.5 } },
  })
})

test('of thousands of events the next moment is still found', () => {
  const events = Array.from({ length: 5_000 }, (_, index) => ({
    type: 'email_opened',
    at: new Date(AS_OF - days(20) + index * 60_000).toISOString(),
  }))
  const answer = because('{ event: email_opened, within: 30d, count: { at_least: 5000 } }', { events })
  expect(answer).toMatchObject({ member: true, changesAt: '2026-04-11T12:00:00.000Z' })
})

test('rules by the calendar turn at a midnight, and a month ahead of it', () => {
  const events = [order('2026-03-10')]
  expect(because('{ event: order_placed, within: last month }', { events })).toMatchObject({
    member: true,
    changesAt: '2026-05-01T00:00:00.000Z',
  })
  expect(because('{ event: order_placed, within: 1mo }', { events })).toMatchObject({
    member: true,
    changesAt: '2026-04-10T00:00:00.000Z',
  })
  expect(
    because('{ no_event: order_placed, within: 7 calendar days }', { events: [order('2026-03-30')] }),
  ).toMatchObject({
    member: false,
    changesAt: '2026-04-06T00:00:00.000Z',
  })
})

test('a month that the next one is too short for ends with the next one', () => {
  const on = (day: string, within: string, asOf: string) =>
    explained(
      `id: x\ntitle: X\nwhen: { event: order_placed, within: ${within} }`,
      { events: [order(day)] },
      parseInstant(asOf) ?? instant(0),
    ).changesAt
  // On 28 February a month reaches back to 28 January; on 1 March, to 1 February.
  expect(on('2026-01-31T10:00:00Z', '1mo', '2026-02-10')).toBe('2026-03-01T00:00:00.000Z')
  expect(on('2026-03-31T10:00:00Z', '1mo', '2026-04-10')).toBe('2026-05-01T00:00:00.000Z')
  expect(on('2024-02-29T10:00:00Z', '1y', '2024-06-01')).toBe('2025-03-01T00:00:00.000Z')
  expect(on('2026-01-28T10:00:00Z', '1mo', '2026-02-10')).toBe('2026-02-28T10:00:00.000Z')
})

test('a birthday comes by itself, and an age with it', () => {
  const person = { attributes: { birthday: '2001-04-20' } }
  expect(leaf('{ attribute: birthday, age: { at_least: 25 } }', person)).toMatchObject({
    passes: false,
    actual: { of: 'birthday', value: '2001-04-20' },
    change: 'birthday passing "age: { at_least: 25 }"',
    changesAt: '2026-04-20T00:00:00.000Z',
  })
  expect(leaf('{ attribute: birthday, days_to_birthday: { at_most: 7 } }', person).changesAt).toBe(
    '2026-04-13T00:00:00.000Z',
  )
})

test('a sum less refunds tells what it came to and both kinds of events', () => {
  const events = [order('2026-03-10', '50.00'), { type: 'order_refunded', at: '2026-03-12', total: '20.50' }]
  expect(
    leaf('{ event: order_placed, sum: { of: total, minus: order_refunded, at_least: 30 } }', { events }),
  ).toMatchObject({
    passes: false,
    actual: { of: 'sum of total less order_refunded', value: '29.50' },
    events: { count: 2 },
  })
})
