import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineDifference } from '../../src/segments/around/difference.ts'
import { definitionDifference } from '../../src/segments/index.ts'
import { parsed } from '../segments/people.ts'

const definition = (when: string) => {
  const [first] = parsed(`id: x\ntitle: X\nwhen: ${when}`)
  if (!first) throw new Error('This story has no segment.')
  return first
}

test('a changed number is one line', () => {
  const before = definition('{ event: order_placed, within: 30d, count: { at_least: 3 } }')
  const after = definition('{ count: { at_least: 5 }, event: order_placed, within: 30d }')
  expect(definitionDifference(before, after)).toEqual([
    { kind: 'same', text: 'title: X' },
    { kind: 'same', text: 'when:' },
    { kind: 'same', text: '  count:' },
    { kind: 'removed', text: '    at_least: 3' },
    { kind: 'added', text: '    at_least: 5' },
    { kind: 'same', text: '  event: order_placed' },
    { kind: 'same', text: '  within: 30d' },
  ])
  expect(definitionDifference(after, after).every(({ kind }) => kind === 'same')).toBe(true)
})

test('nothing before is all new, nothing after all gone', () => {
  const one = definition('{ attribute: city, is: Graz }')
  expect(new Set(definitionDifference(null, one).map(({ kind }) => kind))).toEqual(new Set(['added']))
  expect(new Set(definitionDifference(one, null).map(({ kind }) => kind))).toEqual(new Set(['removed']))
  expect(definitionDifference(null, null)).toEqual([])
})

test('taking the removed lines gives the one text, and the added ones the other', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const difference = lineDifference(before, after)
      const without = (kind: string) => difference.filter(line => line.kind !== kind).map(({ text }) => text)
      expect(without('added')).toEqual(before)
      expect(without('removed')).toEqual(after)
    }),
  )
})

test('texts too long to compare replace one another', () => {
  const long = Array.from({ length: 2_001 }, (_, index) => String(index))
  const kinds = lineDifference(long, long).map(({ kind }) => kind)
  expect(kinds).toEqual([...long.map(() => 'removed'), ...long.map(() => 'added')])
})
