import { describe, expect, test } from 'vitest'
import { event, formatProblem, parseSegments, resolveSegments, sequence } from '../../src/segments/index.ts'
import { CATALOG } from './people.ts'

describe('refused', () => {
  const problemsOf = (condition: string): string => {
    const file = parseSegments(`id: x\ntitle: X\nwhen: { ${condition} }`, 'f.yaml')
    if (!file.ok) return file.problems.map(formatProblem).join('\n')
    const result = resolveSegments(file.definitions, CATALOG)
    return result.ok ? '' : result.problems.map(formatProblem).join('\n')
  }
  const steps = (count: number) => Array.from({ length: count }, () => '{ event: order_placed }').join(', ')
  test.each([
    ['event: order_placed, nth: { number: 3 }', 'expected a test of the value too'],
    ['event: order_placed, nth: { number: 0, exists: true }', 'nth.number'],
    ['event: order_placed, nth: { number: 101, exists: true }', 'nth.number'],
    ['event: order_placed, nth: { number: 3, latest: true, exists: true }', 'only with "span"'],
    ['event: order_placed, nth: { number: 3, span: 1y, exists: true }', 'nth.span'],
    ['event: order_placed, nth: { number: 3, is: 5 }', '"is" does not go with a moment'],
    [`sequence: [${steps(1)}]`, 'at least two steps'],
    [`sequence: [${steps(9)}]`, 'at most 8 steps'],
    [
      'sequence: [{ no_event: cart_added }, { event: order_placed }]',
      'when.sequence[0]: a sequence begins with an event',
    ],
    ['sequence: [{ event: cart_added }, { no_event: order_placed }]', 'when.sequence[1]: expected "within"'],
    ['sequence: [{ event: cart_added, within: 1d }, { event: order_placed }]', 'this is the first'],
    [
      'sequence: [{ event: cart_added }, { no_event: order_placed, within: 1h }, { event: cart_added }]',
      'lasts until the second',
    ],
    [
      'sequence: [{ event: cart_added }, { no_event: order_placed }, { no_event: email_opened }, { event: cart_added }]',
      'one list',
    ],
    ['sequence: [{ event: cart_aded }, { event: order_placed }]', 'Did you mean "cart_added"?'],
    [
      'sequence: [{ event: cart_added, where: { catgory: a } }, { event: order_placed }]',
      'when.sequence[0].where.catgory: cart_added has no property',
    ],
    ['sequence: [{ evnt: cart_added }, { event: order_placed }]', 'expected a step'],
  ])('%s', (condition, words) => {
    expect(problemsOf(condition)).toContain(words)
  })

  test('at the limits, it is not', () => {
    expect(problemsOf(`sequence: [${steps(8)}], within: 36500d`)).toBe('')
    expect(
      problemsOf('event: order_placed, nth: { number: 100, span: 1m, latest: true, older_than: 1d }'),
    ).toBe('')
  })
})

test('the builder says the same', () => {
  expect([
    event('order_placed').nth(3, { span: '30d', latest: true }).within('7d'),
    sequence([{ event: 'cart_added' }, { no_event: 'order_placed', within: '1h' }], { within: '7d' }),
  ]).toEqual([
    { event: 'order_placed', nth: { number: 3, span: '30d', latest: true, within: '7d' } },
    { sequence: [{ event: 'cart_added' }, { no_event: 'order_placed', within: '1h' }], within: '7d' },
  ])
})
