import { type ClusterPlan, clusterContacts, groupPoints, pointsOf, stabilityOf } from '@esplanade/core/scores'
import { describe, expect, test, vi } from 'vitest'
import { sampleContacts } from './generated-contacts.ts'

// Seconds of work on a busy machine are no failure.
vi.setConfig({ testTimeout: 60_000 })

const METHODS = ['k-means', 'ward', 'complete', 'average', 'single'] as const
const draws = (method: Exclude<ClusterPlan['method'], 'dbscan'>) => ({
  stabilityDraws: 8,
  method,
  starts: 3,
  seed: 1,
})
const crowds = sampleContacts(5, 450, [
  { size: 1, features: { a: [10, 1], b: [10, 1] } },
  { size: 1, features: { a: [40, 1], b: [10, 1] } },
  { size: 1, features: { a: [25, 1], b: [60, 1] } },
])
const noise = sampleContacts(6, 450, [{ size: 1, features: { a: [50, 10], b: [50, 10] } }])

describe.each(METHODS)('stability by %s', method => {
  test('crowds that are there come back, cuts through one crowd do not', () => {
    const of = ({ table }: typeof crowds) => {
      const points = pointsOf(table)
      return stabilityOf(points, groupPoints(points, 3, { method, starts: 3, seed: 1 }), draws(method))
    }
    const [there, notThere] = [of(crowds), of(noise)]
    expect(there).toHaveLength(3)
    for (const each of there) expect(each).toBeGreaterThan(0.99)
    expect(Math.min(...notThere)).toBeLessThan(0.85)
    for (const each of notThere) expect(each >= 0 && each <= 1).toBe(true)
    expect(of(crowds)).toEqual(there)
  })

  test('no draws, no answer', () => {
    const points = pointsOf(crowds.table)
    const labels = groupPoints(points, 3, { method, starts: 3, seed: 1 })
    expect(stabilityOf(points, labels, { ...draws(method), stabilityDraws: 0 })).toEqual([])
  })
})

test('contacts clustered by a tree are told how stable each cluster is', () => {
  const clustering = clusterContacts(crowds.table, {
    method: 'ward',
    k: 3,
    mostClusters: 4,
    starts: 2,
    gapReferences: 2,
    stabilityDraws: 5,
  })
  if (!('model' in clustering)) throw new Error(clustering.verdict.reason)
  for (const { stability } of clustering.model.clusters) expect(stability).toBeGreaterThan(0.99)
})
