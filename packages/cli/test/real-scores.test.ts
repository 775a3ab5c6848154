import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { instant, simulatedClock } from '@esplanade/core/schema'
import { createRandom, type ScoreDefinition } from '@esplanade/core/scores'
import { duckdb } from '@esplanade/duckdb'
import { type HubConfig, openHub } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { exitOfResult } from '../src/exit-of-result.ts'
import { printExperiment } from '../src/output/results/print-experiment.ts'
import { printScoreReasons } from '../src/output/results/print-score-reasons.ts'
import { printScoreList, printScoreReport, printTraining } from '../src/output/results/print-scores.ts'
import { printStatus } from '../src/output/results/print-status.ts'
import { temporaryFolder } from './fixture/folders.ts'

const NOW = instant(Date.UTC(2026, 3, 1))
const DAY = 86_400_000
const PEOPLE = 240

/** Every second person orders again and again, the others once. */
function orders(): string {
  const random = createRandom(3)
  const lines = ['email,at,total']
  for (let person = 1; person <= PEOPLE; person += 1) {
    const keen = person % 2 === 0
    for (let ago = 650 * random(); ago > 0; ago -= keen ? 15 + 30 * random() : 1_000) {
      const at = new Date(NOW - Math.round(ago * DAY)).toISOString()
      lines.push(`p${person}@example.com,${at},${(10 + 50 * random()).toFixed(2)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

const SCORES: Readonly<Record<string, ScoreDefinition>> = {
  rfm: { kind: 'rfm', event: 'order_placed', amount: 'total' },
  buys: { kind: 'propensity', event: 'order_placed', within: '60d', candidates: ['logistic'] },
}
const LIKELY = `id: likely
title: Likely to buy again
when: { all: [{ attribute: buys, at_least: 0.5 }, { attribute: rfm, exists: true }] }
`

async function shop(changes: Partial<HubConfig> = {}, segments = LIKELY) {
  const folder = temporaryFolder({ 'orders.csv': orders(), 'segments/likely.yaml': segments })
  const clock = simulatedClock(NOW)
  const open = (more: Partial<HubConfig> = {}) =>
    openHub(
      {
        store: duckdb({ file: join(folder, 'shop.duckdb') }),
        currency: 'EUR',
        connections: {},
        scores: SCORES,
        ...changes,
        ...more,
      },
      { clock, environment: {}, random: () => 0.5, folder },
    )
  const hub = await open()
  const importOrders = async (lines?: readonly string[]) => {
    if (lines) writeFileSync(join(folder, 'orders.csv'), ['email,at,total', ...lines, ''].join('\n'))
    const mapping = {
      identities: { email: 'email' },
      type: 'order_placed',
      at: 'at',
      properties: { total: 'total' },
    }
    await hub.run({ command: 'import', kind: 'events', file: join(folder, 'orders.csv'), mapping })
  }
  await importOrders()
  return { hub, clock, open, importOrders }
}

const PATIENCE_MS = 60_000
const plain = (_style: unknown, text: string) => text

test(
  'a segment reads scores that the first evaluation trained, and a later one only where it is time',
  async () => {
    const { hub, clock, open } = await shop()
    expect((await hub.run({ command: 'scores-list' })).map(({ version }) => version)).toEqual([null, null])
    const first = await hub.run({ command: 'evaluate' })
    expect(first.segments[0]?.members).toBeGreaterThan(PEOPLE / 4)
    expect(first.segments[0]?.members).toBeLessThan((PEOPLE * 3) / 4)
    const versions = async () => (await hub.run({ command: 'scores-list' })).map(({ version }) => version)
    expect(await versions()).toEqual([1, 1])

    clock.advance(DAY / 2)
    await hub.run({ command: 'evaluate' })
    const { runs } = await hub.run({ command: 'status' })
    expect(runs.filter(({ kind }) => kind === 'score')).toHaveLength(1)
    clock.advance(DAY)
    await hub.run({ command: 'evaluate' })
    const later = await hub.run({ command: 'status' })
    expect(later.runs.filter(({ kind }) => kind === 'score')).toHaveLength(2)
    expect(await versions()).toEqual([1, 1])
    clock.advance(25 * DAY)
    // Nobody has ordered for weeks: by recency these are other people than those of training.
    const notes: string[] = []
    await hub.run({ command: 'evaluate' }, { report: told => notes.push('text' in told ? told.text : '') })
    expect(notes.join('\n')).toMatch(/buys: contacts are others .*recency \(PSI/)
    clock.advance(5 * DAY)
    await hub.run({ command: 'evaluate' })
    expect((await versions())[0]).toBe(2)
    await hub.close()

    // Another question under the same name is answered by another model, at once.
    const again = await open({
      scores: { ...SCORES, buys: { ...SCORES.buys, within: '30d' } as ScoreDefinition },
    })
    expect((await again.run({ command: 'scores-list' }))[1]).toMatchObject({ score: 'buys', changed: true })
    await again.run({ command: 'evaluate' })
    expect((await again.run({ command: 'scores-list' }))[1]).toMatchObject({ changed: false })
    await again.close()
  },
  PATIENCE_MS,
)

test(
  'training tells what it came to, and a card says how far to trust it',
  async () => {
    const { hub } = await shop()
    const trained = await hub.run({ command: 'scores-train', scores: ['buys'] })
    expect(trained.trained).toMatchObject([{ score: 'buys', version: 1, role: 'champion' }])
    expect(trained.scored).toMatchObject({
      applied: [{ score: 'buys', contacts: PEOPLE }],
      untrained: ['rfm'],
    })
    const lines = printTraining(trained, plain).join('\n')
    expect(lines).toContain('buys version 1, champion')
    expect(lines).toContain('roc_auc')
    expect(lines).toContain('rfm: not trained, left as it was')
    const report = await hub.run({ command: 'scores-report', score: 'buys' })
    expect(printScoreReport(report, plain).join('\n')).toContain('# buys, version 1 (champion)')
    expect(report.card.verdict).toEqual({ enough: true })
    const listed = printScoreList(await hub.run({ command: 'scores-list' })).join('\n')
    expect(listed).toMatch(/buys +propensity +1 +2026-04-01 00:00 +buys, buys_band +ok/)
    expect(listed).toMatch(/rfm +rfm +- +- +rfm, rfm_r, rfm_f, rfm_m +never trained/)
    const told = await hub.run({ command: 'scores-explain', score: 'buys', contact: 'p2@example.com' })
    expect(told.reasons?.chance).toBeGreaterThan(0.2)
    const { base = 0, reasons = [] } = told.reasons ?? {}
    expect(reasons.length).toBeGreaterThan(2)
    expect(Number.isFinite(reasons.reduce((sum, { amount }) => sum + amount, base))).toBe(true)
    expect(printScoreReasons(told).join('\n')).toMatch(/(raises|lowers) it by \d/)
    const explain = (score: string, contact: string) => hub.run({ command: 'scores-explain', score, contact })
    await expect(explain('rfm', 'p2@example.com')).rejects.toThrow('never trained')
    await expect(explain('buys', 'nobody@example.com')).rejects.toThrow('No contact')
    await expect(hub.run({ command: 'scores-report', score: 'rfm' })).rejects.toThrow('scores train rfm')
    await expect(hub.run({ command: 'scores-report', score: 'buy' })).rejects.toThrow('"buys"')
    await expect(hub.run({ command: 'scores-report', score: 'buys', version: 9 })).rejects.toThrow('it has 1')
    await expect(hub.run({ command: 'scores-train', scores: ['nope'] })).rejects.toThrow('no score')
    await hub.close()
  },
  PATIENCE_MS,
)

test(
  'chances that did not come true are told by scoring, report and status, until a new model serves',
  async () => {
    // Of customers: who is a contact only by what is foreseen would make every chance look too low.
    const buys = { ...SCORES.buys, among: 'customers' } as ScoreDefinition
    const customers = `${LIKELY}---\nid: customers\ntitle: Customers\nwhen: { event: order_placed }\n`
    const { hub, clock } = await shop(
      { scores: { ...SCORES, buys }, scoring: { trainEvery: '365d' } },
      customers,
    )
    const first = await hub.run({ command: 'scores-train', scores: ['buys'] })
    expect(first.scored.applied[0]?.health).toEqual({ drift: [], calibration: null, alarms: [] })
    expect(exitOfResult['scores-train'](first)).toBe('ok')
    // The newest window that is over ends with the last orders: its chances came true.
    clock.advance(DAY)
    await hub.run({ command: 'evaluate' })
    const early = await hub.run({ command: 'scores-report', score: 'buys' })
    expect(early.health).toMatchObject({
      calibration: { verdict: 'calibrated', until: '2026-04-01T00:00:00.000Z' },
      alarms: [],
    })
    expect(printScoreReport(early, plain).join('\n')).toContain('Nothing speaks for training it again.')
    // Nobody orders any more.
    clock.advance(65 * DAY)
    const notes: string[] = []
    await hub.run({ command: 'evaluate' }, { report: told => notes.push('text' in told ? told.text : '') })
    const alarm = /^buys: its chances did not come true: of .* were foreseen and 0\.0 % came true/m
    expect(notes.join('\n')).toMatch(alarm)
    const report = await hub.run({ command: 'scores-report', score: 'buys' })
    expect(report.health?.calibration).toMatchObject({
      verdict: 'off',
      snapshot: '2026-04-06T00:00:00.000Z',
      until: '2026-06-05T00:00:00.000Z',
    })
    expect(exitOfResult['scores-report'](report)).toBe('unmet')
    const printed = printScoreReport(report, plain).join('\n')
    expect(printed).toMatch(alarm)
    expect(printed).toMatch(/1 +120 +\d+\.\d % +0\.0 % +0\.0 % to \d+\.\d % +off/)
    const status = await hub.run({ command: 'status' })
    expect(status.scoreAlarms.join('\n')).toMatch(alarm)
    expect(printStatus(status, plain).join('\n')).toMatch(alarm)
    const [, listed] = await hub.run({ command: 'scores-list' })
    expect(printScoreList([listed as NonNullable<typeof listed>]).join('\n')).toContain('see its report')

    const again = await hub.run({ command: 'scores-train', scores: ['buys'] })
    expect(again.scored.applied[0]?.health.calibration).toBeNull()
    expect((await hub.run({ command: 'status' })).scoreAlarms).toEqual([])
    await hub.close()
  },
  PATIENCE_MS,
)

test(
  'with `ingested` a history that was imported today teaches nothing about the past yet',
  async () => {
    const { hub } = await shop({ scoring: { known: 'ingested' } })
    const { trained } = await hub.run({ command: 'scores-train', scores: ['buys'] })
    expect(trained[0]?.card.verdict).toEqual({
      enough: false,
      reason: 'not enough data: 0 days of history, 121 needed for a horizon of 60 days',
    })
    await hub.close()
  },
  PATIENCE_MS,
)

test(
  'an experiment draws arms that stay, and refuses a verdict until its time is over and its contacts are there',
  async () => {
    const subject: ScoreDefinition = {
      kind: 'experiment',
      segments: ['everybody'],
      arms: [{ id: 'plain' }, { id: 'bold' }],
      holdout: 0.1,
      from: '2026-04-01T00:00:00Z',
      within: '7d',
      metrics: {
        bought: { event: 'order_placed', count: true },
        revenue: { event: 'order_placed', sum: 'total' },
      },
      contactsPerArm: 80,
    }
    const everybody = `id: everybody
title: Everybody
when: { event: order_placed }
---
id: bold
title: In the bold arm
when: { attribute: subject, is: bold }
`
    const { hub, clock, importOrders } = await shop({ scores: { subject, ...SCORES } }, everybody)
    const first = await hub.run({ command: 'evaluate' })
    const bold = first.segments.find(({ id }) => id === 'bold')?.members ?? 0
    expect(bold).toBeGreaterThan(80)
    expect(bold).toBeLessThan(140)
    const report = () => hub.run({ command: 'experiments-report', experiment: 'subject' })
    await expect(report()).rejects.toThrow('ends at 2026-04-08')
    // Everybody in the bold arm buys for 30, a tenth of the others for 10.
    const { contacts } = await hub.run({ command: 'segments-members', segment: 'bold', most: 1_000 })
    const known = contacts.flatMap(({ identities }) => identities).join(' ')
    const bought = Array.from({ length: PEOPLE }, (_, i) => `p${i + 1}@example.com`).flatMap((address, i) =>
      ` ${known} `.includes(`${address} `)
        ? [`${address},2026-04-03T00:00:00Z,30`]
        : i % 10 === 0
          ? [`${address},2026-04-03T00:00:00Z,10`]
          : [],
    )
    await importOrders(bought)
    clock.advance(8 * DAY)
    const told = await report()
    const [segment] = told.segments
    expect(segment?.sampleRatio.asPlanned).toBe(true)
    expect(segment?.comparisons.map(({ metric, arm, call }) => [metric, arm, call.verdict])).toEqual([
      ['bought', 'bold', 'better'],
      ['revenue', 'bold', 'better'],
    ])
    const printed = printExperiment(told, plain).join('\n')
    const rate = String.raw`\d+\.\d % \(\d+\.\d % to \d+\.\d %\)`
    expect(printed).toMatch(
      new RegExp(String.raw`bought +bold +${rate} +plain +${rate} +\+0\.\d+ +\+0\.\d+ to \+\d`),
    )
    expect(printed).toMatch(/revenue +bold +30\.0 +plain +\d\.\d+ +\+2\d/)
    expect(printed).toMatch(/^revenue, bold: by bootstrap \+2\d\.\d to \+2\d/m)
    // The arms are those of the beginning, also after another evaluation.
    await hub.run({ command: 'evaluate' })
    const later = await hub.run({ command: 'segments-members', segment: 'bold', most: 1_000 })
    expect(later.contacts.map(({ contact }) => contact)).toEqual(contacts.map(({ contact }) => contact))
    await expect(hub.run({ command: 'experiments-report', experiment: 'subject', look: 2 })).rejects.toThrow(
      'planned',
    )
    await expect(hub.run({ command: 'experiments-report', experiment: 'rfm' })).rejects.toThrow('subject')
    await hub.close()
  },
  PATIENCE_MS,
)

test('every mistake in scores is told by its key before the store is opened', async () => {
  const told = (scores: unknown) => shop({ scores: scores as HubConfig['scores'] & object }).catch(String)
  const orderPlaced = { kind: 'rfm', event: 'order_place', amount: 'total' }
  expect(await told({ rfm: orderPlaced, buys: SCORES.buys })).toMatch(/scores\.rfm\..*order_placed/)
  expect(await told({ ...SCORES, country: SCORES.rfm })).toContain('"country"')
  expect(await told({ ...SCORES, Value: SCORES.rfm })).toContain('snake_case')
  expect(await told({ ...SCORES, rfm: { ...SCORES.rfm, amout: 'total' } })).toMatch(/scores\.rfm.*amout/)
  expect(await told({ rfm: SCORES.rfm })).toMatch(/no attribute is called "buys"/)
})
