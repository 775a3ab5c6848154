import {
  applyPreparation,
  applyScaling,
  clipOutliers,
  type FeatureTable,
  fitOutliers,
  fitPreparation,
  fitScaling,
} from '@esplanade/core/scores'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const tableOf = (columns: Record<string, number[]>): FeatureTable => ({
  names: Object.keys(columns),
  rows: Object.values(columns)[0]?.length ?? 0,
  columns: Object.values(columns).map(values => Float64Array.from(values)),
})

test('new rows are scaled by what training rows taught, and may lie outside', () => {
  const scaling = fitScaling(tableOf({ spend: [0, 50, 100] }), 'min-max')
  expect([...(applyScaling(scaling, tableOf({ spend: [25, 200, Number.NaN] })).columns[0] ?? [])]).toEqual([
    0.25,
    2,
    Number.NaN,
  ])
  const z = applyScaling(
    fitScaling(tableOf({ spend: [1, 3] }), 'z-score'),
    tableOf({ spend: [2, 4, Number.POSITIVE_INFINITY] }),
  )
  expect([...(z.columns[0] ?? [])]).toEqual([0, 2, Number.NaN])
})

test('a table with other features than the fitted ones is refused by name', () => {
  const scaling = fitScaling(tableOf({ spend: [1, 2], orders: [1, 2] }), 'z-score')
  expect(() => applyScaling(scaling, tableOf({ orders: [1], spend: [1] }))).toThrow(
    'fitted on the feature `spend`, and the table has `orders`',
  )
  expect(() => applyScaling(scaling, tableOf({ spend: [1] }))).toThrow('fitted on 2 features')
})

test('outliers move onto the limit, and what is missing stays missing', () => {
  const limits = fitOutliers(tableOf({ spend: [1, 2, 3, 4, 5] }), { kind: 'iqr', reach: 1.5 })
  const clipped = clipOutliers(limits, tableOf({ spend: [-99, 7, 99, Number.NaN] }))
  expect([...(clipped.columns[0] ?? [])]).toEqual([-1, 7, 7, Number.NaN])
})

test('whatever comes in, prepared rows are finite numbers and the fit survives JSON', () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 1e300))
  const column = fc.array(value, { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(column, column, fc.constantFrom('z-score', 'min-max'), (training, fresh, scale) => {
      const plan = { fill: 'median', logarithm: ['a'], clip: { kind: 'z', reach: 3 }, scale } as const
      const fitted = fitPreparation(tableOf({ a: training, b: training }), plan)
      const { columns } = applyPreparation(
        JSON.parse(JSON.stringify(fitted)),
        tableOf({ a: fresh, b: fresh }),
      )
      for (const prepared of columns) expect(prepared.every(Number.isFinite)).toBe(true)
    }),
    { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 10_000 : 300 },
  )
})
