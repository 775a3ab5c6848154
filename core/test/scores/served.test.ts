import { expect, test } from 'vitest'
import { buildCatalog, days, type Instant } from '../../src/schema/index.ts'
import {
  cardMarkdown,
  kindOf,
  type ScoreContext,
  type ScoreDefinition,
  scoreColumns,
  scoreSchema,
  trainScore,
} from '../../src/scores/index.ts'
import type { AttributeColumns, ScoreColumn } from '../../src/store/index.ts'
import { columnsOf, contextOf, happenings, NOW, scoreOf, serve } from './served-world.ts'

const catalog = buildCatalog()
const CONTACTS = 240
/** Fitting is iteration; a machine that does much else takes its time. */
const PATIENCE_MS = 60_000

/** Half of the contacts buy every few weeks and read their mails, the other half once, long ago. */
const events = happenings((add, random) => {
  for (let contact = 1; contact <= CONTACTS; contact += 1) {
    const keen = contact % 2 === 0
    for (let ago = 700 * random(); ago > 0; ago -= keen ? 15 + 30 * random() : 1_000)
      add(contact, 'order_placed', ago + (keen ? 0 : 200), { total: String(Math.round(10 + 50 * random())) })
    for (let mail = 0; mail < 12; mail += 1) {
      const message = `m${mail}`
      if (random() < (keen ? 0.8 : 0.1))
        add(contact, 'email_opened', 30 * mail + random(), { message, machine: random() < 0.1 })
    }
  }
})

function shop(before: readonly ScoreColumn[] = []): ScoreContext {
  const context = contextOf({ events, contacts: CONTACTS })
  const { facts } = context
  return {
    ...context,
    facts: { ...facts, attributes: async names => withScores(await facts.attributes(names), names, before) },
  }
}

/** What a store answers once the columns of a score were saved in it. */
function withScores(
  read: AttributeColumns,
  names: readonly string[],
  saved: readonly ScoreColumn[],
): AttributeColumns {
  const columns = new Map(read.columns)
  for (const { name, contactNo, values } of saved) {
    if (!names.includes(name) || values instanceof Float64Array) continue
    const dictionary = [...new Set(values.filter(value => value !== null))]
    const codes = new Int32Array(CONTACTS + 1).fill(-1)
    for (const [row, contact] of contactNo.entries()) codes[contact] = dictionary.indexOf(values[row] ?? '')
    columns.set(name, { type: 'text', codes, dictionary })
  }
  return { ...read, columns }
}

/** Trained once for all tests that look at it. */
const known = new Map<ScoreDefinition, ReturnType<typeof serve>>()
function served(definition: ScoreDefinition): ReturnType<typeof serve> {
  const result = known.get(definition) ?? serve(definition, shop())
  known.set(definition, result)
  return result
}

const DEFINITIONS: readonly ScoreDefinition[] = [
  {
    kind: 'clusters',
    k: 2,
    features: {
      orders: { event: 'order_placed', within: '365d', count: true },
      recency: { event: 'order_placed', last: 'at' },
    },
  },
  { kind: 'lifetime', event: 'order_placed', amount: 'total', horizon: '90d' },
  { kind: 'rfm', event: 'order_placed', amount: 'total' },
  { kind: 'engagement', weights: { email_opened: 1, order_placed: 5 } },
  { kind: 'propensity', event: 'order_placed', within: '60d', candidates: ['logistic'] },
]

test.each(DEFINITIONS.map(definition => [definition.kind, definition] as const))(
  '%s: the same data and seed give the same bytes, and a card that says what it is',
  async (kind, definition) => {
    const first = await served(definition)
    const again = await serve(definition, shop())
    expect(JSON.stringify(again.document)).toBe(JSON.stringify(first.document))
    expect(again.columns).toEqual(first.columns)
    expect(first.card).toMatchObject({ score: 'mine', kind, seed: 11, trainedAt: NOW })
    expect(first.card.verdict).toEqual({ enough: true })
    expect(JSON.stringify(first.card)).not.toContain('null,null,null')
    const page = cardMarkdown(first.card, { version: 3, role: 'champion' })
    expect(page).toContain('# mine, version 3 (champion)')
    expect(page).not.toMatch(/NaN|undefined|\[object/)
  },
  PATIENCE_MS,
)

test('clusters part who buys from who bought once, and keep their names from training to training', async () => {
  const definition = DEFINITIONS[0] as ScoreDefinition
  const { columns, document, context } = await served(definition)
  const labels = new Map([1, 2, 3, 4].map(contact => [contact, scoreOf(columns, 'mine', contact)]))
  expect(labels.get(1)).toBe(labels.get(3))
  expect(labels.get(2)).toBe(labels.get(4))
  expect(labels.get(1)).not.toBe(labels.get(2))
  const again = await trainScore(
    {
      ...definition,
      features: { orders: { event: 'order_placed', within: '365d', count: true } },
    } as ScoreDefinition,
    { ...shop(columns), seed: 99 },
    document,
  )
  const renamed = await columnsOf(again.document, context)
  for (const [contact, label] of labels) expect(scoreOf(renamed, 'mine', contact)).toBe(label)
  expect(again.card.metrics).toMatchObject({ arrived: 0, left: 0 })
})

test('a keen buyer is foreseen to buy, and who left is not', async () => {
  const { columns } = await served(DEFINITIONS[1] as ScoreDefinition)
  expect(scoreOf(columns, 'mine_purchases', 2)).toBeGreaterThan(0.5)
  expect(scoreOf(columns, 'mine_purchases', 1)).toBeLessThan(0.5)
  expect(scoreOf(columns, 'mine_next_days_low', 2)).toBeLessThan(
    Number(scoreOf(columns, 'mine_next_days_high', 2)),
  )
})

test('who never bought has no RFM score, and who bought once long ago is in the group of those', async () => {
  const { columns } = await served(DEFINITIONS[2] as ScoreDefinition)
  expect(scoreOf(columns, 'mine', 1)).toBe('once')
  expect(Number(scoreOf(columns, 'mine_f', 2))).toBeGreaterThan(Number(scoreOf(columns, 'mine_f', 1)))
})

test('engagement chooses its half-life by who acts next, when asked', async () => {
  const fixed = await served(DEFINITIONS[3] as ScoreDefinition)
  expect(Number(scoreOf(fixed.columns, 'mine', 2))).toBeGreaterThan(Number(scoreOf(fixed.columns, 'mine', 1)))
  const asked = await served({
    kind: 'engagement',
    weights: { email_opened: 1, order_placed: 5 },
    half_life: ['7d', '30d', '90d'],
  })
  expect(asked.card.tables.map(({ title }) => title)).toContain('Half-lives tried, at the earlier snapshot')
  expect([7, 30, 90]).toContain(asked.card.metrics.half_life_days)
})

test(
  'who buys every few weeks is likely to buy again, and churn is the other side of it',
  async () => {
    const { columns, card } = await served(DEFINITIONS[4] as ScoreDefinition)
    expect(Number(scoreOf(columns, 'mine', 2))).toBeGreaterThan(Number(scoreOf(columns, 'mine', 1)))
    expect(card.metrics.roc_auc).toBeGreaterThan(0.8)
    expect(card.tables.map(({ title }) => title)).toContain('Tenths of contacts, most likely first')
    const churn = await served({
      kind: 'propensity',
      no_event: 'order_placed',
      within: '60d',
      candidates: ['logistic'],
    })
    expect(Number(scoreOf(churn.columns, 'mine', 1))).toBeGreaterThan(
      Number(scoreOf(churn.columns, 'mine', 2)),
    )
    expect(churn.card.metrics.positives).toBe(card.contacts - Number(card.metrics.positives))
  },
  PATIENCE_MS,
)

test(
  'a model is compared with the one before on contacts that neither learned from',
  async () => {
    const definition = DEFINITIONS[4] as ScoreDefinition
    const { document } = await served(definition)
    const atOnce = await trainScore(definition, shop(), document)
    expect(atOnce.replaces).toEqual({ champion: true, because: 'there is nothing to compare it with' })
    const earlier = { ...shop(), now: (NOW - days(70)) as Instant }
    const before = await trainScore(definition, earlier, null)
    const later = await trainScore(definition, shop(), before.document)
    expect(later.replaces.because).toMatch(/^log loss \d\.\d{4} against \d\.\d{4}/)
  },
  PATIENCE_MS,
)

test('without enough history there is a rate and a verdict, never NaN', async () => {
  const young = { ...shop(), firstEventAt: (NOW - days(100)) as Instant }
  const definition = DEFINITIONS[4] as ScoreDefinition
  const { card, document, replaces } = await trainScore(definition, young, null)
  expect(card.verdict).toEqual({
    enough: false,
    reason: 'not enough data: 100 days of history, 121 needed for a horizon of 60 days',
  })
  expect(replaces.champion).toBe(true)
  const [chances] = await columnsOf(document, young)
  expect(Array.from(chances?.values as Float64Array).every(chance => chance > 0 && chance < 1)).toBe(true)
})

test('a few contacts carry no clusters: nobody has a label, and the card says why', async () => {
  const definition: ScoreDefinition = { ...(DEFINITIONS[0] as ScoreDefinition), k: 9 } as ScoreDefinition
  const { card, columns } = await served(definition)
  expect(card.verdict).toMatchObject({ enough: false })
  expect([1, 2, 3].map(contact => scoreOf(columns, 'mine', contact))).toEqual([null, null, null])
})

test('definitions are checked, each by its kind', () => {
  const problems = (given: unknown) =>
    scoreSchema.safeParse(given).error?.issues.map(({ path }) => path.join('.'))
  for (const definition of DEFINITIONS) expect(scoreSchema.parse(definition)).toEqual(definition)
  expect(problems({ kind: 'cluster' })).toEqual(['kind'])
  expect(problems({ kind: 'clusters', features: {} })).toEqual(['features'])
  expect(problems({ kind: 'rfm', event: 'order_placed', amout: 'total' })).toBeDefined()
  expect(problems({ kind: 'lifetime', event: 'order_placed', amount: 'total', horizon: 'soon' })).toEqual([
    'horizon',
  ])
})

test('unknown names are told before anything is trained', () => {
  const definition: ScoreDefinition = { kind: 'rfm', event: 'order_place', amount: 'total' }
  expect(() => kindOf(definition).needs(definition, { catalog, segments: [] })).toThrow('order_placed')
})

test('two scores may not share a column', () => {
  const rfm: ScoreDefinition = { kind: 'rfm', event: 'order_placed', amount: 'total' }
  const engagement: ScoreDefinition = { kind: 'engagement' }
  const named = new Map<string, ScoreDefinition>([
    ['rfm', rfm],
    ['rfm_r', engagement],
  ])
  expect(() => scoreColumns(named)).toThrow('"rfm_r"')
})
