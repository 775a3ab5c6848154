import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeatureTable } from '../../src/scores/index.ts'
import {
  chooseHalfLife,
  createRandom,
  DEFAULT_WEIGHTS,
  daysUntilBelow,
  fitEngagement,
  scoreEngagement,
} from '../../src/scores/index.ts'
import { event } from '../../src/segments/suites/stories/story-events.ts'
import { referenceDir, referenceRows } from '../reference-dir.ts'
import { AS_OF, at, exampleMembers, type People, type StoryEvent, whoPasses } from '../segments/people.ts'

const DAY_MS = 86_400_000
const RUNS = { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 300 : 30 }
const table = (columns: Record<string, readonly number[]>): FeatureTable => ({
  names: Object.keys(columns),
  rows: Object.values(columns)[0]?.length ?? 0,
  columns: Object.values(columns).map(column => Float64Array.from(column)),
})
const fresh = (n: number, sum = 2) => table({ email_opened: Array.from({ length: n }, () => sum) })

describe('the score', () => {
  test('is 0 without events, 50 at the usual, and the weighted sum decides between', () => {
    const sums = table({ email_opened: [0, 2, 2, 6], email_clicked: [0, 0, 1, 0], unheard: [9, 9, 9, 9] })
    const model = fitEngagement(fresh(50))
    expect(model).toMatchObject({ midpoint: 2, halfLifeDays: 30, verdict: { enough: true } })
    // 2/(2+2), (2+3)/(5+2), 6/(6+2).
    expect([...scoreEngagement(model, sums)].map(score => Math.round(score * 10) / 10)).toEqual([
      0, 50, 71.4, 75,
    ])
  })

  test('an opt-out takes away, but never below 0; what is missing or infinite counts as nothing', () => {
    const sums = table({
      email_opened: [2, Number.NaN, Number.POSITIVE_INFINITY],
      email_unsubscribed: [1, 0, 0],
    })
    expect([...scoreEngagement(fitEngagement(fresh(50)), sums)]).toEqual([0, 0, 0])
  })

  test('below 50 engaged contacts one fresh event scores 50, and the verdict says so', () => {
    expect(fitEngagement(fresh(50)).verdict.enough).toBe(true)
    const few = fitEngagement(fresh(49))
    expect(few).toMatchObject({ midpoint: 1, verdict: { reason: expect.stringContaining('49 engaged') } })
    expect([...scoreEngagement(few, table({ email_opened: [1] }))]).toEqual([50])
    expect(fitEngagement(fresh(0)).midpoint).toBe(1)
  })

  test('weights and half-lives that are no numbers are refused', () => {
    expect(() => fitEngagement(fresh(1), { weights: { email_opened: Number.NaN } })).toThrow('`email_opened`')
    for (const halfLifeDays of [0, -1, Number.NaN]) {
      expect(() => fitEngagement(fresh(1), { halfLifeDays })).toThrow(RangeError)
    }
  })

  test('falls below a threshold on the day foretold', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 500, noNaN: true }),
        fc.integer({ min: 1, max: 99 }),
        (sum, threshold) => {
          const model = fitEngagement(fresh(50))
          const scoreAfter = (days: number) =>
            scoreEngagement(model, table({ email_opened: [sum * 0.5 ** (days / 30)] }))[0] as number
          const days = daysUntilBelow(model, scoreAfter(0), threshold)
          if (scoreAfter(0) < threshold) expect(days).toBe(0)
          else {
            expect(scoreAfter(days + 1e-6)).toBeLessThan(threshold)
            expect(scoreAfter(Math.max(0, days - 1e-6))).toBeGreaterThanOrEqual(threshold - 1e-9)
          }
        },
      ),
      RUNS,
    )
    expect(() => daysUntilBelow(fitEngagement(fresh(50)), 50, 100)).toThrow(RangeError)
  })
})

describe('in segments', () => {
  const model = fitEngagement(fresh(50))

  /** Scores as the hub would write them, so many days after the moment of every story. */
  function scored(people: People, daysLater = 0): People {
    const now = AS_OF + daysLater * DAY_MS
    const entries = Object.entries(people).map(([name, person]) => {
      const sumOf = (type: string) =>
        (person.events ?? [])
          .filter(one => one.type === type)
          .reduce((sum, one) => sum + 0.5 ** ((now - at(String(one.at))) / DAY_MS / model.halfLifeDays), 0)
      const sums = table(Object.fromEntries(Object.keys(model.weights).map(type => [type, [sumOf(type)]])))
      const engagement_score = scoreEngagement(model, sums)[0] as number
      return [name, { ...person, attributes: { engagement_score: Number(engagement_score.toFixed(6)) } }]
    })
    return Object.fromEntries(entries)
  }
  const opens = (n: number, on = '2026-04-01'): StoryEvent[] =>
    Array.from({ length: n }, () => event('email_opened', on))

  test('W9: falls below the threshold by silence alone, on the day foretold', async () => {
    const people: People = { keen: { events: opens(9) }, cooling: { events: opens(2) }, never: {} }
    const falling = async (daysLater: number) =>
      (await exampleMembers('w09-engagement-falling.yaml', scored(people, daysLater)))['engagement-falling']
    expect(await falling(0)).toEqual(['never'])
    const today = Number(scored(people).cooling?.attributes?.engagement_score)
    const day = Math.ceil(daysUntilBelow(model, today, 40))
    expect(await falling(day - 1)).toEqual(['never'])
    expect(await falling(day)).toEqual(['cooling', 'never'])
    expect(await falling(200)).toEqual(['keen', 'cooling', 'never'])
    // An open brings back who had fallen.
    people.cooling?.events?.push({ ...event('email_opened', new Date(AS_OF + day * DAY_MS).toISOString()) })
    expect(await falling(day)).toEqual(['never'])
  })

  test('W22: an added cart raises the score, and the contact becomes a cart abandoner', async () => {
    const cartModel = fitEngagement(fresh(50), { weights: { ...DEFAULT_WEIGHTS, cart_added: 2 } })
    const scoreOf = (carts: number) =>
      scoreEngagement(cartModel, table({ email_opened: [1], cart_added: [carts] }))[0] as number
    expect(scoreOf(1)).toBeGreaterThan(scoreOf(0))
    const people: People = {
      carted: {
        attributes: { engagement_score: Number(scoreOf(1).toFixed(6)) },
        events: [event('cart_added', '2026-04-01T11:00:00Z')],
      },
      reader: { attributes: { engagement_score: Number(scoreOf(0).toFixed(6)) } },
    }
    expect(await exampleMembers('w22-cart-abandoner.yaml', people)).toEqual({ 'cart-abandoner': ['carted'] })
    expect(await exampleMembers('w09-engagement-falling.yaml', people)).toEqual({
      'engagement-falling': ['reader'],
    })
  })

  test('bands of the score part all contacts', async () => {
    const people = scored({ keen: { events: opens(9) }, usual: { events: opens(2) }, never: {} })
    expect(await whoPasses('{ attribute: engagement_score, at_least: 75 }', people)).toEqual(['keen'])
    expect(await whoPasses('{ attribute: engagement_score, at_least: 40, less_than: 75 }', people)).toEqual([
      'usual',
    ])
  })
})

describe('the half-life', () => {
  /** Contacts whose last event `age` days ago decides alone, with a chance that halves every `truth` days. */
  function world(truth: number, halfLives: readonly number[], seed: number, n = 4000) {
    const random = createRandom(seed)
    const people = Array.from({ length: n }, () => {
      const ages = Array.from({ length: 1 + Math.floor(random() * 6) }, () => random() * 180)
      const sum = ages.reduce((total, age) => total + 0.5 ** (age / truth), 0)
      return { ages, label: random() < sum / (sum + 2) ? 1 : 0 }
    })
    return {
      sums: halfLives.map(h =>
        table({ email_opened: people.map(({ ages }) => ages.reduce((s, age) => s + 0.5 ** (age / h), 0)) }),
      ),
      labels: people.map(({ label }) => label),
    }
  }

  test('is the one that the events were made with', () => {
    const halfLives = [5, 30, 365]
    for (const truth of halfLives) {
      const choice = chooseHalfLife(halfLives, {
        earlier: world(truth, halfLives, 1),
        later: world(truth, halfLives, 2),
        weights: { email_opened: 1 },
      })
      expect(choice.halfLifeDays).toBe(truth)
      expect(choice.auc).toBeGreaterThan(0.6)
      expect(choice.candidates).toHaveLength(3)
    }
  })

  test('stays at 30 days where too few acted, and says so', () => {
    const halfLives = [7, 90]
    const few = {
      ...world(30, halfLives, 1, 150),
      labels: Array.from({ length: 150 }, (_, i) => (i < 99 ? 1 : 0)),
    }
    const choice = chooseHalfLife(halfLives, { earlier: few, later: few, weights: DEFAULT_WEIGHTS })
    expect(choice).toEqual({
      halfLifeDays: 30,
      candidates: [],
      verdict: { enough: false, reason: 'not enough data: 51 who did not act, 100 needed; using 30 days' },
    })
    expect(() => chooseHalfLife([7], { earlier: few, later: few, weights: DEFAULT_WEIGHTS })).toThrow(
      RangeError,
    )
  })

  test.skipIf(referenceDir === undefined)(
    'simulated e-mail: chosen on earlier mails, the area of later ones',
    () => {
      const halfLives = [7, 30, 120]
      const mails = readMails()
      const earlier = mails.snapshot(28, 33, halfLives)
      const later = mails.snapshot(35, 40, halfLives)
      const weights = { open: 1, click: 3 }
      const choice = chooseHalfLife(halfLives, { earlier, later, weights })
      const only = ({ sums, labels }: typeof earlier) => ({ sums: sums.slice(1, 2), labels })
      const thirty = chooseHalfLife([30], { earlier: only(earlier), later: only(later), weights })
      // The reference's feature of 30 days has this area on the later mails; the choice beats it.
      expect(thirty.auc).toBeCloseTo(0.843597, 5)
      expect(choice.halfLifeDays).toBe(120)
      expect(choice.auc).toBeGreaterThan(0.843597)
    },
    60_000,
  )
})

/** Decay sums of opens and clicks that were visible when a mail was sent, and who opened it within seven days. */
function readMails() {
  const sentAt = new Map(
    referenceRows('email_sim_mailshots.csv').map(row => [
      Number(row.mailshot_id),
      Date.parse(`${row.sent_ts}Z`) / DAY_MS,
    ]),
  )
  const sends = Map.groupBy(
    referenceRows('email_sim_sends.csv.gz').map(row => ({
      recipient: Number(row.recipient_id),
      mailshot: Number(row.mailshot_id),
      open: row.open_delay_min === '' ? Number.NaN : Number(row.open_delay_min) / 1440,
      click:
        row.click_delay_after_open_min === '' ? Number.NaN : Number(row.click_delay_after_open_min) / 1440,
    })),
    ({ recipient }) => recipient,
  )
  return {
    snapshot(first: number, last: number, halfLives: readonly number[]) {
      const labels: number[] = []
      const sums = halfLives.map(() => ({ open: [] as number[], click: [] as number[] }))
      for (const own of sends.values()) {
        for (const { mailshot, open } of own) {
          if (mailshot < first || mailshot > last) continue
          labels.push(open <= 7 ? 1 : 0)
          const now = sentAt.get(mailshot) ?? Number.NaN
          for (const [k, halfLife] of halfLives.entries()) {
            let [opens, clicks] = [0, 0]
            for (const earlier of own) {
              const opened = (sentAt.get(earlier.mailshot) ?? Number.NaN) + earlier.open
              const clicked = opened + earlier.click
              if (opened <= now) opens += 0.5 ** ((now - opened) / halfLife)
              if (clicked <= now) clicks += 0.5 ** ((now - clicked) / halfLife)
            }
            sums[k]?.open.push(opens)
            sums[k]?.click.push(clicks)
          }
        }
      }
      return { sums: sums.map(table), labels }
    },
  }
}
