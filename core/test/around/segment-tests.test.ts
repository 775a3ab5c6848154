import { expect, test } from 'vitest'
import type { Checked } from '../../src/segments/definition/problem.ts'
import {
  formatProblem,
  parseSegmentTests,
  runSegmentTests,
  type SegmentTestCase,
} from '../../src/segments/index.ts'
import { CATALOG, parsed } from '../segments/people.ts'

const VIP = `
id: vip
title: VIP
when:
  all:
    - { attribute: region, is: California }
    - { event: order_placed, within: 30d, count: { at_least: 3 } }`

const scope = { catalog: CATALOG, currency: 'USD', segments: new Set(['vip']) }
const parse = (text: string): Checked<readonly SegmentTestCase[]> =>
  parseSegmentTests([{ file: 'vip.test.yaml', text }], scope)

function run(text: string) {
  const result = parse(text)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return runSegmentTests(result.value, parsed(VIP), { catalog: CATALOG, currency: 'USD', timeZone: 'UTC' })
}

function problems(text: string): string[] {
  const result = parse(text)
  return result.ok ? [] : result.problems.map(formatProblem)
}

const STORY = `
as_of: 2026-04-01T12:00:00Z
given:
  ada:
    attributes: { region: California }
    events:
      - { event: order_placed, ago: 10d, times: 2, with: { total: 20 } }
      - { event: order_placed, at: 2026-03-02T12:00:00.001Z }
  tooEarly:
    attributes: { region: California }
    events: [{ event: order_placed, ago: 30d, times: 3 }]
  nobody:
expect:
  vip:
    in: [ada]
    not_in: [tooEarly, nobody]
`

test('people who are where they are meant to be', () => {
  expect(run(STORY)).toEqual({ cases: 1, expectations: 3, failures: [] })
})

test('all failures at once, each with its line and the reason', () => {
  const { failures } =
    run(`${STORY.replace('[ada]', '[tooEarly, nobody]').replace('not_in: [tooEarly, nobody]', 'not_in:\n      - ada')}
---
as_of: 2020-01-01
given: { ada: }
expect: { vip: { in: [ada] } }`)
  expect(failures.map(({ line, person, member }) => [line, person, member])).toEqual([
    [15, 'tooEarly', true],
    [15, 'nobody', true],
    [17, 'ada', false],
    [22, 'ada', true],
  ])
  expect(failures[0]?.explanation).toMatchObject({
    member: false,
    smallestChange: ['vip when.all[1]'],
    rule: { parts: [{ passes: true }, { passes: false, change: '3 such events more' }] },
  })
})

test('several documents are several cases; an empty file is none', () => {
  expect(run(`${STORY}---${STORY}`)).toMatchObject({ cases: 2, expectations: 6 })
  expect(run('')).toEqual({ cases: 0, expectations: 0, failures: [] })
})

test('every problem of a file is told with its line and the nearest name', () => {
  const text = `as_of: 2026-04-01
given:
  ada:
    attributes: { regoin: Ohio, age: old }
    events:
      - { event: order_placd, ago: 1d }
      - { event: order_placed, ago: 1d, with: { totl: 1, total: 0.005 } }
expect:
  vpi: { in: [ada] }
  vip: { in: [adda, ada], not_in: [ada] }
`
  expect(problems(text)).toEqual([
    'vip.test.yaml:4 · given.ada.attributes.regoin: no attribute is called "regoin". Did you mean "region"?',
    'vip.test.yaml:4 · given.ada.attributes.age: expected a value of type number, not "old"',
    expect.stringContaining(
      'vip.test.yaml:6 · given.ada.events[0].event: no event is called "order_placd". Did you',
    ),
    expect.stringContaining('no property of order_placed is called "totl". Did you mean "total"?'),
    expect.stringContaining('events[1].with.total: expected a value of type money, not "0.005"'),
    'vip.test.yaml:9 · expect.vpi: no segment is called "vpi". Did you mean "vip"?',
    'vip.test.yaml:10 · expect.vip.in[0]: no person under "given" is called "adda". Did you mean "ada"?',
    'vip.test.yaml:10 · expect.vip: "ada" cannot be both in and not in.',
  ])
})

test.each([
  ['{ event: order_placed }', 'expected one of ago'],
  ['{ event: order_placed, ago: 1d, at: 2026-01-01 }', 'expected one of ago'],
  ['{ event: order_placed, ago: 1 }', 'given.ada.events[0].ago'],
  ['{ event: order_placed, ago: 1d, times: 0 }', 'given.ada.events[0].times'],
  ['{ event: order_placed, ago: 1d, times: 1001 }', 'given.ada.events[0].times'],
  ['{ event: order_placed, ago: 1d, wit: {} }', 'with'],
  ['*ada', 'line'],
])('the event %s is refused', (event, reason) => {
  const text = `as_of: 2026-04-01\ngiven: { ada: { events: [${event}] } }\nexpect: {}\n`
  expect(problems(text).length).toBeGreaterThan(0)
  if (reason !== 'line') expect(problems(text).join('\n')).toContain(reason)
})

test('a file without a moment, and one beyond the limit, are refused', () => {
  expect(problems('given: {}\nexpect: {}').join('\n')).toContain('as_of')
  expect(problems(`# ${'x'.repeat(262_144)}`).join('\n')).toContain('too long')
})

test('a place among everybody is a place among the people of the case', () => {
  const best = 'id: best\ntitle: Best\nwhen: { rank: { attribute: age }, top: 50% }'
  const text = `as_of: 2026-04-01
given: { old: { attributes: { age: 80 } }, young: { attributes: { age: 20 } } }
expect: { best: { in: [young], not_in: [old] } }`
  const result = parseSegmentTests([{ file: 'best.test.yaml', text }], {
    ...scope,
    segments: new Set(['best']),
  })
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  const { failures } = runSegmentTests(result.value, parsed(best), {
    catalog: CATALOG,
    currency: 'USD',
    timeZone: 'UTC',
  })
  expect(failures.map(({ person, explanation }) => [person, explanation.member])).toEqual([
    ['young', false],
    ['old', true],
  ])
})

test('people pass rules about consent, tags and lists as they are told to', () => {
  const rules = `
id: vip
title: Tagged and not opted out
when: { all: [{ tag: VIP, connection: shop }, { none: [{ consent: email, is: opted_out }] }] }`
  const story = (rest: string) => `
as_of: 2026-04-01
given:
  ada: { passes: [{ connection: shop, tag: VIP }] }
  bob: { passes: [{ tag: VIP, connection: shop }, { consent: email, is: opted_out }] }
  cy:
expect: { vip: ${rest} }`
  const failuresOf = (text: string) => {
    const result = parse(text)
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
    return runSegmentTests(result.value, parsed(rules), {
      catalog: CATALOG,
      currency: 'USD',
      timeZone: 'UTC',
    }).failures
  }
  expect(failuresOf(story('{ in: [ada], not_in: [bob, cy] }'))).toEqual([])
  expect(failuresOf(story('{ in: [bob] }'))).toMatchObject([
    { person: 'bob', explanation: { member: false, smallestChange: ['vip when.all[1].none[0]'] } },
  ])
  expect(problems(story('{ in: [ada] }').replace('connection: shop', 'connection: shopp'))).toEqual([
    'vip.test.yaml:4 · given.ada.passes[0].connection: no connection is called "shopp". Did you mean "shop"?',
  ])
})
