import type { HubResults } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { printExplanation } from '../src/output/results/print-explanation.ts'
import { printOverlap, printPareto } from '../src/output/results/print-overlap.ts'
import { printEvaluation, printListedSegments } from '../src/output/results/print-segments.ts'
import { printDifference, printHistory, printMembers } from '../src/output/results/print-versions.ts'
import { COMPUTED } from './fixture/computed.ts'

const plain = (_style: string, text: string) => text
const text = (lines: readonly string[]) => `\n${lines.join('\n')}\n`

type Explained = HubResults['segments-explain']
type Rule = Explained['rule']

const rule = (path: string, written: string, passes: boolean, changes: Partial<Rule> = {}): Rule => ({
  segment: 'vip' as Rule['segment'],
  path,
  rule: written,
  passes,
  actual: null,
  events: null,
  change: null,
  changesAt: null,
  parts: [],
  ...changes,
})

test('an explanation, with what a vendor sent cleared of terminal codes', () => {
  const properties = { total: '20.00 CHF', order: 'A\u001b[31m7' }
  const converted = { total: { amount: '21.50', rateOf: '2026-03-19' } }
  const explained: Explained = {
    contact: 7,
    evaluated: { version: 2, member: true, sameRule: false },
    segment: 'vip' as Explained['segment'],
    title: 'VIP customers',
    asOf: '2026-04-01T12:00:00.000Z',
    member: false,
    smallestChange: ['vip when.all[0]'],
    notForetold: [],
    changesAt: null,
    rule: rule('when', 'all', false, {
      parts: [
        rule('when.all[0]', 'attribute: region, is: California', false, {
          actual: { of: 'region', value: null },
          change: 'region passing "is: California"',
        }),
        rule('when.all[1]', 'event: order_placed, within: 30d', true, {
          actual: { of: 'count', value: 2 },
          events: {
            count: 2,
            latest: [{ type: 'order_placed', at: '2026-03-20T08:00:00.000Z', properties, converted }],
          },
          change: '2 such events fewer',
          changesAt: '2026-04-19T08:00:00.000Z',
        }),
      ],
    }),
  }
  expect(text(printExplanation(explained, plain))).toMatchInlineSnapshot(`
    "
    Contact 7 is not in VIP customers (vip), as of 2026-04-01 12:00 UTC.
    Its members follow another rule: version 2, by which the contact is in; no evaluation has computed this one yet.

    no   all  when
    no     attribute: region, is: California  when.all[0]
             region is missing
             yes with region passing "is: California"
    yes    event: order_placed, within: 30d  when.all[1]
             count is 2
             2026-03-20 08:00  order_placed  total: 20.00 CHF (21.50 by the rate of 2026-03-19), order: A7
             and 1 event before
             no with 2 such events fewer
             no by time alone on 2026-04-19 08:00 UTC

    To be in, 1 rule would have to turn: vip when.all[0].
    Time alone does not change this.
    "
  `)
  const member = { ...explained, member: true, changesAt: '2026-04-19T08:00:00.000Z' }
  expect(printExplanation(member, plain).slice(-2)).toEqual([
    'To be out, 1 rule would have to turn: vip when.all[0].',
    'Time alone changes this on 2026-04-19 08:00 UTC.',
  ])
  const [last] = printExplanation({ ...explained, notForetold: ['vip when.all[2]'] }, plain).slice(-1)
  expect(last).toBe(
    'When time alone changes this is not foretold for what everybody else, consent or a vendor decides: vip when.all[2].',
  )
  const [sooner] = printExplanation({ ...member, notForetold: ['vip when.all[2]'] }, plain).slice(-1)
  expect(sooner).toContain('2026-04-19 08:00 UTC, or sooner by what everybody else')
})

const asOf = '2026-04-01T12:00:00.000Z'
const ada = { contact: 7, identities: ['email:ada@example.com'] }
const violations = [{ segments: ['vip', 'new'] as const, contacts: 12, offenders: [ada] }]

test('overlap: a matrix, the pairs that share most, and who is in none', () => {
  const segments = ['vip', 'new', 'old'].map(id => ({ id, members: 1_000 }))
  const shared = [
    [1_000, 12, 500],
    [12, 1_000, 0],
    [500, 0, 1_000],
  ]
  const jaccard = [
    [1, 0.006, 0.333],
    [0.006, 1, 0],
    [0.333, 0, 1],
  ]
  const nobodys = { contacts: 3, samples: [ada] }
  const overlap = { asOf, contacts: 5_000, segments, shared, jaccard, nobodys, violations }
  expect(text(printOverlap(overlap, plain))).toMatchInlineSnapshot(`
    "
    contacts in both    vip    new    old
    vip               1,000     12    500
    new                  12  1,000      0
    old                 500      0  1,000

    segments     in both  of either
    vip and old      500     33.3 %
    vip and new       12      0.6 %

    3 contacts of 5,000 in none of them, such as
      contact 7  email:ada@example.com
    not disjoint vip and new share 12 contacts:
      contact 7  email:ada@example.com
      and 11 more
    As of 2026-04-01 12:00 UTC.
    "
  `)
  const none = { ...overlap, segments: [], shared: [], jaccard: [] }
  expect(printOverlap(none, plain)).toEqual(['No segment is defined; write one in the segments folder.'])
})

test('an overlap of many segments lists pairs alone, the likest first', () => {
  const ids = Array.from({ length: 13 }, (_, index) => `s${index}`)
  const all = ids.map(() => ids.map(() => 1))
  const nobodys = { contacts: 0, samples: [] }
  const segments = ids.map(id => ({ id, members: 1 }))
  const lines = printOverlap(
    { asOf, contacts: 1, segments, shared: all, jaccard: all, nobodys, violations: [] },
    plain,
  )
  expect(lines[0]).toContain('segments')
  expect(lines).toContain('and 58 pairs more')
  const apart = ids.map((_, i) => ids.map((_, j) => (i === j ? 1 : 0)))
  const disjoint = { asOf, contacts: 1, segments, shared: apart, jaccard: apart, nobodys, violations: [] }
  expect(printOverlap(disjoint, plain)[0]).toBe('No two of them share a contact.')
})

test('a Pareto table', () => {
  const row = { segment: 'vip', members: 20, engagement: 80, share: 0.8, segmentsShare: 0.2, cumulative: 0.8 }
  expect(text(printPareto({ asOf, within: '30d', total: 100, rows: [row] }))).toMatchInlineSnapshot(`
    "
    segment  members  engagement   share  segments  cumulative
    vip           20          80  80.0 %    20.0 %      80.0 %

    100 opens and clicks within 30d, as of 2026-04-01 12:00 UTC; the last column counts everybody once.
    "
  `)
})

test('warnings and broken declarations follow what they are about', () => {
  const warnings = [
    { kind: 'tiny', segment: 'vip', members: 1 },
    { kind: 'alike', segments: ['vip', 'new'], jaccard: 0.96 },
    { kind: 'too-many', segments: 51 },
    { kind: 'stale', segment: 'old', evaluatedAt: '2026-03-29T06:00:00.000Z', ageMs: 280_800_000 },
  ] as const
  const stale = { segment: 'vip', connection: 'shop', because: 'stale', withinMs: 86_400_000 } as const
  const missing = { event: 'order_placed', property: 'total', amounts: 2 }
  const held = [
    { ...stale, lastPull: '2026-03-31T06:00:00.000Z', ageMs: 108_000_000 },
    { ...stale, segment: 'new', lastPull: null, ageMs: null },
    { segment: 'tagged', connection: 'shop', because: 'unread', target: 'tag:VIP' },
    { segment: 'rich', because: 'foreign', ...missing, currencies: ['CHF', 'SEK'] },
  ] as const
  const computed = { ...COMPUTED, queries: ['rich', 'vip'] }
  const evaluated = { asOf, contacts: 5, computed, segments: [], held, violations, warnings }
  expect(text(printEvaluation(evaluated, plain))).toMatchInlineSnapshot(`
    "
    segment  members  entered  left

    0 segments of 5 contacts, as of 2026-04-01 12:00 UTC.
    Brought up to date: 1,234 contacts decided anew. Not incremental, asked by a query: rich, vip.
    warning vip is tiny: 1 member.
    warning vip and new are nearly the same people: 96.0 % of both together are in both.
    warning 51 segments are more than anybody keeps apart; join some or drop some.
    warning old is stale: its members are those of 2026-03-29 06:00 UTC, 3 days ago; evaluate, or see what holds it.
    held vip keeps its members: shop was last pulled 30 h ago, at 2026-03-31 06:00 UTC, and the segment needs it within 24 h; pull it.
    held new keeps its members: shop was never pulled to the end, and the segment needs it within 24 h; pull it.
    held tagged keeps its members: no pull of shop has read tag:VIP yet; pull it.
    held rich keeps its members: 2 amounts (total of order_placed) in CHF, SEK have no rate; add rates of their days, or compute without them by "foreignAmounts: 'leave-out'" in the configuration.
    not disjoint vip and new share 12 contacts:
      contact 7  email:ada@example.com
      and 11 more
    "
  `)
  const vip = { id: 'vip', title: 'VIP', members: 1, version: 1, evaluatedAt: asOf, warnings }
  const listed = printListedSegments([vip, { ...vip, id: 'new' }], plain)
  expect(listed.filter(line => line.startsWith('warning'))).toHaveLength(4)
})

const changes = [
  { kind: 'same', text: 'when:' },
  { kind: 'removed', text: '  at_least: 2' },
  { kind: 'added', text: '  at_least: 3' },
] as const

test('a difference before it is saved', () => {
  const vip = {
    id: 'vip',
    kind: 'changed',
    changes,
    before: 1_200,
    after: 1_199,
    entering: { contacts: 1, named: [ada] },
    leaving: { contacts: 2, named: [ada] },
  } as const
  const none = { contacts: 0, named: [] }
  const few = { ...vip, id: 'few', kind: 'same', changes: [], entering: none, leaving: none } as const
  expect(text(printDifference({ asOf, segments: [vip, few] }, plain))).toMatchInlineSnapshot(`
    "
    vip (changed): 1,200 -> 1,199 members
        when:
      -   at_least: 2
      +   at_least: 3
      + 1 contact would enter
          contact 7  email:ada@example.com
      - 2 contacts would leave
          contact 7  email:ada@example.com
          and 1 more

    few (same rule): 1,200 -> 1,199 members

    By both rules as of 2026-04-01 12:00 UTC; nothing was saved.
    "
  `)
  expect(printDifference({ asOf, segments: [] }, plain)).toEqual([
    'Nothing differs: neither a rule nor who satisfies it.',
  ])
})

test('a history', () => {
  const first = { version: 1, title: 'VIP', savedAt: asOf, author: null, deletedAt: null, changes }
  const history = { id: 'vip', versions: [first, { ...first, version: 2, author: 'ada' }], unsaved: changes }
  expect(text(printHistory(history, plain))).toMatchInlineSnapshot(`
    "
    version 1  2026-04-01 12:00 UTC  VIP
        when:
      -   at_least: 2
      +   at_least: 3

    version 2  2026-04-01 12:00 UTC  by ada  VIP
        when:
      -   at_least: 2
      +   at_least: 3

    Not saved yet; the next evaluation will:
        when:
      -   at_least: 2
      +   at_least: 3
    "
  `)
  const gone = { id: 'vip', versions: [{ ...first, deletedAt: asOf }], unsaved: null }
  expect(printHistory(gone, plain).slice(-2)).toEqual([
    'Deleted 2026-04-01 12:00 UTC.',
    'No file defines it.',
  ])
})

test('members as of an instant', () => {
  const members = { id: 'vip', asOf, version: 2, members: 2, contacts: [{ ...ada, enteredAt: asOf }] }
  expect(text(printMembers(members))).toMatchInlineSnapshot(`
    "
    2 members of vip as of 2026-04-01 12:00 UTC, by version 2.

    contact  entered           known as
          7  2026-04-01 12:00  email:ada@example.com
    and 1 more
    "
  `)
  expect(printMembers({ ...members, version: null, members: 0, contacts: [] })).toEqual([
    '0 members of vip as of 2026-04-01 12:00 UTC, no rule was in force.',
  ])
})
