import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootstrapDifference } from '../../src/scores/experiments/bootstrap-amounts.ts'
import { compareAmounts } from '../../src/scores/experiments/compare-amounts.ts'
import { compareRates, wilsonInterval, Z_95 } from '../../src/scores/experiments/compare-rates.ts'
import { holmAdjusted } from '../../src/scores/experiments/holm.ts'
import { crossingChance, repeatedPValue } from '../../src/scores/experiments/looks.ts'
import { checkSampleRatio } from '../../src/scores/experiments/sample-ratio.ts'
import { powerForRates } from '../../src/scores/experiments/sample-size.ts'
import type { ArmOutcome, Experiment } from '../../src/scores/index.ts'
import {
  assignArms,
  contactsPerArmForAmounts,
  contactsPerArmForRates,
  createRandom,
  detectableRise,
  HOLDOUT,
  obrienFlemingBounds,
  reportExperiment,
} from '../../src/scores/index.ts'

const RUNS = { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 500 : 50 }
const people = Uint32Array.from({ length: 20_000 }, (_, i) => i + 1)

const experiment: Experiment = {
  id: 'subject-line',
  arms: [{ id: 'plain' }, { id: 'question' }],
  metrics: [{ id: 'opened', kind: 'rate' }],
  looks: { contactsPerArm: 30 },
}
const arm = (contacts: number, opened: number, spent: number[] = []): ArmOutcome => ({
  contacts,
  successes: { opened },
  spent: { revenue: Float64Array.from(spent) },
})
const report = (of: Experiment, arms: readonly ArmOutcome[], look = 1) =>
  reportExperiment(of, [{ segment: 'all', arms }], { look, random: createRandom(1) })[0]

describe('assignment', () => {
  test('is the same for ever, and pinned so that a change of the hash is seen', () => {
    expect([...assignArms(experiment, 'vip', people.subarray(0, 12))]).toEqual([
      ...assignArms(experiment, 'vip', people.subarray(0, 12)),
    ])
    expect([...assignArms(experiment, 'vip', people.subarray(0, 12))].join('')).toBe(PINNED)
  })

  test('gives arms their weights, whatever the number of the contact', () => {
    const weighted = { ...experiment, arms: [{ id: 'a', weight: 1 }, { id: 'b', weight: 2 }, { id: 'c' }] }
    const sizes = tally(assignArms(weighted, 'vip', people), 3)
    expect(checkSampleRatio(sizes, [1, 2, 1]).asPlanned).toBe(true)
    const even = tally(
      assignArms(
        weighted,
        'vip',
        people.filter(no => no % 2 === 0),
      ),
      3,
    )
    expect(checkSampleRatio(even, [1, 2, 1]).asPlanned).toBe(true)
  })

  test('a new arm takes from all, and moves nobody between the others', () => {
    const before = assignArms(experiment, 'vip', people)
    const after = assignArms({ ...experiment, arms: [...experiment.arms, { id: 'new' }] }, 'vip', people)
    for (let i = 0; i < people.length; i += 1) if (after[i] !== 2) expect(after[i]).toBe(before[i])
    expect(tally(after, 3)[2]).toBeGreaterThan(people.length * 0.32)
  })

  test('two experiments cut the same people independently', () => {
    const first = assignArms(experiment, 'vip', people)
    const second = assignArms({ ...experiment, id: 'footer' }, 'vip', people)
    const cells = [0, 0, 0, 0]
    first.forEach((a, i) => {
      const cell = a * 2 + (second[i] as number)
      cells[cell] = (cells[cell] as number) + 1
    })
    expect(checkSampleRatio(cells, [1, 1, 1, 1]).asPlanned).toBe(true)
  })

  test('the holdout hangs on the segment, has its share, and grows without letting anybody in', () => {
    const held = (of: Experiment, segment: string) => {
      const arms = assignArms(of, segment, people)
      return Array.from(people.filter((_, i) => arms[i] === HOLDOUT))
    }
    const ten = held({ ...experiment, holdout: 0.1 }, 'vip')
    expect(ten.length / people.length).toBeCloseTo(0.1, 2)
    expect(held({ ...experiment, id: 'footer', holdout: 0.1 }, 'vip')).toEqual(ten)
    const grown = new Set(held({ ...experiment, holdout: 0.2 }, 'vip'))
    expect(ten.every(no => grown.has(no))).toBe(true)
    const elsewhere = new Set(held({ ...experiment, holdout: 0.1 }, 'lapsed'))
    expect(ten.filter(no => elsewhere.has(no)).length).toBeLessThan(ten.length / 5)
    expect(held(experiment, 'vip')).toEqual([])
  })

  test('what cannot be drawn is refused', () => {
    const assign = (change: Partial<Experiment>) => () =>
      assignArms({ ...experiment, ...change }, 'vip', people)
    expect(assign({ arms: [{ id: 'a' }] })).toThrow('2 to 100 arms')
    expect(assign({ arms: [{ id: 'a' }, { id: 'a' }] })).toThrow('ids of their own')
    expect(assign({ arms: [{ id: 'a' }, { id: 'b', weight: 0 }] })).toThrow('weight of arm `b`')
    expect(assign({ holdout: 1 })).toThrow(RangeError)
  })
})

describe('rates', () => {
  test('the Wilson interval ends where the score test stands at its critical value', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (contacts, share) => {
          const successes = Math.round(contacts * share)
          for (const end of wilsonInterval({ contacts, successes })) {
            if (end === 0 || end === 1) continue
            const z = (successes / contacts - end) / Math.sqrt((end * (1 - end)) / contacts)
            expect(Math.abs(z)).toBeCloseTo(Z_95, 6)
          }
        },
      ),
      RUNS,
    )
  })

  test('no success, and nothing but successes, stay inside 0 to 1', () => {
    expect(wilsonInterval({ contacts: 10, successes: 0 })[0]).toBe(0)
    expect(wilsonInterval({ contacts: 10, successes: 10 })[1]).toBe(1)
    const nothing = compareRates({ contacts: 10, successes: 0 }, { contacts: 20, successes: 0 })
    expect(nothing).toMatchObject({ difference: 0, z: 0, pValue: 1 })
    expect(() => compareRates({ contacts: 0, successes: 0 }, { contacts: 1, successes: 0 })).toThrow(
      RangeError,
    )
    expect(() => compareRates({ contacts: 3, successes: 4 }, { contacts: 1, successes: 0 })).toThrow(
      RangeError,
    )
  })
})

describe('amounts', () => {
  test('equal arms, arms without spread, and too few', () => {
    const same = { contacts: 3, spent: Float64Array.of(1, 2) }
    expect(compareAmounts(same, same)).toMatchObject({ difference: 0, pValue: 1 })
    const silent = { contacts: 3, spent: Float64Array.of() }
    expect(compareAmounts(silent, silent)).toMatchObject({ pValue: 1, interval: [0, 0] })
    expect(() => compareAmounts(same, { contacts: 1, spent: Float64Array.of(1) })).toThrow(RangeError)
    expect(() => compareAmounts(same, { contacts: 2, spent: Float64Array.of(Number.NaN) })).toThrow('missing')
  })

  test('who spent nothing counts without an entry', () => {
    const zeros = { contacts: 5, spent: Float64Array.of(4, 0, 9, 0, 0) }
    const other = { contacts: 4, spent: Float64Array.of(1, 2, 3, 9) }
    const found = compareAmounts({ contacts: 5, spent: Float64Array.of(4, 9) }, other)
    const written = compareAmounts(zeros, other)
    expect(found.t).toBeCloseTo(written.t, 12)
    expect(found.degreesOfFreedom).toBeCloseTo(written.degreesOfFreedom, 12)
  })

  test('the bootstrap agrees with Welch on well-behaved amounts, and repeats itself', () => {
    const random = createRandom(7)
    const draw = (n: number, shift: number) => ({
      contacts: n,
      spent: Float64Array.from({ length: n }, () => shift + random() + random() + random()),
    })
    const [a, b] = [draw(400, 0.2), draw(300, 0)]
    const welch = compareAmounts(a, b).interval
    const boot = bootstrapDifference(a, b, createRandom(3))
    expect(bootstrapDifference(a, b, createRandom(3))).toEqual(boot)
    const width = welch[1] - welch[0]
    boot.forEach((end, i) => {
      expect(Math.abs(end - (welch[i] as number))).toBeLessThan(width * 0.06)
    })
  })
})

describe('looks', () => {
  test('the bounds are those of the published tables', () => {
    // Jennison & Turnbull 2000, table 2.3: the constants for 5 %, two-sided.
    const published = { 1: 1.96, 2: 1.977, 3: 2.004, 4: 2.024, 5: 2.04, 10: 2.087, 20: 2.126 }
    for (const [looks, constant] of Object.entries(published)) {
      expect(obrienFlemingBounds(Number(looks)).at(-1)).toBeCloseTo(constant, 3)
    }
  })

  test('together they err with the chance promised, in a simulation', () => {
    const random = createRandom(11)
    const bounds = obrienFlemingBounds(5)
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const trials = 20_000
    let crossed = 0
    for (let trial = 0; trial < trials; trial += 1) {
      let sum = 0
      crossed += bounds.some((bound, k) => {
        sum += normal()
        return Math.abs(sum) / Math.sqrt(k + 1) > bound
      })
        ? 1
        : 0
    }
    expect(Math.abs(crossed / trials - 0.05)).toBeLessThan(0.006)
  })

  test('a repeated p-value reaches alpha exactly at the bound, and tails stay monotone', () => {
    const bounds = obrienFlemingBounds(4)
    bounds.forEach((z, k) => {
      const alone = compareP(z)
      expect(repeatedPValue(alone, k + 1, 4)).toBeCloseTo(0.05, 9)
    })
    const tail = [0.5, 0.05, 1e-6, 1e-14, 1e-15, 1e-16, 1e-40].map(p => repeatedPValue(p, 3, 4))
    expect(tail).toEqual(tail.toSorted((a, b) => b - a))
    expect(repeatedPValue(0.03, 1, 1)).toBe(0.03)
    expect(() => repeatedPValue(0.03, 5, 4)).toThrow('not planned')
    expect(() => obrienFlemingBounds(21)).toThrow(RangeError)
  })
})

describe('sizes', () => {
  test('a sample of the size asked for has the power asked for, and one fewer has not', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.double({ min: 0.01, max: 0.09, noNaN: true }),
        (from, rise) => {
          const contacts = contactsPerArmForRates(from, from + rise)
          expect(powerForRates(from, from + rise, contacts)).toBeGreaterThanOrEqual(0.8 - 1e-9)
          expect(powerForRates(from, from + rise, contacts - 1)).toBeLessThan(0.8 + 1e-9)
          expect(detectableRise(from, contacts)).toBeLessThanOrEqual(rise + 1e-9)
        },
      ),
      RUNS,
    )
  })

  test('of amounts: the textbook figure; of rises: none where even 100 % would be missed', () => {
    // Half a deviation at 80 % power: 2 (1.96 + 0.8416)² / 0.25 = 62.8.
    expect(contactsPerArmForAmounts(5, 10)).toBe(63)
    expect(detectableRise(0.9, 10)).toBeUndefined()
    expect(() => contactsPerArmForRates(0.1, 0.1)).toThrow(RangeError)
    expect(() => contactsPerArmForAmounts(0, 1)).toThrow(RangeError)
  })
})

test('Holm raises in order, never below a smaller one, never above 1', () => {
  expect(holmAdjusted([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
  expect(holmAdjusted([0.9, 0.8])).toEqual([1, 1])
  expect(holmAdjusted([])).toEqual([])
})

describe('a report', () => {
  test('W12: below 30 contacts an arm the verdict is refused, with the effect that could be seen', () => {
    const refused = report(experiment, [arm(29, 6), arm(30, 14)])?.comparisons[0]
    expect(refused?.call).toEqual({
      verdict: 'refused',
      reason:
        '29 contacts in the smaller arm, 30 needed; even those would show only a rise of at least 34.4 points from 20.7 %',
    })
    // The interval is shown all the same.
    expect(refused?.figures?.interval).toHaveLength(2)
    expect(refused?.adjustedPValue).toBeUndefined()
    const judged = report(experiment, [arm(30, 6), arm(30, 18)])?.comparisons[0]
    expect(judged?.call.verdict).toBe('better')
    expect(report(experiment, [arm(30, 18), arm(30, 6)])?.comparisons[0]?.call.verdict).toBe('worse')
    expect(report(experiment, [arm(30, 6), arm(30, 8)])?.comparisons[0]?.call).toMatchObject({
      verdict: 'not-shown',
      reason: expect.stringContaining('only a rise of at least 34.3 points from 20.0 %'),
    })
  })

  test('empty arms are refused, not divided by', () => {
    const [comparison] = report(experiment, [arm(0, 0), arm(0, 0)])?.comparisons ?? []
    expect(comparison?.figures).toBeUndefined()
    expect(comparison?.call.verdict).toBe('refused')
  })

  test('arms of unplanned sizes are refused', () => {
    const [comparison] = report(experiment, [arm(1000, 100), arm(1200, 200)])?.comparisons ?? []
    expect(comparison?.call.reason).toContain('do not have the sizes planned')
  })

  test('before its contacts are there a look waits, and an early look needs more than a late one', () => {
    const planned = { ...experiment, looks: { contactsPerArm: 1000, looks: 4 } }
    const at = (look: number, contacts: number) =>
      report(planned, [arm(contacts, contacts * 0.2), arm(contacts, contacts * 0.3)], look)?.comparisons[0]
    expect(at(1, 249)?.call.verdict).toBe('wait')
    expect(at(1, 250)?.call.verdict).toBe('not-shown')
    expect(at(4, 1000)?.call.verdict).toBe('better')
    expect(() => at(5, 1000)).toThrow('not one of the 4 planned')
    const unplanned = { ...experiment, looks: { contactsPerArm: Number.NaN } }
    expect(() => report(unplanned, [arm(30, 6), arm(30, 18)])).toThrow('contacts per arm, not NaN')
  })

  test('the correction spans segments and metrics, and leaves out what is not judged', () => {
    const twice = {
      ...experiment,
      metrics: [...experiment.metrics, { id: 'revenue', kind: 'amount' as const }],
    }
    const arms = [arm(100, 20, [5, 9]), arm(100, 35, [4, 8, 30])]
    const alone = report(experiment, arms)?.comparisons[0]?.adjustedPValue ?? 0
    const [first, , small] = reportExperiment(
      twice,
      [
        { segment: 'a', arms },
        { segment: 'b', arms },
        { segment: 'c', arms: [arm(5, 1), arm(5, 1)] },
      ],
      { look: 1, random: createRandom(1) },
    )
    expect(first?.comparisons[0]?.adjustedPValue).toBeCloseTo(alone * 4, 12)
    expect(small?.comparisons.every(({ call }) => call.verdict === 'refused')).toBe(true)
  })

  test('a metric that nobody counted is named', () => {
    const missing = { ...arm(40, 3), successes: {} }
    expect(() => report(experiment, [missing, arm(40, 3)])).toThrow('metric `opened`')
  })
})

const PINNED = '100000100011'
const tally = (arms: Uint8Array, size: number) =>
  Array.from({ length: size }, (_, position) =>
    arms.reduce((sum, arm) => sum + (arm === position ? 1 : 0), 0),
  )
const compareP = (z: number) => crossingChance([z])
