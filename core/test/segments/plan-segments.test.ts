import { describe, expect, test } from 'vitest'
import { evaluateSegments, factNeeds, planSegments } from '../../src/segments/index.ts'
import { arrayFactStore } from './array-fact-store.ts'
import { AS_OF, at, CATALOG, parsed, resolved, worldOf } from './people.ts'

/** Segments named by letters, one a condition. */
function segments(...conditions: string[]) {
  const yaml = conditions.map((when, index) => `id: s${index}\ntitle: S\nwhen: ${when}`).join('\n---\n')
  return resolved(parsed(yaml))
}
const plan = (...conditions: string[]) =>
  planSegments(segments(...conditions), { asOf: AS_OF, timeZone: 'UTC', currency: 'USD' })

describe('sharing', () => {
  test('equal aggregates of different segments are one, however they are written', () => {
    const { scans, slots } = plan(
      '{ event: order_placed, within: 7d, where: { category: { in: [a, b] }, total: { more_than: 5 } }, count: { at_least: 2 } }',
      '{ event: [order_placed], within: 1w, where: { total: { more_than: 5.00 }, category: { in: [b, a, b] } }, count: 9 }',
      '{ no_event: order_placed, within: 168h, where: { category: { in: [a, b] }, total: { more_than: "5" } } }',
    )
    expect(scans.map(({ type, aggregates }) => [type, aggregates.length])).toEqual([['order_placed', 1]])
    expect(slots).toHaveLength(1)
  })

  test('different windows, filters and measures stay apart, in one scan a type', () => {
    const { scans } = plan(
      '{ event: [email_opened, email_clicked], within: 7d }',
      '{ event: email_opened, within: 30d }',
      '{ event: email_opened, within: 7d, where: { machine: false } }',
      '{ event: email_opened, within: 7d, last: { of: at, within: 1d } }',
    )
    expect(scans.map(({ type, aggregates }) => [type, aggregates.length])).toEqual([
      ['email_clicked', 1],
      ['email_opened', 4],
    ])
  })

  test('conditions about the order of the same types read one timeline, until its marks run out', () => {
    const nth = (category: string) =>
      `{ event: order_placed, where: { category: ${category} }, nth: { number: 2, exists: true } }`
    const { timelines, slots } = plan(
      nth('a'),
      '{ sequence: [{ event: order_placed, where: { category: a } }, { event: order_placed }] }',
      '{ event: order_placed, nth: { number: 2, exists: true } }',
      '{ sequence: [{ event: order_placed }, { no_event: email_opened, within: 1d }] }',
    )
    expect(timelines.map(({ sources }) => sources.map(({ type, mark }) => [type, mark]))).toEqual([
      [
        ['order_placed', 0],
        ['order_placed', 1],
      ],
      [
        ['email_opened', 1],
        ['order_placed', 0],
      ],
    ])
    expect(slots).toHaveLength(4)
    const many = plan(...Array.from({ length: 32 }, (_, index) => nth(`c${index}`))).timelines
    expect(many.map(({ sources }) => sources.length)).toEqual([31, 1])
  })

  test('a list of numbers is one test, sorted and each once', () => {
    const { segments: planned } = plan(
      '{ attribute: age, in: [41, 7, 41, 25] }',
      '{ attribute: age, in: [7] }',
    )
    expect(planned.map(({ predicate }) => predicate)).toEqual([
      { op: 'number_in', slot: 0, values: [7, 25, 41] },
      { op: 'number', slot: 0, is: '=', value: 7 },
    ])
  })

  test('a scan says its bounds outright', () => {
    const [aggregate] = plan('{ event: order_placed, within: 30d }').scans[0]?.aggregates ?? []
    expect(aggregate).toMatchObject({
      fn: 'count',
      property: null,
      after: at('2026-03-02T12:00:00Z'),
      until: AS_OF,
      where: null,
    })
  })
})

test('needs name the properties that are tested or measured, and never the time', () => {
  const needs = factNeeds(
    segments(
      '{ all: [{ attribute: region, is: a }, { none: [{ attribute: age, is: 1 }] }] }',
      '{ event: [order_placed, order_refunded], where: { category: a }, max: { of: total, is: 1 } }',
      '{ no_event: page_viewed, where: { at: { at_least: 2026-01-01 } } }',
    ),
  )
  expect(needs).toEqual({
    attributes: new Set(['region', 'age']),
    events: new Map([
      ['order_placed', new Set(['category', 'total'])],
      ['order_refunded', new Set(['category', 'total'])],
      ['page_viewed', new Set()],
    ]),
  })
})

test('hostile text in values never becomes code', async () => {
  const text = 'x"];globalThis.broken=1;//`+(globalThis.broken=1)+`'
  const definitions = parsed(`id: x\ntitle: X\nwhen: { attribute: region, in: ${JSON.stringify([text])} }`)
  const people = { ada: { attributes: { region: text } }, bob: { attributes: { region: 'x' } } }
  const facts = arrayFactStore(worldOf(people), { currency: 'USD', attributes: CATALOG.attributes })
  const { segments: found } = await evaluateSegments(
    planSegments(resolved(definitions), { asOf: AS_OF, timeZone: 'UTC', currency: 'USD' }),
    facts,
  )
  expect([...found.values()].map(({ count }) => count)).toEqual([1])
  expect(globalThis).not.toHaveProperty('broken')
})

test('many segments are compiled in groups and still refer to one another', async () => {
  const conditions = Array.from({ length: 400 }, (_, index) =>
    index === 0
      ? '{ attribute: age, at_least: 0 }'
      : `{ all: [{ segment: s${index - 1} }, { attribute: age, at_least: ${index} }] }`,
  )
  const people = { ada: { attributes: { age: 250 } }, bob: { attributes: { age: 1000 } } }
  const facts = arrayFactStore(worldOf(people), { currency: 'USD', attributes: CATALOG.attributes })
  const { segments: found } = await evaluateSegments(plan(...conditions), facts)
  expect([...found.values()].map(({ count }) => count)).toEqual(
    Array.from({ length: 400 }, (_, index) => (index <= 250 ? 2 : 1)),
  )
})

test('columns widen when larger numbers come', async () => {
  const scores = [1, 300, 70_000, -5, 0.5]
  const people = Object.fromEntries(
    scores.map((score, index) => [
      `p${index}`,
      { events: [{ type: 'survey_answered', at: '2026-03-01', score }] },
    ]),
  )
  const facts = arrayFactStore(worldOf(people), { currency: 'USD', attributes: CATALOG.attributes })
  const when = scores.map(score => `{ event: survey_answered, sum: { of: score, is: ${score} } }`)
  const { segments: found } = await evaluateSegments(plan(...when), facts)
  expect([...found.values()].map(({ count }) => count)).toEqual([1, 1, 1, 1, 1])
})
