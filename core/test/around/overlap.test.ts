import fc from 'fast-check'
import { expect, test } from 'vitest'
import { days, instant } from '../../src/schema/index.ts'
import {
  contactsToMask,
  inBoth,
  inNone,
  jaccard,
  maskToContacts,
  pareto,
  segmentWarnings,
  sharedCounts,
} from '../../src/segments/index.ts'

const SIZE = 100
const mask = (...contacts: readonly number[]) => contactsToMask(Uint32Array.from(contacts), SIZE)
const NOW = instant(Date.parse('2026-04-01T12:00:00Z'))
const warnings = (ids: readonly string[], shared: readonly (readonly number[])[]) =>
  segmentWarnings(
    ids.map(id => ({ id, evaluatedAt: NOW })),
    shared,
    NOW,
  )
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

test('counts, gaps and Jaccard are those of plain sets', () => {
  const contacts = fc.uniqueArray(fc.integer({ min: 0, max: SIZE - 1 }))
  fc.assert(
    fc.property(fc.array(contacts, { maxLength: 5 }), contacts, (lists, everybody) => {
      const sets = lists.map(list => new Set(list))
      const masks = lists.map(list => mask(...list))
      const counts = sharedCounts(masks)
      for (const [i, a] of sets.entries()) {
        for (const [j, b] of sets.entries()) {
          const shared = new Set([...a].filter(contact => b.has(contact)))
          expect(counts[i]?.[j]).toBe(shared.size)
          const both = inBoth(masks[i] ?? mask(), masks[j] ?? mask())
          expect(new Set(maskToContacts(both))).toEqual(shared)
          const either = new Set([...a, ...b]).size
          expect(jaccard(a.size, b.size, shared.size)).toBe(either === 0 ? 0 : shared.size / either)
        }
      }
      const nobodys = everybody.filter(contact => !sets.some(set => set.has(contact)))
      expect(new Set(maskToContacts(inNone(mask(...everybody), masks)))).toEqual(new Set(nobodys))
    }),
  )
})

test('masks of different lengths share what both have', () => {
  expect(sharedCounts([Uint32Array.of(3), Uint32Array.of(1, 1)])).toEqual([
    [2, 1],
    [1, 2],
  ])
  expect(sharedCounts([])).toEqual([])
})

test.each([
  [9, [{ kind: 'tiny', segment: 'a', members: 9 }]],
  [10, []],
])('a segment of %i members', (members, expected) => {
  expect(warnings(['a'], [[members]])).toEqual(expected)
})

test('two segments are nearly equal above 95 %, and not at it', () => {
  const both = (shared: number) => [
    [100, shared],
    [shared, shared],
  ]
  expect(warnings(['a', 'b'], both(95))).toEqual([])
  expect(warnings(['a', 'b'], both(96))).toEqual([{ kind: 'alike', segments: ['a', 'b'], jaccard: 0.96 }])
})

test('fifty segments are enough', () => {
  const warned = (count: number) => {
    const ids = range(0, count).map(String)
    return warnings(
      ids,
      ids.map((_, i) => ids.map((_, j) => (i === j ? 10 : 0))),
    )
  }
  expect(warned(50)).toEqual([])
  expect(warned(51)).toEqual([{ kind: 'too-many', segments: 51 }])
})

test('members that were computed more than two days ago are stale', () => {
  const warned = (agoMs: number) =>
    segmentWarnings([{ id: 'a', evaluatedAt: instant(NOW - agoMs) }], [[10]], NOW)
  expect(warned(days(2))).toEqual([])
  expect(warned(days(2) + 1)).toEqual([
    { kind: 'stale', segment: 'a', evaluatedAt: '2026-03-30T11:59:59.999Z', ageMs: days(2) + 1 },
  ])
})

test('W3: a Pareto table counts everybody once however many segments they are in', () => {
  const engagement = [0, 60, 20, 10, 10]
  const segments = [
    { id: 'few', mask: mask(3) },
    { id: 'most', mask: mask(1, 2) },
    { id: 'same', mask: mask(2, 3) },
    { id: 'none', mask: mask() },
  ]
  const { total, rows } = pareto(segments, mask(1, 2, 3, 4), contact => engagement[contact] ?? 0)
  expect(total).toBe(100)
  expect(rows.map(row => [row.segment, row.members, row.share, row.segmentsShare, row.cumulative])).toEqual([
    ['most', 2, 0.8, 0.25, 0.8],
    ['same', 2, 0.3, 0.5, 0.9],
    ['few', 1, 0.1, 0.75, 0.9],
    ['none', 0, 0, 1, 0.9],
  ])
  expect(pareto(segments, mask(), () => 0).rows[0]).toMatchObject({ share: 0, cumulative: 0 })
})
