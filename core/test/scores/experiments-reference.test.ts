import { describe, expect, test } from 'vitest'
import { compareRates } from '../../src/scores/experiments/compare-rates.ts'
import { crossingChance } from '../../src/scores/experiments/looks.ts'
import { checkSampleRatio } from '../../src/scores/experiments/sample-ratio.ts'
import type { ArmOutcome, Experiment } from '../../src/scores/index.ts'
import {
  contactsPerArmForRates,
  createRandom,
  detectableRise,
  obrienFlemingBounds,
  reportExperiment,
} from '../../src/scores/index.ts'
import { referenceDir, referenceFigures, referenceRows } from '../reference-dir.ts'

type Pair = [number, number]
interface Rate {
  n: Pair
  x: Pair
  rate: Pair
  wilson95: [Pair, Pair]
  diff: number
  newcombe95: Pair
  z_pooled: number
  p_two_sided: number
}
interface Spend {
  mean: Pair
  diff: number
  ci95: Pair
  t: number
  df: number
  p_two_sided: number
}

/** Equal to the file's six digits. */
function expectDigits(found: readonly number[], expected: readonly number[]) {
  expect(found.map(value => Number(value.toPrecision(6)))).toEqual(expected)
}

function expectRate(found: ReturnType<typeof compareRates>, figures: Rate) {
  expectDigits(found.rates, figures.rate)
  found.intervals.forEach((interval, i) => {
    expectDigits(interval, figures.wilson95[i] as Pair)
  })
  expectDigits([found.difference, ...found.interval], [figures.diff, ...figures.newcombe95])
  expectDigits([found.z, found.pValue], [figures.z_pooled, figures.p_two_sided])
}

const HILLSTROM: Experiment = {
  id: 'hillstrom',
  arms: [{ id: 'No E-Mail' }, { id: 'Womens E-Mail' }, { id: 'Mens E-Mail' }],
  metrics: [
    { id: 'visit', kind: 'rate' },
    { id: 'conversion', kind: 'rate' },
    { id: 'spend', kind: 'amount' },
  ],
  pairs: 'all',
  looks: { contactsPerArm: 20_000 },
}

describe.skipIf(referenceDir === undefined)('experiment statistics to six digits', () => {
  test('Hillstrom: rates, revenue, Holm and the sample ratio, through the report', () => {
    const figures = referenceFigures<Record<string, Record<string, unknown>>>('hillstrom_ab')
    const rows = referenceRows('hillstrom.csv.gz')
    const arms = HILLSTROM.arms.map(({ id }): ArmOutcome => {
      const mine = rows.filter(row => row.segment === id)
      const sum = (column: string) => mine.reduce((total, row) => total + Number(row[column]), 0)
      return {
        contacts: mine.length,
        successes: { visit: sum('visit'), conversion: sum('conversion') },
        spent: { spend: Float64Array.from(mine, row => Number(row.spend)).filter(amount => amount > 0) },
      }
    })
    const [report] = reportExperiment(HILLSTROM, [{ segment: 'all', arms }], {
      look: 1,
      random: createRandom(5),
    })
    expectDigits(
      [report?.sampleRatio.chiSquare ?? 0, report?.sampleRatio.pValue ?? 0],
      Object.values(figures.srm_chi2 as { chi2: number; p: number }),
    )
    expect(report?.comparisons).toHaveLength(9)
    for (const { arm, against, metric, figures: found, adjustedPValue, call } of report?.comparisons ?? []) {
      const name = against === 'No E-Mail' ? arm : 'Mens vs Womens'
      expectDigits(
        [adjustedPValue ?? 0],
        [(figures.adjusted_holm as Record<string, number>)[`${name} / ${metric}`] ?? 1],
      )
      expect(call.verdict).toBe('better')
      const reference = figures[name]?.[metric]
      if (found?.kind === 'rate') expectRate(found, reference as Rate)
      if (found?.kind === 'amount') {
        const { mean, diff, ci95, t, df, p_two_sided } = reference as Spend
        expectDigits(found.means, mean)
        expectDigits([found.difference, ...found.interval], [diff, ...ci95])
        expectDigits([found.t, found.degreesOfFreedom, found.pValue], [t, df, p_two_sided])
        // Revenue of 1 buyer in 100 is as skewed as it gets; the bootstrap still agrees within a tenth.
        found.bootstrap.forEach((end, i) => {
          expect(Math.abs(end - (ci95[i] as number))).toBeLessThan(0.1 * (ci95[1] - ci95[0]))
        })
      }
    }
  })

  test('small samples, sizes, looks', () => {
    const checks = referenceFigures<{
      tiny: Rate
      zero: Rate
      sample_size_per_arm_power80_alpha05: Record<string, number>
      min_detectable_at_30_per_arm_from_0_20: number
      peeking_5_looks_false_positive_at_1_96: number
      obrien_fleming_5_looks: number[]
      obrien_fleming_false_positive: number
    }>('ab_checks')
    for (const figures of [checks.tiny, checks.zero]) {
      const [arm, control] = figures.n.map((contacts, i) => ({ contacts, successes: figures.x[i] as number }))
      if (arm === undefined || control === undefined) throw new Error('both arms are there')
      expectRate(compareRates(arm, control), figures)
    }
    for (const [rates, contacts] of Object.entries(checks.sample_size_per_arm_power80_alpha05)) {
      const [from, to] = rates.split('->').map(Number) as Pair
      expect(contactsPerArmForRates(from, to)).toBe(contacts)
    }
    expect(detectableRise(0.2, 30)).toBeCloseTo(checks.min_detectable_at_30_per_arm_from_0_20, 3)
    // The reference simulated these; a simulation of a million has a standard error of 0.0003.
    obrienFlemingBounds(5).forEach((bound, k) => {
      expect(bound).toBeCloseTo(checks.obrien_fleming_5_looks[k] as number, 3)
    })
    expect(crossingChance(checks.obrien_fleming_5_looks)).toBeCloseTo(checks.obrien_fleming_false_positive, 3)
    const peeking = crossingChance([1.96, 1.96, 1.96, 1.96, 1.96])
    expect(peeking).toBeCloseTo(checks.peeking_5_looks_false_positive_at_1_96, 3)
  })

  test('a ratio needs two arms and fits', () => {
    expect(checkSampleRatio([50, 50], [1, 1])).toEqual({ chiSquare: 0, pValue: 1, asPlanned: true })
    expect(checkSampleRatio([0, 0], [1, 1]).asPlanned).toBe(true)
    expect(checkSampleRatio([600, 400], [1, 1]).asPlanned).toBe(false)
    expect(() => checkSampleRatio([5], [1])).toThrow(RangeError)
  })
})
