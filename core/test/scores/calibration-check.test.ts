import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days, type Instant, instant } from '../../src/schema/index.ts'
import {
  checkCalibration,
  checkScore,
  createRandom,
  type ScoreDefinition,
  trainScore,
} from '../../src/scores/index.ts'
import { contextOf } from './served-world.ts'

/** Chances, and what came of them when each is multiplied by `factor`. */
function world(contacts: number, factor: number, seed: number, scale = 1) {
  const random = createRandom(seed)
  const chances = Float64Array.from({ length: contacts }, () => scale * random() ** 2)
  return { chances, labels: Uint8Array.from(chances, chance => (random() < chance * factor ? 1 : 0)) }
}

describe('chances against what happened', () => {
  test('chances that come true are told as such, whatever the number of contacts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 20_000 }), fc.integer({ min: 0 }), (contacts, seed) => {
        const { chances, labels } = world(contacts, 1, seed)
        const { bands, all } = checkCalibration(chances, labels)
        expect(bands).toHaveLength(Math.min(10, Math.floor(contacts / 100)))
        expect(bands.reduce((sum, band) => sum + band.contacts, 0)).toBe(contacts)
        const expected = chances.reduce((sum, chance) => sum + chance, 0) / contacts
        expect(all?.foreseen).toBeCloseTo(expected, 12)
        expect(all?.happened).toBeCloseTo(labels.reduce((sum, label) => sum + label, 0) / contacts, 12)
      }),
      { numRuns: 50 },
    )
    const wrong = Array.from({ length: 200 }, (_, seed) => world(3_000, 1, seed)).filter(
      ({ chances, labels }) => checkCalibration(chances, labels).verdict === 'off',
    )
    // Everybody and the bands err in 1 of 100 each where nothing is wrong: 4 of 200, give or take 2.
    expect(wrong.length).toBeLessThanOrEqual(6)
  })

  test('half as many again, or half, is off, and the sentence says of whom', () => {
    for (const factor of [0.5, 1.4]) {
      const { chances, labels } = world(5_000, factor, 3, 0.6)
      const { verdict, reason, all } = checkCalibration(chances, labels)
      expect(verdict).toBe('off')
      expect(reason).toMatch(
        /^of everybody, 5000 contacts, \d+\.\d % were foreseen and \d+\.\d % came true \(\d+\.\d % to \d+\.\d %\)$/,
      )
      expect(all?.off).toBe(true)
    }
  })

  test('right on the whole and wrong at both ends is off in a band', () => {
    const chances = Float64Array.from({ length: 2_000 }, (_, row) => (row < 1_000 ? 0.1 : 0.5))
    const labels = Uint8Array.from(chances, (_, row) => (row % 10 < 3 ? 1 : 0))
    const check = checkCalibration(chances, labels)
    expect([check.all?.foreseen, check.all?.happened].map(share => share?.toFixed(9))).toEqual([
      '0.300000000',
      '0.300000000',
    ])
    expect(check.all?.off).toBe(false)
    expect(check.verdict).toBe('off')
    expect(check.reason).toMatch(
      /^of band 1 of 10, the most likely first, 200 contacts, 50\.0 % were foreseen/,
    )
    expect(check.bands.map(({ off }) => off)).toEqual(Array.from({ length: 10 }, () => true))
  })

  test('a million contacts do not make an alarm of what does not matter', () => {
    const { chances, labels } = world(300_000, 1.1, 5)
    const { verdict, bands } = checkCalibration(chances, labels)
    expect(verdict).toBe('calibrated')
    const [first] = bands
    // Chance does not explain it, and it is a tenth: not worth a training.
    expect(first && (first.foreseen < first.interval[0] || first.foreseen > first.interval[1])).toBe(true)
  })

  test('99 contacts say nothing, 100 do; nobody and certainty make no NaN', () => {
    const { chances, labels } = world(100, 1, 1)
    expect(checkCalibration(chances.subarray(1), labels.subarray(1))).toEqual({
      verdict: 'not-enough',
      reason: 'not enough data: 99 contacts whose time is over, 100 needed',
      all: null,
      bands: [],
    })
    expect(checkCalibration(chances, labels).bands).toHaveLength(1)
    for (const [chance, label] of [
      [0, 0],
      [1, 1],
      [0, 1],
      [1, 0],
    ] as const) {
      const check = checkCalibration(new Float64Array(200).fill(chance), new Uint8Array(200).fill(label))
      expect(check.verdict).toBe(chance === label ? 'calibrated' : 'off')
      expect(JSON.stringify(check)).not.toMatch(/null|NaN/)
    }
  })
})

describe('a propensity looked at once its time is over', () => {
  const start = instant(Date.UTC(2026, 0, 1))
  const at = (day: number) => (start + days(day)) as Instant
  const PEOPLE = 300
  /** A machine busy with other work must not turn a test red. */
  const PATIENCE_MS = 60_000
  const TURN = 400

  /** Everybody orders once in about 20 days if keen, once in 200 if not; after the turn most keen orders stay away. */
  const events = Array.from({ length: PEOPLE }, (_, index) => {
    const random = createRandom(index + 1)
    const own = []
    const keen = index % 2 === 0
    for (let day = 20 * random(); day < 640; day += (keen ? 20 : 200) * -Math.log(1 - random()))
      if (!keen || day < TURN || random() < 0.1) own.push(day)
    return own.map((day, number) => ({
      eventId: BigInt(index * 10_000 + number),
      type: 'order_placed',
      contactNo: index + 1,
      at: at(day),
      properties: { total: '10.00' },
    }))
  }).flat()
  const context = (day: number) =>
    contextOf({ name: 'buys', events, contacts: PEOPLE, now: at(day), firstEventAt: at(0) })
  const definition: ScoreDefinition = {
    kind: 'propensity',
    event: 'order_placed',
    within: '30d',
    candidates: ['logistic'],
  }

  test(
    'only windows that are over and taught nothing are looked at, and an alarm follows the turn',
    async () => {
      const { document } = await trainScore(definition, context(TURN), null)
      const check = (day: number, after: Instant | null = null) => checkScore(document, context(day), after)
      // The newest window that is over is the one that the model was judged by.
      expect(await check(TURN)).toBeNull()
      const early = await check(TURN + 1)
      expect(early).toMatchObject({ snapshot: at(TURN + 1 - 31), until: at(TURN), verdict: 'calibrated' })
      // Two days further on it would say the same again; after a tenth of the window it is looked at anew.
      expect(await check(TURN + 2, early?.snapshot ?? null)).toBeNull()
      const turned = await check(TURN + 31, early?.snapshot ?? null)
      expect(turned).toMatchObject({ snapshot: at(TURN), until: at(TURN + 30), verdict: 'off' })
      expect(turned?.all?.happened).toBeLessThan((turned?.all?.foreseen ?? 0) / 1.25)
    },
    PATIENCE_MS,
  )

  test(
    'a kind that foretells nothing, and a model that learned nothing, are not looked at',
    async () => {
      const rfm = await trainScore(
        { kind: 'rfm', event: 'order_placed', amount: 'total' },
        context(TURN),
        null,
      )
      expect(await checkScore(rfm.document, context(TURN + 60), null)).toBeNull()
      const young = await trainScore(definition, context(40), null)
      expect(young.card.verdict.enough).toBe(false)
      expect(await checkScore(young.document, context(80), null)).toBeNull()
    },
    PATIENCE_MS,
  )
})
