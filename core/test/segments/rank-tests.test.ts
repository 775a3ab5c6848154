import { describe, expect, test } from 'vitest'
import { formatProblem, parseSegments, rank, resolveSegments } from '../../src/segments/index.ts'
import { CATALOG } from './people.ts'

describe('refused', () => {
  const problemsOf = (condition: string): string => {
    const file = parseSegments(`id: x\ntitle: X\nwhen: { ${condition} }`, 'f.yaml')
    if (!file.ok) return file.problems.map(formatProblem).join('\n')
    const result = resolveSegments(file.definitions, CATALOG)
    return result.ok ? '' : result.problems.map(formatProblem).join('\n')
  }
  test.each([
    ['rank: { attribute: age }', 'expected one of top and bottom'],
    ['rank: { attribute: age }, top: 20%, bottom: 20%', 'expected one of top and bottom'],
    ['rank: { attribute: age }, top: 20', 'such as 20% or 0.2'],
    ['rank: { attribute: age }, top: 100%', 'such as 20% or 0.2'],
    ['rank: { attribute: age }, top: 0%', 'more than nothing'],
    ['rank: { attribute: agee }, top: 20%', 'Did you mean "age"?'],
    [
      'rank: { attribute: region }, top: 20%',
      'a rank needs number or money or instant or date, and this is text',
    ],
    ['rank: { event: order_placed }, top: 20%', 'expected one of count: true'],
    ['rank: { event: order_placed, last: category }, top: 20%', 'this is text'],
    ['rank: { segment: x }, top: 20%', 'expected what to rank by'],
    ['rank: { attribute: age }, top: 20%, ties: some', 'when.ties'],
    ['rank: { attribute: age }, top: 20%, among: buyers', 'expected everyone'],
  ])('%s', (condition, words) => {
    expect(problemsOf(condition)).toContain(words)
  })
})

test('the builder says the same', () => {
  expect(rank({ event: 'order_placed', sum: 'total' }, { top: '20%', ties: 'out' })).toEqual({
    rank: { event: 'order_placed', sum: 'total' },
    top: '20%',
    ties: 'out',
  })
})
