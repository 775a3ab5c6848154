import { expect, test } from 'vitest'
import { buildCatalog, days, type Instant, instant, type SegmentId } from '../../src/schema/index.ts'
import {
  cardMarkdown,
  createRandom,
  kindOf,
  type ScoreContext,
  type ScoreDefinition,
  scoreColumns,
  scoreSchema,
  trainScore,
} from '../../src/scores/index.ts'
import { resolveSegments } from '../../src/segments/index.ts'
import type { WorldEvent } from '../../src/segments/reference/index.ts'
import type { ScoreColumn } from '../../src/store/index.ts'
import { arrayFactStore } from '../segments/array-fact-store.ts'
import { columnsOf } from './columns-of.ts'

type RecommendationsDefinition = Extract<ScoreDefinition, { kind: 'recommendations' }>

const catalog = buildCatalog({
  events: {
    order_placed: { properties: { product: 'text' } },
    product_viewed: { properties: { title: 'text' } },
  },
})
const now = instant(Date.UTC(2026, 5, 1))
const CONTACTS = 240
/** The last contact has never done anything. */
const IDLE = CONTACTS + 1
const PRODUCTS = 12

/** Even contacts look at outdoor gear, odd ones at kitchen things; what they look at most they buy. */
function shop(): WorldEvent[] {
  const random = createRandom(7)
  const events: WorldEvent[] = []
  const add = (contactNo: number, type: string, daysAgo: number, properties: WorldEvent['properties']) => {
    const at = Math.round(now - daysAgo * days(1))
    events.push({ eventId: BigInt(events.length), type, contactNo, at, properties })
  }
  for (let contact = 1; contact <= CONTACTS; contact += 1) {
    const kind = contact % 2 === 0 ? 'outdoor' : 'kitchen'
    for (let view = 0; view < 8; view += 1) {
      const product = `${kind}-${Math.floor(PRODUCTS * random())}`
      const properties = {
        product,
        category: kind,
        url: `https://shop.example/${product}`,
        title: `The ${product}`,
      }
      add(contact, 'product_viewed', 200 * random(), properties)
      if (random() < 0.2) add(contact, 'order_placed', 100 * random(), { product, total: '10' })
    }
  }
  return events
}

const events = shop()

function contextOf(happened: readonly WorldEvent[] = events, contacts = IDLE): ScoreContext {
  const everybody = Array.from({ length: contacts }, (_, i) => ({ contactNo: i + 1, attributes: {} }))
  const resolved = resolveSegments(
    [
      {
        id: 'outdoor' as SegmentId,
        title: 'Outdoor',
        when: { event: 'product_viewed', where: { category: 'outdoor' }, count: { at_least: 7 } },
      },
    ],
    catalog,
  )
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems))
  return {
    name: 'picks',
    catalog,
    segments: resolved.value,
    facts: arrayFactStore(
      { contacts: everybody, events: happened },
      { currency: 'USD', attributes: catalog.attributes },
    ),
    currency: 'USD',
    timeZone: 'UTC',
    now,
    firstEventAt: Math.min(...happened.map(({ at }) => at), now) as Instant,
    seed: 11,
  }
}

const DEFINITION: RecommendationsDefinition = {
  kind: 'recommendations',
  event: 'product_viewed',
  bought: 'order_placed',
  show: ['title', 'url'],
}

async function serve(definition: ScoreDefinition, context = contextOf()) {
  const trained = await trainScore(definition, context, null)
  const document = JSON.parse(JSON.stringify(trained.document)) as typeof trained.document
  expect(document).toEqual(trained.document)
  const columns = await columnsOf(document, context)
  expect(columns.map(({ name }) => name).sort()).toEqual(
    [...scoreColumns(new Map([['picks', definition]])).keys()].sort(),
  )
  return { ...trained, columns }
}

const told = (columns: readonly ScoreColumn[], name: string, contact: number) => {
  const column = columns.find(each => each.name === name)
  return column?.values[column.contactNo.indexOf(contact)] ?? null
}

test('who often looks at outdoor gear gets outdoor gear that it has not bought, with title and address (W30)', async () => {
  const { columns, card, document } = await serve(DEFINITION)
  expect(card.verdict).toEqual({ enough: true })
  expect(card.metrics.ndcg_at_10).toBeGreaterThan(0.2)
  const again = await trainScore(DEFINITION, contextOf(), null)
  expect(JSON.stringify(again.document)).toBe(JSON.stringify(document))
  for (const contact of [2, 4, 100]) {
    const bought = events.filter(event => event.contactNo === contact && event.type === 'order_placed')
    for (const place of [1, 2, 3]) {
      const product = told(columns, `picks_${place}`, contact)
      expect(product).toMatch(/^outdoor-/)
      expect(bought.map(({ properties }) => properties.product)).not.toContain(product)
      expect(told(columns, `picks_${place}_title`, contact)).toBe(`The ${product}`)
      expect(told(columns, `picks_${place}_url`, contact)).toBe(`https://shop.example/${product}`)
    }
    expect(told(columns, 'picks', contact)).toBe('history')
  }
  expect(told(columns, 'picks_1', 1)).toMatch(/^kitchen-/)
  expect(told(columns, 'picks', IDLE)).toBe('trend')
  expect(told(columns, 'picks_1', IDLE)).not.toBeNull()
  expect(cardMarkdown(card, { version: 1, role: 'champion' })).not.toMatch(/NaN|undefined|\[object/)
})

test('a penalty may be chosen by what came later, and a model be asked for', async () => {
  const { card } = await serve({ ...DEFINITION, model: 'ease', lambda: [5, 50, 500] })
  expect(card.tables[0]?.rows.map(([kind, lambda]) => [kind, lambda])).toEqual([
    ['ease', 5],
    ['ease', 50],
    ['ease', 500],
    ['popular', null],
  ])
  const likeness = await serve({ ...DEFINITION, model: 'item_knn' })
  expect(likeness.card.tables[0]?.title).toContain('Served by item_knn')
})

test('one contact, one item, nobody: what is trending or nothing, and a verdict', async () => {
  const one = events.filter(event => event.contactNo === 2).slice(0, 1)
  const { columns, card } = await serve(DEFINITION, contextOf(one, 3))
  expect(card.verdict).toMatchObject({ enough: false })
  expect(told(columns, 'picks_1', 1)).toBe(one[0]?.properties.product)
  expect(told(columns, 'picks_2', 1)).toBeNull()
  const empty = await serve(DEFINITION, contextOf([], 2))
  expect(told(empty.columns, 'picks', 1)).toBeNull()
  expect(told(empty.columns, 'picks_1', 1)).toBeNull()
})

test('who had everything gets nothing again', async () => {
  const all = [1, 2].flatMap(contactNo =>
    ['a', 'b'].map((product, index) => ({
      eventId: BigInt(10 * contactNo + index),
      type: 'product_viewed',
      contactNo,
      at: now - days(1),
      properties: { product },
    })),
  )
  const { columns } = await serve({ kind: 'recommendations', event: 'product_viewed' }, contextOf(all, 2))
  expect([told(columns, 'picks', 1), told(columns, 'picks_1', 1)]).toEqual([null, null])
})

test('names that do not exist are told, and definitions are checked', () => {
  const needs = (more: Partial<RecommendationsDefinition>) => () =>
    kindOf(DEFINITION).needs({ ...DEFINITION, ...more }, { catalog, segments: [] })
  expect(needs({})().events).toEqual(
    new Map([
      ['product_viewed', new Set(['product', 'title', 'url'])],
      ['order_placed', new Set(['product'])],
    ]),
  )
  expect(needs({ event: 'product_view' })).toThrow('"product_viewed"')
  expect(needs({ event: 'email_opened' })).toThrow('no text "product"')
  expect(needs({ item: 'price' })).toThrow('no text "price"')
  expect(needs({ show: ['image'] })).toThrow('"image"')
  for (const wrong of [{ count: 0 }, { count: 11 }, { lambda: 0 }, { show: [] }, { model: 'magic' }])
    expect(scoreSchema.safeParse({ ...DEFINITION, ...wrong }).success).toBe(false)
  expect(scoreSchema.parse({ ...DEFINITION, count: 10 })).toEqual({ ...DEFINITION, count: 10 })
})

test('a lookalike scores everybody but the seed, and finds those who are like it', async () => {
  const { segments } = contextOf()
  expect(segments).toHaveLength(1)
  const definition: ScoreDefinition = {
    kind: 'lookalike',
    segment: 'outdoor',
    candidates: ['logistic'],
    features: {
      views: { event: 'product_viewed', count: true },
      orders: { event: 'order_placed', count: true },
    },
  }
  const { card, columns } = await serve(definition)
  // All even contacts are the seed: 120, which is too few.
  expect(card.verdict).toMatchObject({ reason: expect.stringContaining('120 seeds, 125 needed') })
  expect(told(columns, 'picks', 1)).toBeNaN()
})
