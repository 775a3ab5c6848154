import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createRandom,
  type Interactions,
  interactionsOf,
  judgeRecommendations,
  recommendWith,
  trainRecommender,
} from '../../src/scores/index.ts'
import { invertSymmetric } from '../../src/scores/recommend/symmetric-inverse.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY = 86_400_000

/** Pairs as `[contact, item, days ago]`. */
function pairs(told: readonly (readonly [number, string, number?])[]): Interactions {
  const ids = [...new Set(told.map(([, item]) => item))]
  return interactionsOf(ids, {
    contact: Uint32Array.from(told, ([contact]) => contact),
    code: Uint32Array.from(told, ([, item]) => ids.indexOf(item)),
    lastAt: Float64Array.from(told, ([, , ago = 1]) => NOW - ago * DAY),
  })
}

const ITEMS = 8

/** Half of the contacts have things for the mountains, half for the kitchen, each item's number from 0. */
function twoWorlds(contacts = 200): Interactions {
  const random = createRandom(3)
  const told: [number, string, number][] = []
  for (let contact = 1; contact <= contacts; contact += 1) {
    const world = contact % 2 === 0 ? 'mountain' : 'kitchen'
    for (let item = 0; item < ITEMS; item += 1)
      if (random() < 0.5) told.push([contact, `${world}-${item}`, 1 + 100 * random()])
  }
  return pairs(told)
}

const idsOf = (items: readonly string[], places: readonly number[]) => places.map(place => items[place])

test.each(['ease', 'item_knn'] as const)('%s: who has things for the mountains gets more of them', kind => {
  const recommender = trainRecommender(twoWorlds(), { now: NOW, kind, lambda: 10 })
  expect(recommender).toMatchObject({ kind, verdict: { enough: true } })
  const stored = JSON.parse(JSON.stringify(recommender)) as typeof recommender
  expect(stored).toEqual(recommender)
  const had = ['mountain-0', 'mountain-1', 'mountain-2'].map(id => stored.items.indexOf(id))
  const { items, by } = recommendWith(stored, 5)({ items: had, without: had })
  expect(by).toBe('history')
  expect(new Set(idsOf(stored.items, items))).toEqual(
    new Set([3, 4, 5, 6, 7].map(item => `mountain-${item}`)),
  )
})

test('who has nothing gets what many had of late, who has everything gets nothing', () => {
  const recommender = trainRecommender(
    pairs([
      [1, 'old', 300],
      [2, 'old', 300],
      [3, 'new', 1],
    ]),
    { now: NOW },
  )
  expect(recommender.kind).toBe('popular')
  const recommend = recommendWith(recommender, 10)
  const nothing = recommend({ items: [], without: [] })
  expect(nothing).toEqual({ items: [0, 1], by: 'trend' })
  expect(idsOf(recommender.items, nothing.items)).toEqual(['new', 'old'])
  expect(recommend({ items: [0, 1], without: [0, 1] })).toEqual({ items: [], by: 'trend' })
})

test('few contacts and few items carry no model, and the verdict counts them', () => {
  const reason = (interactions: Interactions) => {
    const { verdict, kind } = trainRecommender(interactions, { now: NOW, kind: 'ease' })
    expect(kind).toBe('popular')
    return verdict.enough ? '' : verdict.reason
  }
  expect(reason(pairs([]))).toContain('0 contacts with two items or more, 100 needed')
  expect(reason(pairs([[1, 'a']]))).toContain('0 contacts')
  expect(
    reason(
      pairs([
        [1, 'a'],
        [1, 'b'],
      ]),
    ),
  ).toContain('0 contacts')
  const everybody = Array.from({ length: 150 }, (_, i) => i + 1)
  expect(reason(pairs(everybody.flatMap(no => [[no, 'a'] as const, [no, 'b'] as const])))).toContain(
    '2 items',
  )
  expect(trainRecommender(twoWorlds(99), { now: NOW }).verdict.enough).toBe(false)
})

test('equal weights are decided by the ids, whatever order the pairs come in', () => {
  const told = ['z', 'y', 'x', 'w', 'v'].flatMap(item =>
    [1, 2, 3].map(contact => [contact, item, 5] as const),
  )
  const { items, trending } = trainRecommender(pairs(told), { now: NOW })
  expect(idsOf(items, trending)).toEqual(['v', 'w', 'x', 'y', 'z'])
  const random = createRandom(1)
  const shuffled = told.toSorted(() => random() - 0.5)
  expect(trainRecommender(pairs(shuffled), { now: NOW })).toEqual(trainRecommender(pairs(told), { now: NOW }))
})

test('ids of any kind are told apart and come back as they are', () => {
  const ids = [
    '__proto__',
    "'; drop table",
    '',
    ' ',
    '\u{1F525}',
    'a'.repeat(10_000),
    '0',
    '00',
    'constructor',
  ]
  const { items, trending } = trainRecommender(pairs(ids.map(id => [1, id] as const)), { now: NOW })
  expect(new Set(idsOf(items, trending))).toEqual(new Set(ids))
})

test('quality is that of a perfect list where nothing better is possible', () => {
  const before = pairs([
    [1, 'a'],
    [2, 'b'],
    [3, 'a'],
    [3, 'b'],
  ])
  const after = pairs([
    [1, 'a'],
    [1, 'b'],
    [2, 'b'],
    [9, 'a'],
  ])
  const recommender = trainRecommender(before, { now: NOW })
  expect(judgeRecommendations(recommender, { before, after })).toEqual({
    contacts: 1,
    ndcg: 1,
    recall: 1,
    hit: 1,
    coverage: 1,
  })
  expect(judgeRecommendations(recommender, { before, after: before }).ndcg).toBeNull()
})

const LONG = process.env.ESPLANADE_TEST_LONG === '1'

test('nothing that was had is recommended, nothing twice, and never more than asked', () => {
  const pair = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(...'abcdefghij'.split('')))
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (told, most) => {
      const interactions = pairs(told)
      const recommender = trainRecommender(interactions, { now: NOW })
      const recommend = recommendWith(recommender, most)
      for (const contact of new Set(told.map(([no]) => no))) {
        const had = [
          ...new Set(told.filter(([no]) => no === contact).map(([, id]) => recommender.items.indexOf(id))),
        ]
        const { items } = recommend({ items: had, without: had })
        expect(new Set(items).size).toBe(items.length)
        expect(items.filter(item => had.includes(item))).toEqual([])
        expect(items.length).toBe(Math.min(most, recommender.items.length - had.length))
      }
    }),
    { numRuns: LONG ? 1_000 : 50 },
  )
})

test.each([1, 2, 5, 63, 64, 65, 130, 131])(
  'the inverse of %i rows times the matrix is the identity',
  size => {
    const random = createRandom(size)
    const factor = Float64Array.from({ length: size * size }, () => random() - 0.5)
    const matrix = new Float64Array(size * size)
    for (let i = 0; i < size; i += 1)
      for (let j = 0; j < size; j += 1) {
        let sum = i === j ? 1 : 0
        for (let k = 0; k < size; k += 1) sum += (factor[i * size + k] ?? 0) * (factor[j * size + k] ?? 0)
        matrix[i * size + j] = sum
      }
    const inverse = matrix.slice()
    invertSymmetric(inverse)
    let away = 0
    for (let i = 0; i < size; i += 1)
      for (let j = 0; j < size; j += 1) {
        let sum = i === j ? -1 : 0
        for (let k = 0; k < size; k += 1) sum += (inverse[i * size + k] ?? 0) * (matrix[k * size + j] ?? 0)
        away = Math.max(away, Math.abs(sum))
      }
    expect(away).toBeLessThan(1e-10)
  },
)
