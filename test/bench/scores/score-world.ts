import { buildCatalog } from '@esplanade/core/schema'
import {
  firstEventAt,
  kindOf,
  type ScoreContext,
  type ScoreDefinition,
  scoreColumns,
} from '@esplanade/core/scores'
import type { FactNeeds, Store } from '@esplanade/core/store'
import { CURRENCY, needs, TIME_ZONE } from '../evaluate/bench-plan.ts'
import { AS_OF } from '../evaluate/world-sql.ts'

/** Five scores with fifteen columns, over orders, mails and visits. */
export const SCORES: ReadonlyMap<string, ScoreDefinition> = new Map<string, ScoreDefinition>([
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

const CATALOG = buildCatalog(
  { attributes: { loyalty_member: 'boolean', points: 'number' } },
  scoreColumns(SCORES),
)

/** The world of the generated shop, its store prepared for the scores. */
export async function scoreWorld({ facts }: Store): Promise<ScoreContext> {
  await facts.prepare(scoreNeeds())
  const context = {
    name: 'bench',
    catalog: CATALOG,
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

function scoreNeeds(): FactNeeds {
  const events = new Map([...needs().events].map(([type, names]) => [type, new Set(names)]))
  for (const definition of SCORES.values()) {
    for (const [type, names] of kindOf(definition).needs(definition, { catalog: CATALOG, segments: [] })
      .events)
      events.set(type, new Set([...(events.get(type) ?? []), ...names]))
  }
  return { ...needs(), catalog: CATALOG, events }
}
