import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PurchaseFigures, Range } from '../../src/scores/index.ts'
import { fitRfm, groupRfm, RFM_GROUPS, scoreRfm, summarisePurchases } from '../../src/scores/index.ts'
import { event } from '../../src/segments/suites/stories/story-events.ts'
import { referenceDir, referenceFigures } from '../reference-dir.ts'
import { AS_OF, at, exampleMembers, type People } from '../segments/people.ts'
import { cdnowMaster, dayOf } from './reference-purchases.ts'

const DAY_MS = 86_400_000
const RUNS = { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 300 : 30 }

type Buyer = [recencyDays: number, orders: number, total: number, tenureDays: number]
const figuresOf = (rows: readonly Buyer[]): PurchaseFigures => ({
  recencyDays: Float64Array.from(rows, row => row[0]),
  orders: Float64Array.from(rows, row => row[1]),
  total: Float64Array.from(rows, row => row[2]),
  tenureDays: Float64Array.from(rows, row => row[3]),
})
const buyer: fc.Arbitrary<Buyer> = fc.tuple(
  fc.nat(60),
  fc.integer({ min: 1, max: 6 }),
  fc.nat(30),
  fc.nat(200),
)

describe('scores', () => {
  test('ten different buyers are two a fifth', () => {
    const figures = figuresOf(Array.from({ length: 10 }, (_, i): Buyer => [10 - i, i + 1, i * 7, 90]))
    const { r, f, m } = scoreRfm(fitRfm(figures), figures)
    for (const column of [r, f, m]) expect([...column]).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
  })

  test('equal values have equal scores, and more is never less', () => {
    fc.assert(
      fc.property(fc.array(buyer, { minLength: 1, maxLength: 40 }), rows => {
        const figures = figuresOf(rows)
        const { r, f, m } = scoreRfm(fitRfm(figures), figures)
        for (const [i, a] of rows.entries()) {
          for (const [j, b] of rows.entries()) {
            if (a[0] >= b[0]) expect(r[i]).toBeLessThanOrEqual(r[j] as number)
            if (a[1] <= b[1]) expect(f[i]).toBeLessThanOrEqual(f[j] as number)
            if (a[2] <= b[2]) expect(m[i]).toBeLessThanOrEqual(m[j] as number)
          }
        }
      }),
      RUNS,
    )
  })

  test('later contacts are scored as those before them, the order of rows aside', () => {
    fc.assert(
      fc.property(fc.array(buyer, { minLength: 2, maxLength: 40 }), rows => {
        const model = fitRfm(figuresOf(rows))
        expect(fitRfm(figuresOf(rows.toReversed()))).toEqual(model)
        const alone = scoreRfm(model, figuresOf(rows.slice(0, 1)))
        expect(alone.f[0]).toBe(scoreRfm(model, figuresOf(rows)).f[0])
      }),
      RUNS,
    )
  })

  test('who never bought has no score, and takes no part in the cuts', () => {
    const rows: Buyer[] = [
      [5, 1, 10, 50],
      [Number.NaN, 0, 0, Number.NaN],
      [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    ]
    const figures = figuresOf(rows)
    const model = fitRfm(figures)
    expect(model.buyers).toBe(1)
    expect([...scoreRfm(model, figures).r]).toEqual([3, 0, 0])
  })

  test('an unknown amount scores 1; nobody at all is no crash; few buyers are said to be few', () => {
    const figures = figuresOf([
      [5, 1, Number.NaN, 50],
      [4, 2, 10, 60],
    ])
    expect([...scoreRfm(fitRfm(figures), figures).m]).toEqual([1, 3])
    expect(fitRfm(figuresOf([])).verdict).toEqual({
      enough: false,
      reason: 'not enough data: 0 buyers, 25 needed for fifths that mean something',
    })
    const some = (n: number) =>
      fitRfm(figuresOf(Array.from({ length: n }, (_, i): Buyer => [i, 1, i, i]))).verdict.enough
    expect([some(24), some(25)]).toEqual([false, true])
  })

  test.skipIf(referenceDir === undefined)('CDNOW: the counts of the reference', () => {
    const figures = referenceFigures<{ snapshot: string; r: number[]; f: number[]; m: number[] }>(
      'cdnow_master_rfm_scores',
    )
    const { repeats, lastDays, ageDays, totals } = summarisePurchases(cdnowMaster(), dayOf(figures.snapshot))
    const purchases: PurchaseFigures = {
      recencyDays: Float64Array.from(ageDays, (age, i) => age - (lastDays[i] as number)),
      orders: Float64Array.from(repeats, x => x + 1),
      // In whole cents, as the hub keeps money: sums of decimals would break ties by their rounding.
      total: totals.map(total => Math.round(total * 100)),
      tenureDays: Float64Array.from(ageDays),
    }
    const scores = scoreRfm(fitRfm(purchases), purchases)
    for (const name of ['r', 'f', 'm'] as const) {
      const counts = [1, 2, 3, 4, 5].map(score =>
        scores[name].reduce((sum, s) => sum + (s === score ? 1 : 0), 0),
      )
      expect(counts, name).toEqual(figures[name])
    }
  })
})

describe('groups', () => {
  const groupsOf = (rows: readonly Buyer[], groups = RFM_GROUPS) => {
    const figures = figuresOf(rows)
    return groupRfm(scoreRfm(fitRfm(figures), figures), figures, groups)
  }

  test('every buyer has a group, and who never bought has none', () => {
    fc.assert(
      fc.property(fc.array(buyer, { minLength: 1, maxLength: 40 }), rows => {
        expect(groupsOf(rows)).not.toContain(null)
      }),
      RUNS,
    )
    expect(groupsOf([[Number.NaN, 0, 0, Number.NaN]])).toEqual([null])
  })

  test('the first group that fits names the contact; another table takes the place of ours', () => {
    const rows: Buyer[] = [
      [1, 1, 10, 29.9],
      [30, 1, 10, 30],
      [90, 1, 10, 90],
    ]
    expect(groupsOf(rows)).toEqual(['new', 'steady', 'once'])
    const own = [
      { id: 'big', title: 'Spent 10 or more', m: { from: 3 } },
      { id: 'small', title: 'Spent less', m: { below: 3 }, orders: { from: 2 } },
    ]
    expect(
      groupsOf(
        [
          [1, 1, 10, 5],
          [1, 1, 9, 5],
          [1, 2, 9, 5],
        ],
        own,
      ),
    ).toEqual(['big', null, 'small'])
  })

  test('the page prints the table', async () => {
    const page = await readFile(new URL('../../../docs/scores/rfm.md', import.meta.url), 'utf8')
    const range = ({ from, below }: Range = {}, about = '') =>
      [
        from === undefined ? [] : `${about}from ${from}`,
        below === undefined ? [] : `${about}below ${below}`,
      ].flat()
    const rows = RFM_GROUPS.map(({ id, title, r, f, m, orders, recencyDays, tenureDays }) => {
      const more = [
        ...range(orders, 'orders '),
        ...range(recencyDays, 'last order ').map(text => `${text} days ago`),
        ...range(tenureDays, 'first order ').map(text => `${text} days ago`),
      ]
      const cells = [`\`${id}\``, title, ...[r, f, m].map(one => range(one).join(' ')), more.join('; ')]
      return `|${cells.map(cell => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`
    })
    for (const row of rows) expect(page).toContain(row)
  })

  test('W20: agrees with the segments of the worked example', async () => {
    const rows = [
      ['2026-01-05', '2026-03-01'],
      ['2025-05-01', '2025-06-01'],
      ['2026-03-10'],
      ['2025-09-01'],
      ['2026-03-05', '2026-03-06', '2026-03-07'],
      ['2026-03-02T12:00:00Z'],
      ['2026-03-02T12:00:00.001Z'],
      ['2026-01-01T12:00:00Z'],
      ['2026-01-01T12:00:00.001Z'],
      ['2025-11-11', '2026-03-20', '2026-03-30'],
    ].map((dates, i) => ({ dates, total: [300, 300, 500, 20, 10, 30, 30, 40, 40, 400][i] as number }))
    const people: People = Object.fromEntries(
      rows.map(({ dates, total }, i) => [
        `buyer${i}`,
        { events: dates.map(date => event('order_placed', date, { total: String(total) })) },
      ]),
    )
    const age = (date: string) => (AS_OF - at(date)) / DAY_MS
    const found = groupsOf(
      rows.map(
        ({ dates, total }): Buyer => [
          age(dates.at(-1) ?? ''),
          dates.length,
          total * dates.length,
          age(dates[0] ?? ''),
        ],
      ),
    )
    const membersOf = (group: string) => Object.keys(people).filter((_, i) => found[i] === group)
    const segments = await exampleMembers('w20-rfm.yaml', people)
    expect(membersOf('new')).toEqual(segments['new-buyers'])
    expect(membersOf('once')).toEqual(segments['bought-once'])
    // The group asks for more, the upper two fifths by recency: all of it lies inside the segment.
    expect(membersOf('champions')).toEqual(['buyer9'])
    expect(segments['high-value-repeat']).toEqual(expect.arrayContaining(membersOf('champions')))
  })
})
