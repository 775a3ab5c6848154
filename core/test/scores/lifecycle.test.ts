import { expect, test } from 'vitest'
import { buildCatalog, days, type Instant, instant } from '../../src/schema/index.ts'
import {
  applyFeatures,
  drift,
  driftBaseline,
  fitFeatures,
  type MeasuredFeatures,
  measureOutcome,
  placeSnapshots,
} from '../../src/scores/index.ts'
import { arrayFactStore } from '../segments/array-fact-store.ts'

const now = instant(Date.UTC(2026, 5, 1))
const ago = (count: number) => (now - days(count)) as Instant

test('snapshots lie a horizon apart, the newest where its window is over and has settled', () => {
  const placed = placeSnapshots({ now, horizonMs: days(90), firstEventAt: ago(1_000) })
  expect(placed).toEqual({ at: [ago(361), ago(271), ago(181), ago(91)], verdict: { enough: true } })
  expect(placeSnapshots({ now, horizonMs: days(90), firstEventAt: ago(1_000), most: 2 }).at).toHaveLength(2)
})

test('a snapshot needs a horizon of history before it; one day less and there is none', () => {
  const first = (count: number) => placeSnapshots({ now, horizonMs: days(90), firstEventAt: ago(count) })
  expect(first(181).at).toEqual([ago(91)])
  expect(first(180)).toEqual({
    at: [],
    verdict: {
      enough: false,
      reason: 'not enough data: 180 days of history, 181 needed for a horizon of 90 days',
    },
  })
  expect(placeSnapshots({ now, horizonMs: days(90), firstEventAt: null }).verdict.enough).toBe(false)
  expect(first(-5).at).toEqual([])
})

const catalog = buildCatalog()
const order = (contactNo: number, daysAgo: number, category = 'shoes') => ({
  eventId: BigInt(Math.round(daysAgo * 1_000) * 10 + contactNo),
  type: 'order_placed',
  contactNo,
  at: ago(daysAgo),
  properties: { category },
})

test('a feature that nobody has drifts once somebody has it', () => {
  const table = (values: readonly number[]) => ({
    names: ['clicks'],
    rows: values.length,
    columns: [Float64Array.from(values)],
  })
  const baseline = driftBaseline(table([Number.NaN, Number.NaN]))
  expect(drift(baseline, table([Number.NaN, Number.NaN]))).toEqual([
    { name: 'clicks', psi: 0, verdict: 'stable' },
  ])
  expect(drift(baseline, table([1, 2]))[0]?.verdict).toBe('alarm')
  expect(drift(driftBaseline(table([])), table([1]))[0]?.psi).toBeGreaterThan(0)
})

test('a label is what happened after the snapshot and up to the end of its window', async () => {
  const contacts = [1, 2, 3, 4].map(contactNo => ({ contactNo, attributes: {} }))
  const events = [order(1, 100), order(2, 40), order(3, 10), order(4, 50, 'hats')]
  const facts = arrayFactStore({ contacts, events }, { currency: 'USD', attributes: catalog.attributes })
  const options = { now, contactNo: Uint32Array.of(1, 2, 3, 4), catalog, currency: 'USD', timeZone: 'UTC' }
  const outcome = { event: 'order_placed', where: { category: 'shoes' }, absent: false, horizonMs: days(30) }
  const label = (snapshot: Instant, more = {}) =>
    measureOutcome({ ...outcome, ...more }, facts, { ...options, snapshot })
  expect([...(await label(ago(60)))]).toEqual([0, 1, 0, 0])
  expect([...(await label(ago(60), { absent: true }))]).toEqual([1, 0, 1, 1])
  // The very instant of the snapshot is known by then; the very end of the window is inside.
  expect([...(await label(ago(40)))]).toEqual([0, 0, 1, 0])
  expect([...(await label(ago(70)))]).toEqual([0, 1, 0, 0])
  await expect(label(ago(29))).rejects.toThrow(RangeError)
})

const measured = (columns: MeasuredFeatures['columns'], rows: number): MeasuredFeatures => ({
  asOf: now,
  contactNo: Uint32Array.from({ length: rows }, (_, row) => row + 1),
  columns,
})

test('rates and categories are read as the training rows taught', () => {
  const training = measured(
    [
      { name: 'orders', kind: 'number', values: Float64Array.of(1, 2, 3) },
      {
        name: 'opened',
        kind: 'rate',
        part: Float64Array.of(1, 3, 0),
        of: Float64Array.of(4, 4, 0),
        weight: 2,
      },
      { name: 'plan', kind: 'category', values: ['gold', 'gold', 'free'] },
    ],
    3,
  )
  const fit = fitFeatures(training)
  expect(fit.rates).toEqual({ opened: 0.5 })
  const table = applyFeatures(fit, training)
  expect(table.names).toEqual(['orders', 'opened', 'plan=gold', 'plan=free'])
  expect(table.columns.map(column => [...column])).toEqual([
    [1, 2, 3],
    [2 / 6, 4 / 6, 0.5],
    [1, 1, 0],
    [0, 0, 1],
  ])
  const later = measured(
    [
      { name: 'orders', kind: 'number', values: Float64Array.of(9) },
      { name: 'opened', kind: 'rate', part: Float64Array.of(4), of: Float64Array.of(4), weight: 2 },
      { name: 'plan', kind: 'category', values: ['never seen'] },
    ],
    1,
  )
  expect(applyFeatures(fit, later).columns.map(([value]) => value)).toEqual([9, 5 / 6, 0, 0])
  expect(JSON.parse(JSON.stringify(fit))).toEqual(fit)
  expect(() => applyFeatures(fit, measured(later.columns.slice(1), 1))).toThrow('Train it again')
})

test('drift is nothing for the same rows, and an alarm for other people', () => {
  const spread = Float64Array.from({ length: 1_000 }, (_, row) => row % 100)
  const names = ['recency', 'constant']
  const table = { names, rows: 1_000, columns: [spread, new Float64Array(1_000).fill(7)] }
  const baseline = driftBaseline(table)
  expect(drift(baseline, table).map(({ psi }) => psi)).toEqual([0, 0])
  const moved = { ...table, columns: [spread.map(value => value + 60), table.columns[1] as Float64Array] }
  const [worst, other] = drift(baseline, moved)
  expect(worst).toMatchObject({ name: 'recency', verdict: 'alarm' })
  expect(other).toMatchObject({ name: 'constant', verdict: 'stable', psi: 0 })
  const gone = {
    ...table,
    columns: [new Float64Array(1_000).fill(Number.NaN), table.columns[1] as Float64Array],
  }
  expect(drift(baseline, gone)[0]).toMatchObject({ name: 'recency', verdict: 'alarm' })
  expect(drift(baseline, { names: [], rows: 0, columns: [] })).toEqual([])
})

test('the index of a known case', () => {
  // Half below and half above, then a quarter and three quarters: 0.25·ln 2 + 0.25·ln 1.5.
  const then = { names: ['a'], rows: 4, columns: [Float64Array.of(0, 0, 1, 1)] }
  const cases = { names: ['a'], rows: 4, columns: [Float64Array.of(0, 1, 1, 1)] }
  expect(drift(driftBaseline(then), cases)[0]?.psi).toBeCloseTo(0.25 * Math.log(2) + 0.25 * Math.log(1.5), 12)
})
