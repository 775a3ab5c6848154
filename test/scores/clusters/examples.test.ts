import {
  applyCuts,
  applyOneHot,
  clusterContacts,
  createRandom,
  decay,
  type FeatureTable,
  findOutliers,
  fitCuts,
  fitOneHot,
  fitOutliers,
} from '@esplanade/core/scores'
import { describe, expect, test, vi } from 'vitest'
import { groupsOf, sampleContacts } from './generated-contacts.ts'

// Seconds of work on a busy machine are no failure.
vi.setConfig({ testTimeout: 60_000 })

/** Enough for crowds as plain as these, and quick. */
const QUICK = { mostClusters: 4, starts: 4, gapReferences: 3, stabilityDraws: 5 } as const

const PLAIN = { fill: 'median', logarithm: [], scale: 'z-score' } as const

test('W18: time spent falls into quartiles, and recency decays', () => {
  const minutes = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, Number.NaN)
  const cuts = fitCuts(minutes, 4)
  expect(cuts).toEqual({ cuts: [2.75, 4.5, 6.25] })
  expect([...applyCuts(cuts, minutes)]).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 0])
  expect([...applyCuts(cuts, Float64Array.of(-5, 2.75, 2.76, 99))]).toEqual([1, 1, 2, 4])
  expect([0, 30, 60, Number.NaN].map(age => decay(age, 30))).toEqual([1, 0.5, 0.25, 0])
})

describe('W24: outliers, one-hot categories, and k by elbow and silhouette with Dunn beside them', () => {
  test('one extreme order is an outlier by both rules, and a quiet column has none', () => {
    const spend = Float64Array.of(...Array.from({ length: 40 }, (_, i) => 10 + (i % 5)), 500)
    const table = { names: ['spend', 'quiet'], rows: 41, columns: [spend, new Float64Array(41).fill(3)] }
    for (const rule of [
      { kind: 'iqr', reach: 1.5 },
      { kind: 'z', reach: 3 },
    ] as const) {
      const [found, none] = findOutliers(fitOutliers(table, rule), table)
      expect([found?.indexOf(1), found?.lastIndexOf(1), none?.includes(1)]).toEqual([40, 40, false])
    }
  })

  test('categories become columns, and those not seen in training none', () => {
    const fitted = fitOneHot('region', ['west', 'east', 'west', null])
    expect(fitted).toEqual({ name: 'region', categories: ['west', 'east'], other: false })
    const { names, columns } = applyOneHot(fitted, ['east', 'north', null])
    expect([names, columns.map(column => [...column])]).toEqual([
      ['region=west', 'region=east'],
      [
        [0, 0, 0],
        [1, 0, 0],
      ],
    ])
    const short = fitOneHot('region', ['west', 'east', 'west', 'north'], 1)
    expect(applyOneHot(short, ['west', 'north', null]).names).toEqual(['region=west', 'region (other)'])
    expect(applyOneHot(short, ['west', 'north', null]).columns.map(column => [...column])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ])
  })

  test('three plain crowds are found by every rule', () => {
    const { table, group } = sampleContacts(3, 400, [
      { size: 1, features: { spend: [20, 3], opens: [2, 0.5] } },
      { size: 1, features: { spend: [60, 3], opens: [9, 0.5] } },
      { size: 1, features: { spend: [100, 3], opens: [2, 0.5] } },
    ])
    const { model, labels } = trained(table, { k: 'elbow' })
    expect(model.report.choices).toEqual({ elbow: 3, silhouette: 3, gap: 3 })
    expect(model.report.agree).toBe(true)
    expect(model.separation.silhouette).toBeGreaterThan(0.7)
    expect(model.separation.dunn).toBeGreaterThan(0.05)
    expect(groupsOf(labels, group).map(({ purity }) => purity)).toEqual([1, 1, 1])
  })
})

test('W25: hierarchical clustering gives VIPs, browsers, seasonal buyers and newcomers', () => {
  const { table, group } = sampleContacts(25, 1_200, [
    {
      size: 1,
      features: {
        orders: [24, 4],
        spend: [1_900, 300],
        sale_share: [0.2, 0.08],
        page_views: [60, 12],
        tenure_days: [900, 150],
      },
    },
    {
      size: 2,
      features: {
        orders: [0.2, 0.4],
        spend: [10, 20],
        sale_share: [0.05, 0.05],
        page_views: [110, 15],
        tenure_days: [500, 120],
      },
    },
    {
      size: 2,
      features: {
        orders: [6, 1.5],
        spend: [320, 90],
        sale_share: [0.85, 0.08],
        page_views: [25, 8],
        tenure_days: [620, 150],
      },
    },
    {
      size: 2,
      features: {
        orders: [1.2, 0.5],
        spend: [60, 25],
        sale_share: [0.1, 0.08],
        page_views: [15, 6],
        tenure_days: [25, 10],
      },
    },
  ])
  const { model, labels } = trained(table, {
    method: 'ward',
    k: 4,
    preparation: PLAIN,
    expected: [
      { name: 'VIP', features: { orders: 'high', spend: 'high' } },
      { name: 'Browsers', features: { page_views: 'high', orders: 'low' } },
      { name: 'Seasonal Buyers', features: { sale_share: 'high' } },
      { name: 'Newcomers', features: { tenure_days: 'low' } },
    ],
  })
  const found = groupsOf(labels, group).map(({ most, purity }, label) => [
    model.clusters[label]?.name,
    most,
    purity > 0.97,
  ])
  expect(found.toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual([
    ['VIP', 0, true],
    ['Browsers', 1, true],
    ['Seasonal Buyers', 2, true],
    ['Newcomers', 3, true],
  ])
})

test('W26: k-means on 10,000 customers finds buyers who are about to go', () => {
  const { table, group } = sampleContacts(26, 10_000, [
    {
      size: 3,
      features: {
        open_rate: [0.72, 0.08],
        open_trend: [0.02, 0.05],
        purchases_3_months: [4.5, 1],
        session_minutes: [11, 2],
      },
    },
    {
      size: 5,
      features: {
        open_rate: [0.06, 0.04],
        open_trend: [0, 0.05],
        purchases_3_months: [0.1, 0.3],
        session_minutes: [1.5, 0.8],
      },
    },
    {
      size: 2,
      features: {
        open_rate: [0.3, 0.07],
        open_trend: [-0.45, 0.08],
        purchases_3_months: [3, 0.9],
        session_minutes: [4, 1.2],
      },
    },
  ])
  const plan = {
    k: 3,
    preparation: PLAIN,
    expected: [
      {
        name: 'Highly Engaged Recent Buyers',
        features: { open_rate: 'high', purchases_3_months: 'high', session_minutes: 'high' },
      },
      {
        name: 'Inactive Long-Term',
        features: { open_rate: 'low', purchases_3_months: 'low', session_minutes: 'low' },
      },
      { name: 'Potential Churn Risks', features: { open_trend: 'low', purchases_3_months: 'high' } },
    ],
  } as const
  const { model, labels } = trained(table, plan)
  const found = groupsOf(labels, group).map(({ most, purity }, label) => [
    model.clusters[label]?.name,
    most,
    purity > 0.99,
  ])
  expect(found.toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual([
    ['Highly Engaged Recent Buyers', 0, true],
    ['Inactive Long-Term', 1, true],
    ['Potential Churn Risks', 2, true],
  ])
  const atRisk = model.clusters.find(({ name }) => name === 'Potential Churn Risks')
  const risk = (feature: string) => atRisk?.profile.features.find(profile => profile.feature === feature)
  expect(risk('open_trend')?.mean).toBeLessThan(-0.4)
  expect(risk('purchases_3_months')?.mean).toBeGreaterThan(2)
  expect(atRisk?.profile.features[0]).toMatchObject({ feature: 'open_trend', share: expect.closeTo(1, 1) })
  expect(atRisk?.stability).toBeGreaterThan(0.95)
})

test('W28: VIPs are a cluster within the high-value cluster', () => {
  const { table, group } = sampleContacts(28, 3_000, [
    { size: 6, features: { spend: [60, 20], orders: [2, 0.8] } },
    { size: 3, features: { spend: [600, 60], orders: [8, 1.2] } },
    { size: 1, features: { spend: [900, 60], orders: [18, 1.5] } },
  ])
  const outer = trained(table, {
    k: 2,
    preparation: PLAIN,
    expected: [{ name: 'High value', features: { spend: 'high' } }],
  })
  const highValue = outer.model.clusters.findIndex(({ name }) => name === 'High value')
  const rows = [...outer.labels.keys()].filter(row => outer.labels[row] === highValue)
  const within: FeatureTable = {
    ...table,
    rows: rows.length,
    columns: table.columns.map(column => Float64Array.from(rows, row => column[row] as number)),
  }
  const inner = trained(within, {
    k: 2,
    preparation: PLAIN,
    expected: [{ name: 'VIP', features: { spend: 'high', orders: 'high' } }],
  })
  const vip = inner.model.clusters.findIndex(({ name }) => name === 'VIP')
  const vips = rows.filter((_, i) => inner.labels[i] === vip)
  const truth = [...group.keys()].filter(row => group[row] === 2)
  expect(vips.filter(row => group[row] === 2).length / truth.length).toBeGreaterThan(0.97)
  expect(vips.filter(row => group[row] === 2).length / vips.length).toBeGreaterThan(0.97)
})

test('the same contacts, plan and seed give the same bytes', () => {
  const { table } = sampleContacts(1, 300, [{ size: 1, features: { a: [0, 1], b: [0, 1] } }])
  expect(JSON.stringify(trained(table, {}))).toBe(JSON.stringify(trained(table, {})))
  expect(createRandom(1)()).toBe(createRandom(1)())
})

function trained(table: FeatureTable, plan: Parameters<typeof clusterContacts>[1]) {
  const clustering = clusterContacts(table, { ...QUICK, ...plan })
  if (!('model' in clustering)) throw new Error(clustering.verdict.reason)
  return clustering
}
