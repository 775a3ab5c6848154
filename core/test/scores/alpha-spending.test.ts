import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spendingPValue } from '../../src/scores/experiments/alpha-spending.ts'
import { crossingChance, repeatedPValue } from '../../src/scores/experiments/looks.ts'
import {
  createRandom,
  type Experiment,
  kindOf,
  obrienFlemingBounds,
  reportExperiment,
  spendingBounds,
} from '../../src/scores/index.ts'
import { normalTwoSided } from '../../src/scores/statistics/normal.ts'

const thirds = [1 / 3, 2 / 3, 1]

/** Plans of two to six looks at least a hundredth apart, the last at 1. */
const plans = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 })
  .map(hundredths => [...hundredths.toSorted((a, b) => a - b).map(each => each / 100), 1])

describe('spending of the O’Brien-Fleming type', () => {
  test('the bounds are those published for equal steps', () => {
    // DeMets & Lan 1994, Statistics in Medicine 13; the same digits are printed by ldbounds, gsDesign and rpact.
    const published = [[1.96], [2.9626, 1.9686], [3.7103, 2.5114, 1.993], [4.3326, 2.9631, 2.359, 2.0141]]
    for (const bounds of published) {
      const steps = bounds.map((_, k) => (k + 1) / bounds.length)
      expect(spendingBounds(steps).map(z => Number(z.toFixed(4)))).toEqual(bounds)
    }
    const five = [4.8769, 3.357, 2.6803, 2.2898, 2.031]
    expect(spendingBounds([0.2, 0.4, 0.6, 0.8, 1]).map(z => Number(z.toFixed(4)))).toEqual(five)
  })

  test('and for unequal steps those of the multivariate normal distribution function of scipy 1.17', () => {
    const known: [number[], number[]][] = [
      [
        [0.7, 1],
        [2.437994989, 1.999930501],
      ],
      [
        [0.3, 0.55, 1],
        [3.928572545, 2.807876856, 1.974015953],
      ],
      [
        [0.13, 0.4, 0.69, 1],
        [6.106794308, 3.356869498, 2.465752142, 1.998331173],
      ],
    ]
    for (const [fractions, expected] of known)
      for (const [k, bound] of spendingBounds(fractions).entries())
        expect(Math.abs(bound - (expected[k] as number))).toBeLessThan(1e-6)
  })

  test('whatever the plan, all looks together err with the chance promised, and early ones hardly', () => {
    fc.assert(
      fc.property(plans, fractions => {
        const bounds = spendingBounds(fractions)
        expect(crossingChance(bounds, fractions)).toBeCloseTo(0.05, 9)
        const first = fractions[0] as number
        const strict = crossingChance(bounds.slice(0, 1), [first])
        expect(strict).toBeLessThanOrEqual(0.05 * first + 1e-12)
        // A bound does not change by what is planned after it: looks may be added on the way.
        expect(spendingBounds([first, 1])[0]).toBeCloseTo(bounds[0] as number, 9)
      }),
      { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 300 : 30 },
    )
  })

  test('a p-value reaches alpha exactly at the bound, and stays right in the tails', () => {
    const fractions = [0.15, 0.5, 1]
    for (const [k, z] of spendingBounds(fractions).entries())
      expect(spendingPValue(normalTwoSided(z), k + 1, fractions)).toBeCloseTo(0.05, 7)
    const alone = [0.5, 0.05, 1e-6, 1e-14, 1e-15, 1e-16, 1e-40, 1e-100]
    for (const look of [2, 3]) {
      const tail = alone.map(p => spendingPValue(p, look, fractions))
      expect(tail).toEqual(tail.toSorted((a, b) => b - a))
      // Looking more than once never makes a p-value smaller, but for the last digits of a root.
      for (const [i, p] of alone.entries()) expect((tail[i] as number) / p).toBeGreaterThan(1 - 1e-9)
    }
    expect(spendingPValue(1e-100, 3, fractions)).toBeLessThan(1.1e-100)
    expect([spendingPValue(0.03, 1, [1]), spendingPValue(1, 2, fractions)]).toEqual([0.03, 1])
    expect(() => spendingPValue(0.03, 4, fractions)).toThrow('not planned')
  })

  test('equal steps may be spelled both ways, and then differ in the third digit', () => {
    for (const [k, bound] of spendingBounds(thirds).entries())
      expect(Math.abs(bound / (obrienFlemingBounds(3)[k] as number) - 1)).toBeLessThan(0.1)
    const [spent, own] = [spendingPValue(0.01, 2, thirds), repeatedPValue(0.01, 2, 3)]
    expect(Math.abs(spent - own)).toBeLessThan(0.01)
  })

  test('what is no plan is refused', () => {
    for (const fractions of [[], [0.5], [0.5, 0.4, 1], [0, 1], [0.5, 0.505, 1], [0.5, 1.2], [Number.NaN, 1]])
      expect(() => spendingBounds(fractions), String(fractions)).toThrow(RangeError)
  })
})

describe('an experiment that is looked at when it suits', () => {
  const experiment: Experiment = {
    id: 'subject-line',
    arms: [{ id: 'plain' }, { id: 'question' }],
    metrics: [{ id: 'opened', kind: 'rate' }],
    looks: { contactsPerArm: 1_000, looks: [0.2, 0.55, 1] },
  }
  const at = (look: number, contacts: number, share = 0.3) =>
    reportExperiment(
      experiment,
      [
        {
          segment: 'all',
          arms: [
            { contacts, successes: { opened: contacts * 0.2 }, spent: {} },
            { contacts, successes: { opened: contacts * share }, spent: {} },
          ],
        },
      ],
      { look, random: createRandom(1) },
    )[0]?.comparisons[0]

  test('each look waits for its own contacts, and decides by what it may spend', () => {
    expect([at(1, 199)?.call.verdict, at(1, 200)?.call.verdict]).toEqual(['wait', 'not-shown'])
    expect([at(2, 549)?.call.verdict, at(2, 550)?.call.verdict]).toEqual(['wait', 'better'])
    expect(at(3, 1_000, 0.21)?.call.verdict).toBe('not-shown')
    expect(() => at(4, 1_000)).toThrow('not one of the 3 planned')
  })

  test('a configuration names the fractions, and wrong ones are told', () => {
    const definition = {
      kind: 'experiment' as const,
      segments: ['vip'],
      arms: [{ id: 'plain' }, { id: 'bold' }],
      from: '2026-04-01T00:00:00Z',
      within: '7d',
      metrics: { opened: { event: 'email_opened', count: true } },
      contactsPerArm: 80,
    }
    const { schema } = kindOf({ ...definition, metrics: {} })
    expect(schema.safeParse({ ...definition, looks: [0.25, 0.6, 1] }).success).toBe(true)
    for (const looks of [[0.6, 0.25, 1], [0.25, 0.6], [0.25, 0.251, 1], [], 0, 21, 1.5])
      expect(schema.safeParse({ ...definition, looks }).success, String(looks)).toBe(false)
  })
})
