import { expect, test } from 'vitest'
import { buildCatalog, days, type Instant } from '../../src/schema/index.ts'
import { type ScoreDefinition, scoreSchema, trainScore } from '../../src/scores/index.ts'
import { byPeople } from '../../src/scores/lifecycle/index.ts'
import type { PropensityDocument } from '../../src/scores/served/propensity-score.ts'
import { standardFeatures } from '../../src/scores/served/standard-features.ts'
import { contextOf, happenings, NOW, scoreOf, serve } from './served-world.ts'

const CONTACTS = 300
const PATIENCE_MS = 60_000

/** A third opens mails and clicks, a third lets a machine open them all, a third does neither. */
const events = happenings((add, random) => {
  for (let contact = 1; contact <= CONTACTS; contact += 1) {
    const [reader, machine] = [contact % 3 === 0, contact % 3 === 1]
    for (let mail = 0; mail < 40; mail += 1) {
      const message = `m${mail}`
      const ago = 10 * mail + random()
      add(contact, 'email_sent', ago + 0.5, { message, machine: false })
      if (machine) add(contact, 'email_opened', ago, { message, machine: true })
      if (reader && random() < 0.6) add(contact, 'email_opened', ago, { message, machine: false })
      if (reader && random() < 0.2) add(contact, 'email_clicked', ago, { message, machine: false })
    }
    if (reader) add(contact, 'order_placed', 400 * random(), { total: '10' })
  }
})
const shop = () => contextOf({ events, contacts: CONTACTS })
const OPENS: ScoreDefinition = {
  kind: 'propensity',
  event: 'email_opened',
  within: '30d',
  candidates: ['logistic'],
}

test(
  'what a machine opened was opened by nobody: neither foreseen, nor a reason to foresee it',
  async () => {
    const { card, columns } = await serve(OPENS, shop())
    expect(card.verdict).toEqual({ enough: true })
    // Readers alone are positives, at each of four snapshots.
    expect(card.metrics.positives).toBeGreaterThan(0.9 * 4 * 100)
    expect(card.metrics.positives).toBeLessThanOrEqual(4 * 100)
    expect(scoreOf(columns, 'mine', 3)).toBeGreaterThan(0.9)
    expect(scoreOf(columns, 'mine', 1)).toBeLessThan(0.1)
    expect(scoreOf(columns, 'mine', 1)).toBe(scoreOf(columns, 'mine', 2))
    const machines = await serve({ ...OPENS, where: { machine: true } }, shop())
    expect(machines.card.metrics.positives).toBe(4 * 100)
  },
  PATIENCE_MS,
)

test(
  'opens by people and orders are foreseen together, though orders know no machines',
  async () => {
    const { card, columns } = await serve({ ...OPENS, event: ['order_placed', 'email_opened'] }, shop())
    expect(card.metrics.positives).toBeLessThanOrEqual(4 * 100)
    expect(scoreOf(columns, 'mine', 1)).toBe(scoreOf(columns, 'mine', 2))
    expect(scoreOf(columns, 'mine', 3)).toBeGreaterThan(0.9)
  },
  PATIENCE_MS,
)

test('of mails clicks are asked more than opens, and none of either by machines', () => {
  const catalog = buildCatalog()
  const asked = Object.entries(standardFeatures('email_clicked', catalog))
  const about = (type: string) => asked.filter(([, feature]) => JSON.stringify(feature).includes(type))
  expect(about('email_opened').length).toBeLessThan(about('email_clicked').length)
  for (const [, feature] of [...about('email_opened'), ...about('email_clicked')])
    expect(JSON.stringify(feature)).toContain('"machine":{"is_not":true}')
  expect(byPeople({ event: 'email_opened', where: { machine: true } }, catalog)).toEqual([
    { event: 'email_opened', where: { machine: true } },
  ])
})

test(
  'a threshold that was asked for decides about yes and no, and about the band',
  async () => {
    const definition: ScoreDefinition = { ...OPENS, threshold: 0.99 }
    const { card, columns } = await serve(definition, shop())
    expect(card.metrics.threshold).toBe(0.99)
    const bands = new Map<unknown, number[]>()
    for (let contact = 1; contact <= CONTACTS; contact += 1) {
      const band = scoreOf(columns, 'mine_band', contact)
      bands.set(band, [...(bands.get(band) ?? []), Number(scoreOf(columns, 'mine', contact))])
    }
    expect(Math.min(...(bands.get('high') ?? []))).toBeGreaterThanOrEqual(0.99)
    expect(Math.max(...(bands.get('medium') ?? []), ...(bands.get('low') ?? []))).toBeLessThan(0.99)
    expect(scoreSchema.safeParse({ ...OPENS, threshold: 1 }).success).toBe(false)
  },
  PATIENCE_MS,
)

test(
  'quarters are cut where the training rows were, and stored with the model',
  async () => {
    const definition: ScoreDefinition = {
      ...OPENS,
      features: { clicks: { quartile: { event: 'email_clicked', within: '90d', count: true } } },
    }
    const { document, columns } = await serve(definition, shop())
    const { fit } = document.document as PropensityDocument
    // Two thirds never click: the first two cuts are 0, and who has none is in the first quarter.
    expect(fit.cuts.clicks?.cuts.slice(0, 2)).toEqual([0, 0])
    expect(fit.cuts.clicks?.cuts[2]).toBeGreaterThan(0)
    const chances = new Set(columns[0]?.values as Float64Array)
    expect(chances.size).toBeLessThanOrEqual(3)
    const text = { ...definition, features: { company: { quartile: { attribute: 'company' } } } }
    await expect(trainScore(text as ScoreDefinition, shop(), null)).rejects.toThrow('no quartiles')
    expect(scoreSchema.safeParse(definition).success).toBe(true)
  },
  PATIENCE_MS,
)

test(
  'a label among the features is an alarm that names it, also where the model is served',
  async () => {
    const teller = happenings((add, random) => {
      for (let contact = 1; contact <= CONTACTS; contact += 1)
        for (let ago = 680 + 20 * random(); contact % 2 === 0 && ago > 0; ago -= 10 + 5 * random())
          add(contact, 'order_placed', ago, { total: '10' })
    })
    const context = contextOf({ events: teller, contacts: CONTACTS })
    const definition: ScoreDefinition = {
      kind: 'propensity',
      event: 'order_placed',
      within: '60d',
      candidates: ['logistic'],
      features: { told: { event: 'order_placed', count: true } },
    }
    const { card } = await serve(definition, context)
    expect(card.metrics.roc_auc).toBeGreaterThan(0.98)
    expect(card.warnings.join()).toMatch(/told/)
    // Who orders every ten days has ordered by any moment, so there is nobody who might or might not.
    const young = await trainScore(definition, { ...context, now: (NOW - days(690)) as Instant }, null)
    expect(young.card.verdict).toMatchObject({ enough: false })
  },
  PATIENCE_MS,
)
