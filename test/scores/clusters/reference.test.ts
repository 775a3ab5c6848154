import { readFileSync } from 'node:fs'
import {
  adjustedRand,
  agglomerate,
  bestSilhouette,
  copheneticCorrelation,
  cutDendrogram,
  dbscan,
  elbow,
  type FeatureTable,
  findOutliers,
  fitOutliers,
  gapChoice,
  gapCurve,
  type KMeans,
  kMeans,
  type Linkage,
  type Points,
  type Separation,
  separationOf,
  stabilityOf,
} from '@esplanade/core/scores'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { referenceData, referenceDir } from '../../reference-dir.ts'
import {
  cdnowDays,
  cdnowSample,
  referencePoints,
  retailDays,
  rfmTable,
  wholesaleTable,
} from './cluster-data.ts'

// Seconds of work on a busy machine are no failure.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** What the reference libraries found in one data set. */
interface Figures {
  readonly rows: number
  readonly kmeans: Record<
    string,
    {
      readonly inertia: number
      readonly sizes: number[]
      readonly silhouette: number
      readonly dunn: number
      readonly davies_bouldin: number
      readonly calinski_harabasz: number
    }
  >
  readonly agglomerative: Record<
    Linkage,
    {
      readonly k: number
      readonly sizes: number[]
      readonly cophenetic: number
      readonly last_merge_heights: number[]
      readonly sum_heights: number
      readonly silhouette: number
      readonly ari_to_kmeans4: number
    }
  >
  readonly dbscan: Record<
    string,
    {
      readonly min_samples_including_self: number
      readonly clusters: number
      readonly noise: number
      readonly core: number
      readonly sizes: number[]
    }
  >
  readonly elbow_k: number
  readonly best_silhouette_k: number
  readonly gap: { readonly gap: number[]; readonly s: number[]; readonly chosen: number }
  readonly bootstrap_jaccard: Record<string, number[]>
}

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const KS = [2, 3, 4, 5, 6, 7, 8]
const six = (value: number | null): number => Number((value ?? Number.NaN).toPrecision(6))

/**
 * `reached`: seeds of single starts that end in the very grouping that the reference calls its best,
 * so that every figure of it can be compared. Of the two numbers of clusters not named here the optima
 * lie a few rows apart, and no start of 97,000 (wholesale, 8) or 11,000 (Online Retail, 7) ends in the same one.
 */
const SETS: readonly {
  name: string
  long: boolean
  reached: Record<number, number>
  table: () => FeatureTable
}[] = [
  {
    name: 'wholesale_clusters',
    long: false,
    reached: { 2: 1, 3: 6, 4: 44, 5: 5, 6: 962, 7: 17_439 },
    table: wholesaleTable,
  },
  {
    name: 'cdnow_sample_rfm_clusters',
    long: false,
    reached: { 2: 0, 3: 170, 4: 3, 5: 38, 6: 78, 7: 6, 8: 495 },
    table: () => rfmTable(cdnowDays(cdnowSample()), '1997-12-31'),
  },
  {
    name: 'online_retail_rfm_clusters',
    long: true,
    reached: { 2: 0, 3: 0, 4: 74, 5: 26, 6: 2, 8: 1_781 },
    table: () => rfmTable(retailDays(), '2011-09-09'),
  },
]

/** One data set clustered, beside what the reference says of it. */
interface World {
  readonly figures: Figures
  readonly points: Points
  readonly run: (k: number) => KMeans
  readonly curve: readonly (Separation & { readonly k: number; readonly inertia: number })[]
}

const readFigures = () => JSON.parse(readFileSync(referenceData('reference.json'), 'utf8'))

function openWorld(name: string, table: FeatureTable): World {
  const points = referencePoints(table)
  const runs = new Map([1, ...KS].map(k => [k, kMeans(points, { k, starts: 30, seed: 1 })]))
  const run = (k: number) => runs.get(k) as KMeans
  const curve = KS.map(k => {
    const { labels, inertia } = run(k)
    return { k, inertia, ...separationOf(points, labels, k, 1) }
  })
  return { figures: readFigures()[name] as Figures, points, run, curve }
}

describe.skipIf(referenceDir === undefined)('clusters against the reference libraries', () => {
  describe.each(SETS.filter(({ long }) => LONG || !long))('$name', ({ name, reached, table: read }) => {
    let world: World
    beforeAll(() => {
      world = openWorld(name, read())
    })

    test('k-means comes within 1.002 of the best of 50 starts', () => {
      const { figures, points, run } = world
      expect(points.rows).toBe(figures.rows)
      for (const k of KS)
        expect(run(k).inertia, `k = ${k}`).toBeLessThanOrEqual(1.002 * (figures.kmeans[k]?.inertia as number))
    })

    test.each(Object.entries(reached))(
      'every measure of its %s clusters has the same six digits',
      (k, seed) => {
        const { figures, points } = world
        const { labels, sizes, inertia } = kMeans(points, { k: Number(k), starts: 1, seed })
        const own = separationOf(points, labels, sizes.length, 1)
        expect(figures.kmeans[k]).toMatchObject({
          sizes,
          inertia: six(inertia),
          silhouette: six(own.silhouette),
          dunn: six(own.dunn),
          davies_bouldin: six(own.daviesBouldin),
          calinski_harabasz: six(own.calinskiHarabasz),
        })
      },
    )

    // On CDNOW the gaps of 3 and 4 differ by 0.9 s, so that other draws choose 5; these choose as the reference's did.
    test('elbow, silhouette and gap give their three answers', () => {
      const { figures, points, run, curve } = world
      const inertias = [run(1), ...KS.map(run)].map(({ inertia }) => inertia)
      const options = { mostClusters: 8, references: 20, starts: 2, seed: 1 }
      const gap = gapCurve(points, inertias, options)
      expect({ elbow: elbow(curve), silhouette: bestSilhouette(curve), gap: gapChoice(gap) }).toEqual({
        elbow: figures.elbow_k,
        silhouette: figures.best_silhouette_k,
        gap: figures.gap.chosen,
      })
      gap.forEach((point, i) => {
        const s = Math.max(point.s, figures.gap.s[i] as number)
        expect(Math.abs(point.gap - (figures.gap.gap[i] as number)), `k = ${point.k}`).toBeLessThan(2 * s)
      })
    })

    test.each(['ward', 'complete', 'average', 'single'] as const)(
      'the %s tree has the same heights',
      linkage => {
        const { figures, points } = world
        const expected = figures.agglomerative[linkage]
        const tree = agglomerate(points, linkage)
        const labels = cutDendrogram(tree, expected.k)
        const heights = tree.merges.map(({ height }) => height)
        expect(expected).toMatchObject({
          last_merge_heights: heights.slice(-5).map(six),
          sum_heights: six(heights.reduce((sum, height) => sum + height, 0)),
          cophenetic: six(copheneticCorrelation(points, tree)),
          sizes: sizesOf(labels),
          silhouette: six(separationOf(points, labels, expected.k, 1).silhouette),
        })
        expect(
          six(adjustedRand(labels, kMeans(points, { k: 4, starts: 1, seed: reached[4] as number }).labels)),
        ).toBe(expected.ari_to_kmeans4)
      },
    )

    test('DBSCAN finds the same crowds', () => {
      const { figures, points } = world
      for (const [reach, expected] of Object.entries(figures.dbscan)) {
        const minimumNeighbours = expected.min_samples_including_self
        const { labels, clusters, noise, core } = dbscan(points, { reach: Number(reach), minimumNeighbours })
        const sizes = sizesOf(labels.filter(label => label >= 0)).slice(0, expected.sizes.length)
        expect({ clusters, noise, core, sizes, min_samples_including_self: minimumNeighbours }).toEqual(
          expected,
        )
      }
    })

    test('a bootstrap trusts the same clusterings', () => {
      const { figures, points, run } = world
      const options = { stabilityDraws: LONG ? 50 : 10, method: 'k-means', starts: 5, seed: 1 } as const
      const own = stabilityOf(points, run(2).labels, options)
      own.forEach((overlap, j) => {
        expect(Math.abs(overlap - (figures.bootstrap_jaccard[2]?.[j] as number))).toBeLessThan(0.02)
      })
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length
      const finer = stabilityOf(points, run(6).labels, options)
      expect(mean(finer)).toBeLessThan(mean(own))
    })
  })

  test('outliers by both rules are the same rows', () => {
    const table = wholesaleTable()
    const expected = readFigures().wholesale_clusters.outliers_raw as Record<
      string,
      { q1: number; q3: number; iqr_1_5: number; z_over_3: number }
    >
    const count = (flags: Uint8Array | undefined) => flags?.reduce((sum, flag) => sum + flag, 0)
    const iqr = findOutliers(fitOutliers(table, { kind: 'iqr', reach: 1.5 }), table)
    const z = findOutliers(fitOutliers(table, { kind: 'z', reach: 3 }), table)
    table.names.forEach((name, c) => {
      expect([name, count(iqr[c]), count(z[c])]).toEqual([
        name,
        expected[name]?.iqr_1_5,
        expected[name]?.z_over_3,
      ])
    })
  })
})

const sizesOf = (labels: Int32Array): number[] => {
  const counts = new Map<number, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts.values()].sort((a, b) => b - a)
}
