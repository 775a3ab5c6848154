import { readFileSync } from 'node:fs'
import { adjustedRand, clusterContacts, continueClusters, kMeans, type Labels } from '@esplanade/core/scores'
import { describe, expect, test, vi } from 'vitest'
import { referenceData, referenceDir } from '../../reference-dir.ts'
import { cdnowDays, cdnowSample, referencePoints, rfmTable } from './cluster-data.ts'

// Seconds of work on a busy machine are no failure.
vi.setConfig({ testTimeout: 60_000 })

const LONG = process.env.ESPLANADE_TEST_LONG === '1'

/** What the reference found at one date. */
interface Snapshot {
  readonly snapshot: string
  readonly rows: number
  readonly sizes: number[]
  readonly ari_to_previous?: number
}

describe.skipIf(referenceDir === undefined)('CDNOW re-clustered over time', () => {
  test('sizes and agreement with the snapshot before are the reference’s', () => {
    const days = cdnowDays()
    const { cdnow_master_cluster_stability: snapshots } = JSON.parse(
      readFileSync(referenceData('reference.json'), 'utf8'),
    ) as { cdnow_master_cluster_stability: Snapshot[] }
    let before: Labels | undefined
    let equal = 0
    const looked = LONG ? snapshots : snapshots.slice(0, 3)
    for (const expected of looked) {
      const points = referencePoints(rfmTable(days, expected.snapshot))
      const { labels, sizes } = kMeans(points, { k: 4, starts: 5, seed: 1 })
      expect(points.rows).toBe(expected.rows)
      equal += Number(String(sizes) === String(expected.sizes))
      sizes.forEach((size, j) => {
        expect(Math.abs(size - (expected.sizes[j] as number))).toBeLessThan(0.001 * points.rows)
      })
      if (before !== undefined)
        expect(Math.abs(adjustedRand(before, labels) - (expected.ari_to_previous as number))).toBeLessThan(
          0.005,
        )
      before = labels
    }
    // In November k-means has two optima a few rows apart, and the reference stopped in the other one.
    expect(equal).toBe(looked.length - 1)
  })

  test('W19: a re-clustering a quarter later keeps numbers and names, and reports gap, stability and movers', () => {
    const days = cdnowDays(cdnowSample())
    const runAt = (snapshot: string) => {
      const table = rfmTable(days, snapshot)
      const clustering = clusterContacts(table, {
        preparation: { fill: 'median', logarithm: table.names, scale: 'z-score' },
        k: 3,
        mostClusters: 5,
        gapReferences: 10,
        stabilityDraws: 5,
        words: {
          orders: { high: 'frequent buyers', low: 'one-time buyers' },
          recency_days: { high: 'long silent', low: 'bought lately' },
        },
      })
      if (!('model' in clustering)) throw new Error(clustering.verdict.reason)
      return { ...clustering, contacts: Uint32Array.from(table.customers) }
    }
    const september = runAt('1997-09-30')
    const december = runAt('1997-12-31')
    const { model, movers, changes, arrived, left } = continueClusters(september, december)

    expect(model.report.choices).toEqual({ elbow: 3, silhouette: 2, gap: 3 })
    expect(model.report.agree).toBe(false)
    expect(model.report.gap.map(({ k }) => k)).toEqual([1, 2, 3, 4, 5])
    for (const { stability } of model.clusters) expect(stability).toBeGreaterThan(0.85)
    expect(changes.map(({ change }) => change)).toEqual(['kept', 'kept', 'kept'])
    expect(model.clusters.map(({ name }) => name).toSorted()).toEqual(
      september.model.clusters.map(({ name }) => name).toSorted(),
    )
    expect([arrived, left]).toEqual([0, 0])
    const idOf = (run: typeof december, clusters = run.model.clusters) =>
      new Map([...run.contacts].map((contact, i) => [contact, clusters[run.labels[i] as number]?.id]))
    const [earlier, now] = [idOf(september), idOf(december, model.clusters)]
    expect(movers).toEqual(
      [...earlier].flatMap(([contact, from]) =>
        from === now.get(contact) ? [] : [{ contact, from, to: now.get(contact) }],
      ),
    )
    expect(movers.length).toBeGreaterThan(0)
  })
})
