import { expect, test } from 'vitest'
import { buildCatalog, type SegmentId } from '../../src/schema/index.ts'
import { type ScoreDefinition, trainScore } from '../../src/scores/index.ts'
import { resolveSegments } from '../../src/segments/index.ts'
import { contextOf, happenings, scoreOf, serve } from './served-world.ts'

const CONTACTS = 600
const catalog = buildCatalog()

/** Even contacts look at much, odd ones at little; every fourth, who looks at much, has bought: the seed. */
const events = happenings((add, random) => {
  for (let contact = 1; contact <= CONTACTS; contact += 1) {
    const keen = contact % 2 === 0
    for (let view = (keen ? 10 : 2) + Math.floor(4 * random()); view > 0; view -= 1)
      add(contact, 'page_viewed', 100 * random())
    if (contact % 4 === 0) add(contact, 'order_placed', 50 * random(), { total: '10' })
  }
})

function shop(people = CONTACTS) {
  const buyers = { id: 'buyers' as SegmentId, title: 'Buyers', when: { event: 'order_placed' } }
  const resolved = resolveSegments([buyers], catalog)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems))
  return contextOf({
    catalog,
    segments: resolved.value,
    events: events.filter(({ contactNo }) => contactNo <= people),
    contacts: people,
  })
}

const DEFINITION: ScoreDefinition = {
  kind: 'lookalike',
  segment: 'buyers',
  candidates: ['logistic'],
  features: { views: { event: 'page_viewed', count: true } },
}

test('a lookalike scores everybody but the seed, and finds those who are like it', async () => {
  const { card, columns, document } = await serve(DEFINITION, shop())
  expect(card.verdict).toEqual({ enough: true })
  expect(card.metrics).toMatchObject({ seeds: 150, rest: 450 })
  expect(card.metrics.lift_top_tenth).toBeGreaterThan(1.5)
  for (const contact of [4, 8, 600]) expect(scoreOf(columns, 'mine', contact)).toBeNaN()
  for (const alike of [2, 6, 598]) expect(scoreOf(columns, 'mine', alike)).toBeGreaterThan(0.5)
  for (const other of [1, 3, 599]) expect(scoreOf(columns, 'mine', other)).toBeLessThan(0.2)
  const again = await trainScore(DEFINITION, shop(), null)
  expect(JSON.stringify(again.document)).toBe(JSON.stringify(document))
})

test('one seed fewer than are needed, and nobody has a likeness', async () => {
  expect((await serve(DEFINITION, shop(500))).card.verdict).toEqual({ enough: true })
  const { card, columns } = await serve(DEFINITION, shop(496))
  expect(card.verdict).toMatchObject({ reason: expect.stringContaining('124 seeds, 125 needed') })
  expect(scoreOf(columns, 'mine', 1)).toBeNaN()
})
