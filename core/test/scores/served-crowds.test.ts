import { expect, test } from 'vitest'
import { type ScoreDefinition, scoreSchema, trainScore } from '../../src/scores/index.ts'
import { columnsOf, contextOf, happenings, scoreOf, serve } from './served-world.ts'

const CONTACTS = 300

/** 120 order about ten times, 100 once, and 80 anything far between: each of them alone. */
const events = happenings((add, random) => {
  for (let contact = 1; contact <= CONTACTS; contact += 1) {
    const orders = contact <= 120 ? 9 + (contact % 3) : contact <= 220 ? 1 : 20 + 3 * (contact - 220)
    for (let order = 0; order < orders; order += 1)
      add(contact, 'order_placed', 300 * random(), { total: '10' })
  }
})
const shop = () => contextOf({ events, contacts: CONTACTS })

type ClustersDefinition = Extract<ScoreDefinition, { kind: 'clusters' }>
const DEFINITION: ClustersDefinition = {
  kind: 'clusters',
  method: 'dbscan',
  crowds: { reach: 0.03, neighbours: 10 },
  features: { orders: { event: 'order_placed', count: true } },
  outliers: 'keep',
}

test('crowds are clusters, and who is in none has no name', async () => {
  const { card, columns, document } = await serve(DEFINITION, shop())
  expect(card.verdict).toEqual({ enough: true })
  expect(card.tables[0]?.rows.map(([no, , contacts]) => [no, contacts])).toEqual([
    [1, 120],
    [2, 100],
  ])
  expect(card.metrics).toMatchObject({ clusters: 2, core_contacts: 220, without_cluster: 80 })
  expect(card.metrics).not.toHaveProperty('k_by_gap')
  const [often, once] = [scoreOf(columns, 'mine', 1), scoreOf(columns, 'mine', 121)]
  expect(new Set([often, once]).size).toBe(2)
  for (let contact = 1; contact <= CONTACTS; contact += 1)
    expect(scoreOf(columns, 'mine', contact)).toBe(contact <= 120 ? often : contact <= 220 ? once : null)
  // Who comes later is placed by the nearest of them.
  const newcomers = happenings(add => {
    for (const [place, orders] of [1, 10, 40].entries())
      for (let order = 0; order < orders; order += 1)
        add(CONTACTS + 1 + place, 'order_placed', 1 + order, { total: '10' })
  }).map((event, i) => ({ ...event, eventId: BigInt(1_000_000 + i) }))
  const later = contextOf({ events: [...events, ...newcomers], contacts: CONTACTS + 3 })
  const again = await columnsOf(document, later)
  expect([301, 302, 303].map(contact => scoreOf(again, 'mine', contact))).toEqual([once, often, null])
  // The same rows give the same bytes.
  expect(JSON.stringify((await trainScore(DEFINITION, shop(), null)).document)).toBe(JSON.stringify(document))
})

test('without a crowd large enough the verdict says how near contacts are', async () => {
  const { card, columns } = await serve({ ...DEFINITION, crowds: { reach: 0.03, neighbours: 150 } }, shop())
  expect(card.verdict).toMatchObject({
    enough: false,
    reason: expect.stringMatching(
      /^no crowd of at least 50 contacts lies within a reach of 0\.03; half of the contacts have 150 within [\d.]+, themselves included$/,
    ),
  })
  expect(scoreOf(columns, 'mine', 1)).toBeNull()
})

test('more contacts than a model keeps are refused, with what to take', async () => {
  const many = happenings(add => {
    for (let contact = 1; contact <= 20_001; contact += 1)
      add(contact, 'order_placed', contact % 300, { total: '10' })
  })
  const features = { recency: { event: 'order_placed', last: 'at' } } as const
  const { card } = await trainScore(
    { ...DEFINITION, features },
    contextOf({ events: many, contacts: 20_001 }),
    null,
  )
  expect(card.verdict).toMatchObject({ reason: expect.stringMatching(/20001 .* 20000 .* k-means$/) })
}, 60_000)

test('what a crowd is has to be told, and nothing beside it', () => {
  const problem = (change: object) =>
    scoreSchema.safeParse({ ...DEFINITION, ...change }).error?.issues[0]?.message
  expect(scoreSchema.parse(DEFINITION)).toEqual(DEFINITION)
  expect(problem({ crowds: undefined })).toBeDefined()
  const { crowds: _, ...untold } = DEFINITION
  expect(scoreSchema.safeParse(untold).error?.issues[0]?.message).toContain('expected "crowds"')
  expect(problem({ method: 'ward' })).toContain('with no other')
  expect(problem({ k: 3 })).toContain('as many clusters as there are crowds')
})
