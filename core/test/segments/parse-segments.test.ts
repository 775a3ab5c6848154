import { describe, expect, test } from 'vitest'
import {
  canonicalJson,
  formatProblem,
  MAX_FILE_LENGTH,
  MAX_LEAVES,
  MAX_NESTING,
  parseSegmentFiles,
  parseSegmentJson,
  parseSegments,
  resolveSegments,
} from '../../src/segments/index.ts'
import { CATALOG } from './people.ts'

/** The problems of a file, a line each. */
function problemsOf(text: string): string[] {
  const parsed = parseSegments(text, 'f.yaml')
  return parsed.ok ? [] : parsed.problems.map(formatProblem)
}

const inSegment = (when: string) => `id: x\ntitle: X\nwhen: ${when}`

describe('reading', () => {
  test('a file holds several segments, one a document', () => {
    const parsed = parseSegments(
      `${inSegment('{ segment: y }')}\n---\nid: y\ntitle: Y\nwhen: { event: order_placed }\n---\n`,
      'f',
    )
    expect(parsed.ok && parsed.definitions).toEqual([
      { id: 'x', title: 'X', when: { segment: 'y' } },
      { id: 'y', title: 'Y', when: { event: 'order_placed' } },
    ])
  })

  test('JSON and YAML of one segment are stored as one text, whatever the order of keys', () => {
    const json = parseSegmentJson(
      '{"title":"X","when":{"count":{"at_least":2},"event":"order_placed"},"id":"x"}',
    )
    const yaml = parseSegments(inSegment('{ event: order_placed, count: { at_least: 2 } }'), 'f')
    if (!json.ok || !yaml.ok) throw new Error('expected both to parse')
    expect(json.definitions.map(canonicalJson)).toEqual(yaml.definitions.map(canonicalJson))
  })

  test('problems found later still know their file and line', () => {
    const parsed = parseSegments('id: x\ntitle: X\nwhen:\n  all:\n    - segment: y\n', 'f.yaml')
    expect(parsed.ok && parsed.locate('x', ['when', 'all', 0, 'segment'])).toEqual({
      file: 'f.yaml',
      line: 5,
    })
  })
})

describe('problems', () => {
  test('all of a file are told at once, with line, path and the nearest name', () => {
    const text = [
      'id: VIP',
      'titel: x',
      'when:',
      '  all:',
      '    - atribute: region',
      '      is: California',
      '    - attribute: region',
      '      iss: California',
      '    - event: order_placed',
      '      wihtin: 30d',
      '    - event: order_placed',
      '      within: 0d',
      '    - event: order_placed',
      '      sum: { of: total }',
    ].join('\n')
    expect(problemsOf(text)).toEqual([
      expect.stringContaining('f.yaml:1 · VIP · id: expected lower-case letters'),
      'f.yaml:1 · VIP · title: missing: expected string',
      'f.yaml:5 · VIP · when.all[0]: expected a condition: one of all, any, none, attribute, event, no_event, sequence, rank, consent, tag, list, sql, segment. Did you mean "attribute"?',
      'f.yaml:7 · VIP · when.all[1]: the key "iss" does not belong here. Did you mean "is"?',
      expect.stringContaining('f.yaml:7 · VIP · when.all[1]: expected a test of the attribute'),
      'f.yaml:9 · VIP · when.all[2]: the key "wihtin" does not belong here. Did you mean "within"?',
      'f.yaml:12 · VIP · when.all[3].within: impossible window: expected more than nothing and at most 36500d',
      expect.stringContaining('f.yaml:14 · VIP · when.all[4].sum: expected a test of the value too'),
      'f.yaml:1 · VIP: the key "titel" does not belong here. Did you mean "title"?',
    ])
  })

  test.each([
    ['nothing', '', 'holds no segment'],
    ['only a comment', '# later\n---\n', 'holds no segment'],
    ['broken YAML', 'id: [x', 'f.yaml:1'],
    ['a key twice', 'id: x\nid: y\ntitle: X\nwhen: { segment: y }', 'must be unique'],
    ['an alias', 'id: &a x\ntitle: *a\nwhen: { segment: y }', 'aliases (*name) are not used'],
    ['a list', '- id: x', 'expected object'],
    ['an empty group', inSegment('{ all: [] }'), 'at least one condition'],
    ['an empty list of values', inSegment('{ attribute: region, in: [] }'), 'when.in'],
    ['two measures', inSegment('{ event: a, count: 1, sum: { of: total, is: 1 } }'), 'at most one of count'],
    ['a window of no known unit', inSegment('{ event: a, within: 1q }'), 'this week, last month'],
    ['no month at all', inSegment('{ event: a, within: 0mo }'), 'impossible window'],
    ['more than 100 years', inSegment('{ event: a, within: 101y }'), 'impossible window'],
    ['three of this week', inSegment('{ event: a, within: this 3 weeks }'), 'expected a window'],
    ['one weeks', inSegment('{ event: a, within: last 1 weeks }'), 'impossible window'],
    ['a month from Sunday', inSegment('{ event: a, within: this month from sunday }'), 'impossible window'],
    [
      'a month as a gap',
      inSegment('{ event: a, nth: { number: 2, span: 1mo, exists: true } }'),
      '45m, 12h, 30d or 6w',
    ],
    ['NUL in a tag', inSegment('{ tag: "a\\0b", connection: shop }'), 'without NUL'],
    [
      'consent of a word that is none',
      inSegment('{ consent: email, is: yes }'),
      'expected one of subscribed',
    ],
    [
      'freshness in months',
      'id: a\ntitle: A\nfresh: { shop: 1mo }\nwhen: { attribute: b, is: c }',
      'expected a length',
    ],
    [
      'freshness of nothing',
      'id: a\ntitle: A\nfresh: {}\nwhen: { attribute: b, is: c }',
      'expected a connection',
    ],
    ['a window past the longest', inSegment('{ event: a, within: 36501d }'), 'impossible window'],
    ['a number that is none', inSegment('{ attribute: age, more_than: .nan }'), 'when.more_than'],
    ['NUL in a value', inSegment('{ attribute: region, is: "a\\0b" }'), 'without NUL'],
    ['half a character', inSegment('{ attribute: region, is: "\\ud800" }'), 'half characters'],
    ['a pattern', inSegment('{ attribute: region, matches: "(a+)+$" }'), 'matches'],
    ['a long value', inSegment(`{ attribute: region, is: ${'x'.repeat(1001)} }`), '1000'],
    ['a long file', `#${'x'.repeat(MAX_FILE_LENGTH)}`, 'too long'],
  ])('%s is refused', (_, text, words) => {
    expect(problemsOf(text).join('\n')).toContain(words)
  })

  test('what is right beside it can be looked up, and what is wrong may be referred to', () => {
    const parsed = parseSegments(
      [
        'id: a\ntitle: A\nwhen: { event: order_placd }',
        'id: b\ntitle: B\nwehn: { event: order_placed }',
        'id: c\ntitle: C\nwhen: { all: [{ segment: b }, { segment: d }] }',
        'id: e\ntitle: E\nwhen: { any: [{ event: x, wihtin: 1d }, { none: [{ event: cart_aded }] }] }',
      ].join('\n---\n'),
      'f.yaml',
    )
    if (parsed.ok) throw new Error('There are problems in this file.')
    expect(parsed.problems.map(({ line, segment }) => [line, segment])).toEqual([
      [5, 'b'],
      [5, 'b'],
      [15, 'e'],
    ])
    const { definitions, locate, misread } = parsed
    const resolved = resolveSegments(definitions, CATALOG, locate, misread)
    expect(!resolved.ok && resolved.problems.map(formatProblem)).toEqual([
      'f.yaml:3 · a · when.event: no event is called "order_placd". Did you mean "order_placed"?',
      expect.stringContaining('c · when.all[1].segment: no segment has the id "d"'),
      'f.yaml:15 · e · when.any[1].none[0].event: no event is called "cart_aded". Did you mean "cart_added"?',
    ])
  })

  test('an id is defined once, across files', () => {
    const file = { file: 'a.yaml', text: inSegment('{ segment: y }') }
    const parsed = parseSegmentFiles([file, { ...file, file: 'b.yaml' }])
    expect(!parsed.ok && parsed.problems.map(formatProblem)).toEqual([
      'b.yaml:1 · x · id: the id "x" is taken by a.yaml:1. Choose another id.',
    ])
  })

  test('a __proto__ key in JSON is refused rather than dropped', () => {
    const parsed = parseSegmentJson('{"id":"x","title":"X","when":{"event":"a","where":{"__proto__":1}}}')
    expect(!parsed.ok && parsed.problems[0]?.reason).toContain('__proto__')
    expect(parseSegmentJson('{"id":').ok).toBe(false)
  })

  test('hostile text is shown escaped and cut', () => {
    const [problem = ''] = problemsOf(inSegment(`{ "${'x'.repeat(900)}\\u202e": 1, event: a }`))
    expect(problem.length).toBeLessThan(250)
  })
})

describe('limits', () => {
  const nested = (depth: number) => `${'{ all: ['.repeat(depth)}{ event: a }${'] }'.repeat(depth)}`
  const wide = (leaves: number) =>
    `{ any: [${Array.from({ length: leaves }, () => '{ event: a }').join(', ')}] }`

  test('groups nest to the limit and no further', () => {
    expect(problemsOf(inSegment(nested(MAX_NESTING)))).toEqual([])
    expect(problemsOf(inSegment(nested(MAX_NESTING + 1))).join()).toContain('nested too deeply')
    expect(problemsOf(inSegment(nested(200))).join()).toContain('nested too deeply')
  })

  test('tests are as many as the limit and no more', () => {
    expect(problemsOf(inSegment(wide(MAX_LEAVES)))).toEqual([])
    expect(problemsOf(inSegment(wide(MAX_LEAVES + 1))).join()).toContain('1001 tests')
  })

  test.each([
    ['lists', '['.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
    ['keys', '? '.repeat(100_000)],
  ])('a stack of %s is answered, not overflowed', (_, text) => {
    expect(problemsOf(text).join()).toContain('nested too deeply')
  })
})
