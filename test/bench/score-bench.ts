import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCatalog } from '@esplanade/core/schema'
import {
  applyScore,
  firstEventAt,
  kindOf,
  type ScoreContext,
  type ScoreDefinition,
  type ScoreDocument,
  scoreColumns,
  trainScore,
} from '@esplanade/core/scores'
import type { FactNeeds, ScoreColumn } from '@esplanade/core/store'
import { type CATALOG, CURRENCY, needs, TIME_ZONE } from './evaluate/bench-plan.ts'
import { loadedFile, openStore } from './evaluate/open-world.ts'
import { SIZES } from './evaluate/size.ts'
import { AS_OF } from './evaluate/world-sql.ts'
import { type Bench, type Row, rounded, secondsOf } from './row.ts'

const SCORES: ReadonlyMap<string, ScoreDefinition> = new Map<string, ScoreDefinition>([
  ['buys', { kind: 'propensity', event: 'order_placed', within: '90d' }],
  ['rfm', { kind: 'rfm', event: 'order_placed', amount: 'total' }],
  ['engagement', { kind: 'engagement', weights: { email_opened: 1, email_clicked: 3, order_placed: 5 } }],
  ['value', { kind: 'lifetime', event: 'order_placed', amount: 'total', horizon: '365d' }],
  [
    'crowd',
    {
      kind: 'clusters',
      k: 4,
      features: {
        orders: { event: 'order_placed', within: '365d', count: true },
        spent: { event: 'order_placed', within: '365d', sum: 'total' },
        recency: { event: 'order_placed', last: 'at' },
        clicks: { event: 'email_clicked', within: '90d', count: true },
      },
    },
  ],
])

/** Scoring everybody of a generated shop by served models, features and writing included; training stands beside. */
export const scoreBench: Bench = {
  name: 'score',
  what: 'score every contact of a generated shop with five models, features and write-back included',
  async run(tell, { size: sizeName, keep }) {
    const folder = await mkdtemp(join(tmpdir(), 'esplanade-score-'))
    const file = join(folder, 'world.duckdb')
    await copyFile(await loadedFile(SIZES[sizeName], keep, tell), file)
    const { store } = await openStore(file)
    try {
      const catalog = buildCatalog(
        { attributes: { loyalty_member: 'boolean', points: 'number' } },
        scoreColumns(SCORES),
      )
      await store.facts.prepare(needsOf(catalog))
      const context = await contextOf(catalog, store.facts)
      const rows: Row[] = []
      const trained: ScoreDocument[] = []
      for (const [name, definition] of SCORES) {
        const seconds = await secondsOf(async () => {
          trained.push((await trainScore(definition, { ...context, name }, null)).document)
        })
        tell(`trained ${name} in ${seconds.toFixed(1)} s`)
        rows.push({ name: `train ${definition.kind}`, value: rounded(seconds), unit: 's' })
      }
      const before = process.cpuUsage()
      const total = await secondsOf(async () => {
        const columns: ScoreColumn[] = []
        for (const document of trained) {
          const name = document.card.score
          const seconds = await secondsOf(async () => {
            columns.push(...(await applyScore(document, { ...context, name })))
          })
          tell(`scored ${name} in ${seconds.toFixed(1)} s`)
          rows.push({ name: `score ${document.card.kind}`, value: rounded(seconds), unit: 's' })
        }
        const seconds = await secondsOf(() => store.facts.saveScores(columns))
        rows.push({ name: `write ${columns.length} columns`, value: rounded(seconds), unit: 's' })
      })
      const { user, system } = process.cpuUsage(before)
      rows.push(
        { name: 'score and write everybody', value: rounded(total), unit: 's', reach: '≤ 15 s at M' },
        { name: 'the same in processor time', value: rounded((user + system) / 1e6), unit: 's' },
        {
          name: 'peak memory, training included',
          value: rounded((process.resourceUsage().maxRSS * 1_024) / 2 ** 30),
          unit: 'GB',
          reach: '≤ 2 GB',
        },
      )
      return rows
    } finally {
      await store.close()
      await rm(folder, { recursive: true })
    }
  },
}

function needsOf(catalog: typeof CATALOG): FactNeeds {
  const events = new Map([...needs().events].map(([type, names]) => [type, new Set(names)]))
  for (const definition of SCORES.values()) {
    for (const [type, names] of kindOf(definition).needs(definition, { catalog, segments: [] }).events)
      events.set(type, new Set([...(events.get(type) ?? []), ...names]))
  }
  return { ...needs(), catalog, events }
}

async function contextOf(catalog: typeof CATALOG, facts: ScoreContext['facts']): Promise<ScoreContext> {
  const context = {
    name: 'bench',
    catalog,
    segments: [],
    facts,
    currency: CURRENCY,
    timeZone: TIME_ZONE,
    now: AS_OF,
    seed: 1,
  }
  const orders = { events: new Map([['order_placed', new Set<string>()]]), attributes: new Set<string>() }
  return { ...context, firstEventAt: await firstEventAt(orders, context) }
}
