import type { HubResults } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { printExplanation } from '../src/output/results/print-explanation.ts'

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
  const properties = { total: '20.00', order: 'A\u001b[31m7' }
  const explained: Explained = {
    contact: 7,
    segment: 'vip' as Explained['segment'],
    title: 'VIP customers',
    asOf: '2026-04-01T12:00:00.000Z',
    member: false,
    smallestChange: ['vip when.all[0]'],
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
            latest: [{ type: 'order_placed', at: '2026-03-20T08:00:00.000Z', properties }],
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

    no   all  when
    no     attribute: region, is: California  when.all[0]
             region is missing
             yes with region passing "is: California"
    yes    event: order_placed, within: 30d  when.all[1]
             count is 2
             2026-03-20 08:00  order_placed  total: 20.00, order: A7
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
})
