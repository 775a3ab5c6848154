import { expect, test } from 'vitest'
import { duration, moment, percent } from '../src/output/figures.ts'
import { clip, paintFor, plainText, widthOf } from '../src/output/paint.ts'
import { printImport } from '../src/output/results/print-import.ts'
import { printPlan } from '../src/output/results/print-plan.ts'
import { printPull } from '../src/output/results/print-pull.ts'
import { printPush } from '../src/output/results/print-push.ts'
import { printEvaluation, printPreview, printSegments } from '../src/output/results/print-segments.ts'
import { printDoctor, printStatus } from '../src/output/results/print-status.ts'
import { COMPUTED } from './fixture/computed.ts'
import { emptyStatus } from './fixture/fake-hub.ts'
import { PLANNED, PULLED, PUSHED } from './fixture/results.ts'

const plain = (_style: string, text: string) => text
const text = (lines: readonly string[]) => `\n${lines.join('\n')}\n`
const asOf = '2026-03-01T12:30:00.000Z'

test('a plan', () => {
  const fields = {
    ...PLANNED,
    target: 'fields',
    container: '',
    current: 5_000,
    add: 0,
    change: 1_234,
    remove: 0,
  }
  const plan = {
    asOf,
    targets: [
      { ...PLANNED, braked: 'it would remove 40 of 1,200', refused: { 'opted out': 12, 'no address': 1 } },
      { ...fields, requests: 13, reads: 26, minutes: 75 },
      { ...PLANNED, target: 'list:Quiet', add: 0, remove: 0 },
    ],
    creates: [{ connection: 'news', what: 'tag "VIP"' }],
    held: [
      {
        connection: 'shop',
        field: 'SPENT',
        event: 'order_placed',
        property: 'total',
        amounts: 1,
        currencies: ['CHF'],
      },
    ],
    requests: 14,
    reads: 28,
    minutes: 75.2,
  }
  expect(text(printPlan(plan, plain))).toMatchInlineSnapshot(`
    "
    + news: create tag "VIP"
    target           holds   add  change  remove  requests  reads            time
    news/b7 tag:VIP  1,200  +300       ·     -40         1      2  under a minute
    news fields      5,000     ·  ~1,234       ·        13     26      1 h 15 min
    held shop: SPENT stays as it is: 1 amount (total of order_placed) in CHF has no rate; add rates of their days, or compute without them by "foreignAmounts: 'leave-out'" in the configuration.
    Refused by us, and not sent:
      news/b7 tag:VIP: 12 rows, opted out
      news/b7 tag:VIP: 1 row, no address
    Braked news/b7 tag:VIP: it would remove 40 of 1,200
    1 target already as wanted.

    Plan: 300 to add, 1,234 to change, 40 to remove; 14 requests and 28 reads, 1 h 16 min at the current budget.
    "
  `)
})

test('an empty plan', () => {
  const plan = { asOf, targets: [], creates: [], held: [], requests: 0, reads: 0, minutes: 0 }
  expect(printPlan(plan, plain)).toEqual(['Nothing to do: every target is as wanted.'])
})

test('a pull', () => {
  const connections = [
    PULLED,
    { ...PULLED, id: 'shop', events: 0, error: 'the key was refused' },
    { ...PULLED, error: 'news: GET / broke off' },
  ]
  expect(text(printPull({ connections }, plain))).toMatchInlineSnapshot(`
    "
    pulled  contacts   events  known  rejected  requests  throttled
    news      10,000  123,456     12         0       130          2
    shop      10,000        0     12         0       130          2
    news      10,000  123,456     12         0       130          2
    Stopped shop: the key was refused
    Stopped news: GET / broke off
    "
  `)
})

test('an import with rejects', () => {
  const counts = { rows: 1_000, contacts: 996, events: 0, duplicates: 1 }
  const quote = 'A quote opened in line 18 is never closed.'
  const rejects = [
    { line: 17, reason: 'the date "32.1." is none' },
    { line: 18, reason: quote },
    { line: 19, reason: quote },
  ]
  expect(
    text(printImport('contacts')({ ...counts, rejectedRows: 5, rejects }, plain)),
  ).toMatchInlineSnapshot(`
    "
    Read 1,000 rows: 996 new contacts, 1 known, 5 rejected.
    Rejected 5 rows; the others are stored:
      line 17: the date "32.1." is none
      lines 18–19: A quote opened in line 18 is never closed.
      and 2 more rows
    Correct these rows and import the file again: what is known already is not counted twice.
    "
  `)
  const events = { rows: 1_000, contacts: 0, events: 1, duplicates: 900, rejectedRows: 0, rejects: [] }
  expect(printImport('events')(events, plain)).toEqual([
    'Read 1,000 rows: 1 new event, 99 corrected, 900 known.',
  ])
})

test('a push with a dead letter and a braked target', () => {
  const letter = { code: 'invalid', message: 'looks\nfake\u001b[31m', remoteId: 'a1' }
  const letters = [letter] as unknown as (typeof PUSHED)['deadLetters']
  const connections = [{ ...PUSHED, rejected: 3, deadLetters: letters }]
  const braked = [{ ...PLANNED, braked: 'it would remove 40 of 1,200' }]
  expect(text(printPush({ connections, braked }, plain))).toMatchInlineSnapshot(`
    "
    pushed  changed  applied  accepted  refused  rejected  open  requests
    news      1,000      990         0        3         3     0         4
    Rejected by news, kept with its words:
      a1 invalid: looks fake
      and 2 more
    Braked news/b7 tag:VIP: it would remove 40 of 1,200
    "
  `)
  expect(printPush({ connections: [], braked: [] }, plain)).toEqual(['There was nothing to push.'])
})

test('segments, an evaluation and a preview', () => {
  const vip = { id: 'vip', title: 'VIP', members: 12_345, version: 2, evaluatedAt: asOf }
  expect(text(printSegments([vip, { ...vip, id: 'new', evaluatedAt: null }]))).toMatchInlineSnapshot(`
    "
    segment  title  members  version  evaluated
    vip      VIP     12,345        2  2026-03-01 12:30
    new      VIP     12,345        2  -
    "
  `)
  const checked = { held: [], violations: [], warnings: [] }
  const reason = 'no earlier evaluation was kept'
  const computed = { ...COMPUTED, mode: 'full', reason, touched: null, verified: true } as const
  const evaluated = [{ id: 'vip', members: 12, entered: 2, left: 0 }]
  expect(
    text(printEvaluation({ ...checked, asOf, computed, contacts: 100, segments: evaluated }, plain)),
  ).toMatchInlineSnapshot(`
    "
    segment  members  entered  left
    vip           12       +2     ·

    1 segment of 100 contacts, as of 2026-03-01 12:30 UTC.
    Evaluated in full: no earlier evaluation was kept. A full evaluation beside named the same members.
    "
  `)
  const samples = [
    { contact: 7, identities: ['ada@example.com'], attributes: { city: 'Wien', tags: ['a', 'b'] } },
  ]
  const preview = {
    id: 'vip',
    title: 'VIP',
    members: 12,
    share: 0.12,
    mailable: 9,
    mailableShare: 0.75,
    samples,
  }
  expect(text(printPreview(preview, plain))).toMatchInlineSnapshot(`
    "
    VIP (vip)
    12 members, 12.0 % of all contacts; 9 can be mailed, 75.0 % of them.

    contact 7  ada@example.com
      city: Wien
      tags: ["a","b"]
    "
  `)
})

test('status and doctor', () => {
  const connection = {
    id: 'news',
    connector: 'mailchimp',
    members: 9,
    products: 3,
    lastPull: null,
    openBatches: 1,
    pendingBatches: 0,
    deadLetters: 0,
  }
  const status = { ...emptyStatus('shop.duckdb'), contacts: 1, identities: 2, events: { a: 5, b: 7_000 } }
  expect(
    text(printStatus({ ...status, connections: [connection], running: 'pull' }, plain)),
  ).toMatchInlineSnapshot(`
    "
    Store shop.duckdb: 1 contact with 2 identities, 7,005 events.
    Running: pull.

    event  number
    b       7,000
    a           5

    connection  connector  members  products  last pull  open batches  dead letters
    news        mailchimp        9         3  never                 1             0
    "
  `)
  const checks = [
    { name: 'store', ok: true, detail: 'shop.duckdb opens' },
    { name: 'news', ok: false, detail: 'refused the key', next: 'Make a new key.' },
  ]
  expect(text(printDoctor({ healthy: false, checks }, plain))).toMatchInlineSnapshot(`
    "
    ok   store: shop.duckdb opens
    fail news: refused the key
         Make a new key.

    1 check failed.
    "
  `)
})

test('figures', () => {
  expect([0, 0.4, 1, 59, 59.2, 60, 61].map(duration)).toEqual([
    'under a minute',
    'under a minute',
    '1 min',
    '59 min',
    '1 h',
    '1 h',
    '1 h 1 min',
  ])
  expect(percent(0.1234)).toBe('12.3 %')
  expect([moment(null), moment(0), moment('soon')]).toEqual(['-', '1970-01-01 00:00', 'soon'])
})

test('text from outside cannot steer the terminal', () => {
  expect(plainText('a\u001b[2Jb\r\nc\u001b[31md\u0007\u0000e')).toBe('ab cd e')
  expect(plainText('\u001bc\u009b1A')).not.toMatch(/\p{Cc}/u)
})

test('columns stay aligned under wide characters', () => {
  const vip = { id: 'a', title: '会員😀e\u0301', members: 1, version: 1, evaluatedAt: null }
  expect(text(printSegments([vip, { ...vip, title: 'members' }]))).toMatchInlineSnapshot(`
    "
    segment  title    members  version  evaluated
    a        会員😀é        1        1  -
    a        members        1        1  -
    "
  `)
  expect([widthOf('会員😀e\u0301'), clip('会員会員', 6), clip('abc', 3), clip('abcd', 3)]).toEqual([
    7,
    '会員…',
    'abc',
    'ab…',
  ])
})

test('colour is for terminals without NO_COLOR', () => {
  const output = { write: () => undefined, terminal: true, columns: 80 }
  expect(paintFor(output, {})('red', 'x')).toBe('\u001b[31mx\u001b[39m')
  expect(paintFor(output, { NO_COLOR: '1' })('red', 'x')).toBe('x')
  expect(paintFor(output, { TERM: 'dumb' })('red', 'x')).toBe('x')
  expect(paintFor({ ...output, terminal: false }, {})('red', 'x')).toBe('x')
})
