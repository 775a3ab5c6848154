import { describe, expect, test } from 'vitest'
import { event, formatProblem, parseSegments, resolveSegments } from '../../src/segments/index.ts'
import { CATALOG } from './people.ts'

describe('refused', () => {
  const problemsOf = (condition: string): string => {
    const file = parseSegments(`id: x\ntitle: X\nwhen: { ${condition} }`, 'f.yaml')
    if (!file.ok) return file.problems.map(formatProblem).join('\n')
    const result = resolveSegments(file.definitions, CATALOG)
    return result.ok ? '' : result.problems.map(formatProblem).join('\n')
  }
  test.each([
    ['event: email_sent, rate: { with: email_opened }', 'expected a test of the value too'],
    ['event: email_sent, rate: { with: email_opend, is: 1 }', 'Did you mean "email_opened"?'],
    ['event: email_sent, rate: { with: email_opened, more_than: 80 }', 'write 0.8 or 80%'],
    ['event: email_sent, rate: { with: email_opened, more_than: 120% }', 'lies between 0 and 1'],
    ['event: email_sent, rate: { with: email_opened, more_than: much }', 'expected a number'],
    ['event: email_sent, rate: { with: email_opened, last: 0, is: 1 }', 'rate.last'],
    ['event: email_sent, rate: { with: email_opened, last: 101, is: 1 }', 'at most 100'],
    [
      'event: email_sent, rate: { with: email_opened, repeats: true, last: 3, is: 1 }',
      'leave one of them out',
    ],
    ['event: email_sent, matched: { with: order_placed, is: 1 }', 'order_placed has no property "message"'],
    ['event: email_sent, matched: { with: email_opened, by: mesage, is: 1 }', 'Did you mean "message"?'],
    ['event: email_sent, matched: { with: email_opened, is: 50% }', 'expected a number'],
    ['event: order_placed, share: { at_least: 0.5 }', 'share.where'],
    ['event: order_placed, share: { where: { categry: a }, at_least: 0.5 }', 'Did you mean "category"?'],
    ['event: order_placed, share: { where: {}, of: category, at_least: 0.5 }', '"sum" needs number or money'],
    ['event: order_placed, change: { less_than: 0 }', 'write "within" beside it'],
    ['event: order_placed, within: 30000d, change: { less_than: 0 }', 'impossible window'],
    ['event: order_placed, within: 30d, change: { less_than: -20 }', 'write -0.2 or -20%'],
    ['event: order_placed, count: 1, rate: { with: email_opened, is: 1 }', 'at most one of count'],
    ['event: order_placed, distinct: { of: at, is: "x" }', 'expected a number'],
  ])('%s', (condition, words) => {
    expect(problemsOf(condition)).toContain(words)
  })

  test.each([
    'event: email_sent, rate: { with: email_opened, last: 100, between: [0%, 100%] }',
    'event: email_sent, rate: { with: [email_opened, email_clicked], repeats: true, more_than: 150% }',
    'event: order_placed, within: 18250d, change: { at_least: -100% }',
  ])('%s is not', condition => {
    expect(problemsOf(condition)).toBe('')
  })
})

test('the builder says the same', () => {
  const sentLately = event('email_sent').within('90d')
  expect([
    sentLately.rate('email_opened', { of_at_least: 5 }).moreThan('80%'),
    sentLately.matched(['email_opened', 'email_clicked'], { last: 3 }).is(3),
    event('order_placed').share({ category: 'shoes' }, { of: 'total' }).atLeast(0.5),
    event('order_placed').within('30d').change().lessThan(0),
    event('order_placed').distinct('category').atLeast(3),
  ]).toEqual([
    { event: 'email_sent', within: '90d', rate: { with: 'email_opened', of_at_least: 5, more_than: '80%' } },
    {
      event: 'email_sent',
      within: '90d',
      matched: { with: ['email_opened', 'email_clicked'], last: 3, is: 3 },
    },
    { event: 'order_placed', share: { where: { category: 'shoes' }, of: 'total', at_least: 0.5 } },
    { event: 'order_placed', within: '30d', change: { less_than: 0 } },
    { event: 'order_placed', distinct: { of: 'category', at_least: 3 } },
  ])
})
