import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { days } from '@esplanade/core/schema'
import type { ScoreDefinition } from '@esplanade/core/scores'
import { attribute, event, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const PEOPLE = 240
const PATIENCE_MS = 120_000

const seenBy = (count: number) => Array.from({ length: count }, (_, i) => i)
const at = (daysAgo: number) => new Date(NOW - Math.round(days(daysAgo))).toISOString()

/** Even people order every ten days for two years, odd ones once, for nothing; a few amounts are what no shop should send. */
function orders(): string {
  const lines = seenBy(PEOPLE).flatMap(person =>
    person % 2 === 0
      ? seenBy(70).map(order => `p${person}@example.com,${at(1 + 10 * order)},${order === 3 ? -5 : 20}`)
      : [`p${person}@example.com,${at(600)},0`],
  )
  const hostile = ['p0@example.com,2026-02-01T00:00:00Z,', 'p0@example.com,2026-02-01T00:00:00Z,1e400']
  return ['email,at,total', ...lines, ...hostile, ''].join('\n')
}

const features = (each: Extract<ScoreDefinition, { kind: 'clusters' }>['features']) => ({ features: each })
const orderCount = { event: 'order_placed', count: true } as const
const propensity = { kind: 'propensity', event: 'order_placed', within: '60d' } as const

/** Each score with what its card has to say. */
const SCORES: Readonly<Record<string, readonly [ScoreDefinition, RegExp]>> = {
  constant: [
    { ...propensity, ...features({ never: { event: 'cart_added', count: true } }) },
    /^no feature varies; using the smoothed rate$/,
  ],
  missing: [
    { ...propensity, ...features({ empty: { event: 'order_placed', avg: 'items' } }) },
    /^no feature varies; using the smoothed rate$/,
  ],
  one_class: [
    { ...propensity, where: { total: { less_than: -1_000 } } },
    /^not enough data: 0 positives, 100 needed; using the smoothed rate$/,
  ],
  other_class: [
    { kind: 'propensity', no_event: 'order_placed', where: { total: { less_than: -1_000 } }, within: '60d' },
    /^not enough data: 0 negatives, 100 needed; using the smoothed rate$/,
  ],
  before_first: [{ ...propensity, event: 'email_clicked' }, /^not enough data: no event is known$/],
  too_long: [
    { ...propensity, within: '400d' },
    /^not enough data: \d+ days of history, 801 needed for a horizon of 400 days$/,
  ],
  leaking: [
    { ...propensity, candidates: ['logistic'], ...features({ knows: orderCount }) },
    /too good to be true: a feature probably knows the label; look at `knows`/,
  ],
  few_rows: [
    { kind: 'clusters', k: 9, ...features({ orders: orderCount }) },
    /^not enough data: 240 contacts, 450 needed for 9 clusters; everybody is one group$/,
  ],
  duplicates: [
    { kind: 'clusters', k: 3, ...features({ orders: orderCount }) },
    /^the contacts do not fall into 3 clusters of at least 50; everybody is one group$/,
  ],
  crowd: [
    {
      kind: 'clusters',
      method: 'dbscan',
      crowds: { reach: 0.1, neighbours: 10 },
      ...features({ orders: orderCount }),
    },
    /^$/,
  ],
  lonely: [
    {
      kind: 'clusters',
      method: 'dbscan',
      crowds: { reach: 0.1, neighbours: 121 },
      ...features({ orders: orderCount }),
    },
    /^no crowd of at least 50 contacts lies within a reach of 0\.1; half of the contacts have 121 within/,
  ],
  same: [
    { kind: 'clusters', ...features({ never: { event: 'cart_added', count: true } }) },
    /^no feature differs between contacts; everybody is one group$/,
  ],
  value: [
    { kind: 'lifetime', event: 'order_placed', amount: 'total', horizon: '3000d' },
    /^the horizon of 3000 days is longer than the history of \d+; /,
  ],
  once: [
    { kind: 'lifetime', event: 'order_placed', where: { total: 0 }, amount: 'total', horizon: '90d' },
    /^not enough data: 0 contacts bought again, 100 needed; using everybody's average rate$/,
  ],
  nobody_bought: [
    { kind: 'lifetime', event: 'order_refunded', amount: 'total', horizon: '90d' },
    /^not enough data: no purchase up to the snapshot; /,
  ],
  rfm_none: [
    { kind: 'rfm', event: 'order_refunded', amount: 'total' },
    /^not enough data: 0 buyers, 25 needed/,
  ],
  engagement: [
    { kind: 'engagement', weights: { email_clicked: 3 }, half_life: ['7d', '30d'] },
    /^not enough data: 0 engaged contacts, 50 needed/,
  ],
  alike: [
    { kind: 'lookalike', segment: 'few', ...features({ orders: orderCount }) },
    /^not enough data: 0 seeds, 125 needed; nobody gets a likeness$/,
  ],
  picks: [
    { kind: 'recommendations', event: 'product_viewed' },
    /^not enough data: 0 contacts with two items or more, 100 needed; using what is trending$/,
  ],
}
const definitions = Object.fromEntries(
  Object.entries(SCORES).map(([name, [definition]]) => [name, definition]),
)

test(
  'whatever the data lack, training tells it score by score, and every column holds numbers or nothing',
  async () => {
    const { hub, folder, close } = await openRealHub(NOW, {
      connections: {},
      scores: definitions,
      segments: [
        segment('few', 'Clicked', event('email_clicked').count().atLeast(1)),
        ...Object.keys(SCORES).map(name =>
          segment(`has-${name.replaceAll('_', '-')}`, name, attribute(name).exists()),
        ),
      ],
    })
    try {
      writeFileSync(join(folder, 'orders.csv'), orders())
      const mapping = {
        identities: { email: 'email' },
        type: 'order_placed',
        at: 'at',
        properties: { total: 'total' },
      }
      const file = join(folder, 'orders.csv')
      await hub.run({ command: 'import', kind: 'events', file, mapping })
      const { trained } = await hub.run({ command: 'scores-train' })
      for (const { score, card } of trained) {
        const [, expected] = SCORES[score] as (typeof SCORES)[string]
        const said = card.verdict.enough ? card.warnings.join('\n') : card.verdict.reason
        expect(said, score).toMatch(expected)
        const { markdown } = await hub.run({ command: 'scores-report', score })
        expect(markdown, score).not.toMatch(/NaN|Infinity|undefined|\[object/)
      }
      expect(trained.map(({ score }) => score).toSorted()).toEqual(Object.keys(SCORES).toSorted())
      const value = trained.find(({ score }) => score === 'value')
      expect(value?.card.warnings).toContain('120 purchases with a negative amount were left out')

      // What has no model says everybody's rate or nothing at all; a segment reads either.
      const { segments } = await hub.run({ command: 'evaluate' })
      const members = (name: string) => segments.find(({ id }) => id === `has-${name}`)?.members
      expect(['constant', 'one-class', 'too-long', 'value', 'crowd'].map(members)).toEqual([
        PEOPLE,
        PEOPLE,
        PEOPLE,
        PEOPLE,
        PEOPLE,
      ])
      expect(['few-rows', 'duplicates', 'lonely', 'alike', 'rfm-none', 'picks'].map(members)).toEqual([
        0, 0, 0, 0, 0, 0,
      ])
    } finally {
      await close()
    }
  },
  PATIENCE_MS,
)

test(
  'a hub without a single contact or event trains, and says of every score that it knows nothing',
  async () => {
    const { hub, close } = await openRealHub(NOW, {
      connections: {},
      scores: definitions,
      segments: [segment('few', 'Clicked', event('email_clicked').count().atLeast(1))],
    })
    try {
      const { trained, scored } = await hub.run({ command: 'scores-train' })
      for (const { score, card } of trained)
        expect(card.verdict, score).toMatchObject({
          enough: false,
          reason: expect.stringMatching(/^(?:not enough data: |no feature )/),
        })
      expect(scored.applied.map(({ contacts }) => contacts)).toEqual(Object.keys(SCORES).map(() => 0))
    } finally {
      await close()
    }
  },
  PATIENCE_MS,
)
