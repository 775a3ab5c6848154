import { expect, test } from 'vitest'
import {
  cardMarkdown,
  clusterContacts,
  clusterInThreads,
  createRandom,
  type FeatureTable,
  type ScoreDefinition,
  scoreSchema,
  trainScore,
} from '../../src/scores/index.ts'
import { contextOf, happenings, serve } from './served-world.ts'

const CONTACTS = 240

/** A third orders often, a third now and then, and a third once. */
const events = happenings((add, random) => {
  for (let contact = 1; contact <= CONTACTS; contact += 1)
    for (let order = [24, 8, 1][contact % 3] as number; order > 0; order -= 1)
      add(contact, 'order_placed', 300 * random(), { total: String(5 + Math.round(10 * random())) })
})
const shop = () => contextOf({ events, contacts: CONTACTS })

type ClustersDefinition = Extract<ScoreDefinition, { kind: 'clusters' }>
const DEFINITION: ClustersDefinition = {
  kind: 'clusters',
  k: 3,
  method: 'ward',
  features: { orders: { event: 'order_placed', count: true } },
  words: { orders: { high: 'regulars', low: 'one-time buyers' } },
}

/** Nobody has quite what another has. */
const SPREAD = {
  orders: { event: 'order_placed', count: true },
  recency: { event: 'order_placed', last: 'at' },
} as const

test('clusters that were cut from a tree come with its top: who joins whom, and how far apart they lie', async () => {
  const { card } = await serve(DEFINITION, shop())
  const { root, newick } = card.tree ?? {}
  expect(root).toMatchObject({ contacts: CONTACTS, cluster: null })
  // The three clusters are three branches, named where they begin and nowhere below.
  const named: [string, number][] = []
  let ends = 0
  const walk = ({ cluster, contacts, height, branches }: NonNullable<typeof root>, above = Infinity) => {
    if (cluster !== null) named.push([cluster, contacts])
    expect(branches.length).toBe(height === null ? 0 : 2)
    expect(height ?? 0).toBeLessThanOrEqual(above)
    if (branches.length > 0) expect(branches.reduce((sum, branch) => sum + branch.contacts, 0)).toBe(contacts)
    else ends += 1
    for (const branch of branches) walk(branch, height ?? 0)
  }
  if (root) walk(root)
  expect(new Map(named)).toEqual(
    new Map(card.tables.find(({ title }) => title === 'Clusters')?.rows.map(row => [row[1], row[2]]) as []),
  )
  expect(named.map(([, contacts]) => contacts)).toEqual([80, 80, 80])
  expect(ends).toBe(20)
  expect(newick?.match(/contacts/g)).toHaveLength(20)

  const page = cardMarkdown(card, { version: 1, role: 'champion' })
  const [, drawn = ''] = page.split('## Dendrogram (ward): how far parts lie apart')
  expect(drawn.match(/contacts/g)).toHaveLength(39)
  expect(drawn).toMatch(/^\n\n```text\n[\d.]+ · 240 contacts\n├─ [\d.]+ · 80 contacts: regulars\n│ {2}├─/)
  expect(page).not.toMatch(/NaN|undefined|\[object/)
  expect((await serve({ ...DEFINITION, method: 'k-means' }, shop())).card.tree).toBeUndefined()
})

/** Crowds around three points, and as little else to compute as possible. */
function crowds(rows: number): FeatureTable {
  const random = createRandom(5)
  const column = (apart: number) =>
    Float64Array.from({ length: rows }, (_, row) => apart * (row % 3) + random())
  return { names: ['orders', 'recency'], rows, columns: [column(5), column(-3)] }
}
const QUICK = { k: 3, mostClusters: 2, starts: 4, gapReferences: 1, stabilityDraws: 0 } as const

test('above 5,000 contacts the tree joins centres, and its ends still add up to everybody', () => {
  const clustering = clusterContacts(crowds(5_100), { ...QUICK, method: 'ward' })
  if (!('model' in clustering)) throw new Error(clustering.verdict.reason)
  const { tree, clusters } = clustering.model
  expect(clusters.map(({ profile }) => profile.size)).toEqual([1_700, 1_700, 1_700])
  expect(tree?.leaves.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(5_100)
  expect(tree?.merges.at(-1)?.size).toBe(5_100)
}, 60_000)

test('threads make no difference to the bytes', async () => {
  const alone = clusterContacts(crowds(900), QUICK)
  const together = await clusterInThreads(crowds(900), QUICK, 2)
  expect(alone.verdict).toEqual({ enough: true })
  expect(JSON.stringify(together)).toBe(JSON.stringify(alone))
  const few = await clusterInThreads(crowds(100), QUICK, 2)
  expect(few).toEqual(clusterContacts(crowds(100), QUICK))
}, 60_000)

test('the report shows what each rule for the number of clusters saw, the gap with its error', async () => {
  const { card } = await serve({ ...DEFINITION, k: 'gap', most: 5, features: SPREAD }, shop())
  const table = card.tables.find(({ columns }) => columns.includes('gap'))
  expect(table?.columns).toEqual([
    'k',
    'inertia',
    'silhouette',
    'gap',
    'gap error',
    'Dunn',
    'Davies–Bouldin',
    'Calinski–Harabasz',
  ])
  for (const row of table?.rows ?? []) expect(row.every(value => typeof value === 'number')).toBe(true)
})

test('who moved is told as numbers of contacts from one cluster to another', async () => {
  const before = await serve(DEFINITION, shop())
  const { facts } = shop()
  const [column] = before.columns
  const dictionary = [...new Set(column?.values as string[])]
  const codes = new Int32Array(CONTACTS + 1).fill(-1)
  for (const [row, contact] of (column?.contactNo ?? []).entries())
    codes[contact] = dictionary.indexOf(String(column?.values[row]))
  const told = { type: 'text' as const, codes, dictionary }
  const stored = {
    ...facts,
    attributes: async (names: readonly string[]) => {
      const read = await facts.attributes(names)
      return names.includes('mine') ? { ...read, columns: new Map(read.columns).set('mine', told) } : read
    },
  }
  // Fifteen of those who ordered once order as often as the regulars do.
  const more = happenings((add, random) => {
    for (let contact = 2; contact <= 45; contact += 3)
      for (let order = 0; order < 23; order += 1) add(contact, 'order_placed', 300 * random(), { total: '9' })
  }).map((event, i) => ({ ...event, eventId: BigInt(100_000 + i) }))
  const later = contextOf({ events: [...events, ...more], contacts: CONTACTS })
  const { card } = await trainScore(
    DEFINITION,
    { ...later, facts: { ...later.facts, attributes: stored.attributes } },
    before.document,
  )
  expect(card.metrics).toMatchObject({ movers: 15, arrived: 0, left: 0 })
  expect(card.tables.find(({ title }) => title === 'Who moved')).toEqual({
    title: 'Who moved',
    columns: ['from', 'to', 'contacts'],
    rows: [['one-time buyers', 'regulars', 15]],
  })
})

test('features are prepared as asked: filled, held within a rule, scaled', async () => {
  const asked: ClustersDefinition = {
    ...DEFINITION,
    fill: 'mean',
    outliers: { kind: 'iqr', reach: 1.5 },
    scale: 'min-max',
  }
  const { document } = await serve(asked, shop())
  expect(JSON.stringify(document)).toContain('"outliers":{"rule":{"kind":"iqr","reach":1.5}')
  expect(JSON.stringify(document)).toContain('"scaling":{"kind":"min-max"')
  const kept = await serve({ ...DEFINITION, outliers: 'keep' }, shop())
  expect(JSON.stringify(kept.document)).toContain('"outliers":null')
  expect(scoreSchema.safeParse({ ...DEFINITION, outliers: { kind: 'iqr', reach: 0 } }).success).toBe(false)
  expect(scoreSchema.safeParse({ ...DEFINITION, scale: 'log' }).success).toBe(false)
  expect(scoreSchema.parse(asked)).toEqual(asked)
})
