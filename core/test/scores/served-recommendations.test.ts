import { expect, test } from 'vitest'
import { buildCatalog, type ConnectionId, days } from '../../src/schema/index.ts'
import {
  cardMarkdown,
  kindOf,
  type ScoreDefinition,
  scoreSchema,
  trainScore,
} from '../../src/scores/index.ts'
import type { WorldEvent } from '../../src/segments/reference/index.ts'
import type { StoredProduct } from '../../src/store/index.ts'
import { contextOf, happenings, NOW, scoreOf, serve } from './served-world.ts'

type RecommendationsDefinition = Extract<ScoreDefinition, { kind: 'recommendations' }>

const catalog = buildCatalog({
  events: {
    order_placed: { properties: { product: 'text' } },
    product_viewed: { properties: { title: 'text' } },
  },
})
const CONTACTS = 240
/** The last contact has never done anything. */
const IDLE = CONTACTS + 1
const PRODUCTS = 12

/** Even contacts look at outdoor gear, odd ones at kitchen things; what they look at most they buy. */
const events = happenings((add, random) => {
  for (let contact = 1; contact <= CONTACTS; contact += 1) {
    const kind = contact % 2 === 0 ? 'outdoor' : 'kitchen'
    for (let view = 0; view < 8; view += 1) {
      const product = `${kind}-${Math.floor(PRODUCTS * random())}`
      const url = `https://shop.example/${product}`
      const properties = { product, category: kind, url, title: `The ${product}` }
      add(contact, 'product_viewed', 200 * random(), properties)
      if (random() < 0.2) add(contact, 'order_placed', 100 * random(), { product, total: '10' })
    }
  }
})

const shop = (happened: readonly WorldEvent[] = events, contacts = IDLE) =>
  contextOf({ name: 'picks', catalog, events: happened, contacts })

const DEFINITION: RecommendationsDefinition = {
  kind: 'recommendations',
  event: 'product_viewed',
  bought: 'order_placed',
  show: ['title', 'url'],
}

test('who often looks at outdoor gear gets outdoor gear that it has not bought, with title and address (W30)', async () => {
  const { columns, card, document } = await serve(DEFINITION, shop())
  expect(card.verdict).toEqual({ enough: true })
  expect(card.metrics.ndcg_at_10).toBeGreaterThan(0.2)
  const again = await trainScore(DEFINITION, shop(), null)
  expect(JSON.stringify(again.document)).toBe(JSON.stringify(document))
  for (const contact of [2, 4, 100]) {
    const bought = events.filter(event => event.contactNo === contact && event.type === 'order_placed')
    for (const place of [1, 2, 3]) {
      const product = scoreOf(columns, `picks_${place}`, contact)
      expect(product).toMatch(/^outdoor-/)
      expect(bought.map(({ properties }) => properties.product)).not.toContain(product)
      expect(scoreOf(columns, `picks_${place}_title`, contact)).toBe(`The ${product}`)
      expect(scoreOf(columns, `picks_${place}_url`, contact)).toBe(`https://shop.example/${product}`)
    }
    expect(scoreOf(columns, 'picks', contact)).toBe('history')
  }
  expect(scoreOf(columns, 'picks_1', 1)).toMatch(/^kitchen-/)
  expect(scoreOf(columns, 'picks', IDLE)).toBe('trend')
  expect(scoreOf(columns, 'picks_1', IDLE)).not.toBeNull()
  expect(cardMarkdown(card, { version: 1, role: 'champion' })).not.toMatch(/NaN|undefined|\[object/)
})

test('catalogues of shops say what stands beside an item, and events where these are silent', async () => {
  const listing = { categories: [], price: null, currency: null, url: null, image: null, changedAt: null }
  const connection = 'shop' as ConnectionId
  const listed = new Map<string, readonly StoredProduct[]>([
    // Of two shops the first that says something is believed.
    [
      'outdoor-1',
      [
        { ...listing, connection, id: 'outdoor-1', title: 'outdoor-1', image: '' },
        { ...listing, connection, id: 'outdoor-1', title: 'A tent', image: 'https://shop.example/tent.jpg' },
      ],
    ],
    ['outdoor-2', [{ ...listing, connection, id: 'outdoor-2', title: '', categories: ['hiking', 'sale'] }]],
  ])
  const products = { productsOf: async (ids: readonly string[]) => ids.flatMap(id => listed.get(id) ?? []) }
  const definition = { ...DEFINITION, show: ['title', 'image', 'category'], count: 10 }
  const { columns, card } = await serve(definition, { ...shop(), products })
  const beside = new Map<string, unknown[]>()
  for (let contact = 1; contact <= CONTACTS; contact += 1)
    for (let place = 1; place <= 10; place += 1)
      beside.set(
        String(scoreOf(columns, `picks_${place}`, contact)),
        definition.show.map(name => scoreOf(columns, `picks_${place}_${name}`, contact)),
      )
  expect(beside.get('outdoor-1')).toEqual(['A tent', 'https://shop.example/tent.jpg', 'outdoor'])
  expect(beside.get('outdoor-2')).toEqual(['The outdoor-2', null, 'hiking'])
  expect(beside.get('kitchen-3')).toEqual(['The kitchen-3', null, 'kitchen'])
  expect(card.warnings).toEqual([
    'of 24 items 23 have no "image", neither in a shop\'s catalogue nor in the events',
  ])
})

test('a penalty may be chosen by what came later, and a model be asked for', async () => {
  const { card } = await serve({ ...DEFINITION, model: 'ease', lambda: [5, 50, 500] }, shop())
  expect(card.tables[0]?.rows.map(([kind, lambda]) => [kind, lambda])).toEqual([
    ['ease', 5],
    ['ease', 50],
    ['ease', 500],
    ['popular', null],
  ])
  const likeness = await serve({ ...DEFINITION, model: 'item_knn' }, shop())
  expect(likeness.card.tables[0]?.title).toContain('Served by item_knn')
})

test('one contact, one item, nobody: what is trending or nothing, and a verdict', async () => {
  const one = events.filter(event => event.contactNo === 2).slice(0, 1)
  const { columns, card } = await serve(DEFINITION, shop(one, 3))
  expect(card.verdict).toMatchObject({ enough: false })
  expect(scoreOf(columns, 'picks_1', 1)).toBe(one[0]?.properties.product)
  expect(scoreOf(columns, 'picks_2', 1)).toBeNull()
  const empty = await serve(DEFINITION, shop([], 2))
  expect(scoreOf(empty.columns, 'picks', 1)).toBeNull()
  expect(scoreOf(empty.columns, 'picks_1', 1)).toBeNull()
})

test('who had everything gets nothing again', async () => {
  const all = [1, 2].flatMap(contactNo =>
    ['a', 'b'].map((product, index) => ({
      eventId: BigInt(10 * contactNo + index),
      type: 'product_viewed',
      contactNo,
      at: NOW - days(1),
      properties: { product },
    })),
  )
  const { columns } = await serve({ kind: 'recommendations', event: 'product_viewed' }, shop(all, 2))
  expect([scoreOf(columns, 'picks', 1), scoreOf(columns, 'picks_1', 1)]).toEqual([null, null])
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
  expect(needs({ show: ['image'] })).not.toThrow()
  expect(needs({ show: ['colour'] })).toThrow('"colour" to show; catalogues of shops have title, url, image')
  for (const wrong of [{ count: 0 }, { count: 11 }, { lambda: 0 }, { show: [] }, { model: 'magic' }])
    expect(scoreSchema.safeParse({ ...DEFINITION, ...wrong }).success).toBe(false)
  expect(scoreSchema.parse({ ...DEFINITION, count: 10 })).toEqual({ ...DEFINITION, count: 10 })
})
