import {
  adjustedRand,
  agglomerate,
  clusterContacts,
  continueClusters,
  createRandom,
  cutDendrogram,
  dbscan,
  type FeatureTable,
  kMeans,
  kMeansInThreads,
  type Linkage,
  newick,
  type Points,
  pointsOf,
  separationOf,
} from '@esplanade/core/scores'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { sampleContacts } from './generated-contacts.ts'

// Seconds of work on a busy machine are no failure.
vi.setConfig({ testTimeout: 60_000 })

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const RUNS = { numRuns: LONG ? 1_000 : 40 }

const distance = ({ dims, values }: Points, i: number, j: number): number =>
  Math.sqrt(
    Array.from(
      { length: dims },
      (_, d) => (values[i * dims + d] as number) - (values[j * dims + d] as number),
    ).reduce((sum, gap) => sum + gap * gap, 0),
  )

/** Up to 40 points of up to 4 features on a coarse grid, so that repeats and ties are common. */
const anyPoints = fc
  .record({ dims: fc.integer({ min: 1, max: 4 }), rows: fc.integer({ min: 1, max: 40 }), seed: fc.nat() })
  .map(({ dims, rows, seed }): Points => {
    const random = createRandom(seed)
    return { rows, dims, values: Float64Array.from({ length: rows * dims }, () => Math.floor(random() * 6)) }
  })

describe('k-means', () => {
  test('every row is with its nearest centre, and every centre is the mean of its rows', () => {
    fc.assert(
      fc.property(anyPoints, fc.integer({ min: 1, max: 9 }), fc.nat(), (points, wanted, seed) => {
        const { rows, dims, values } = points
        const { labels, centres, sizes, inertia } = kMeans(points, {
          k: Math.min(wanted, rows),
          starts: 2,
          seed,
        })
        const all: Points = {
          rows: rows + sizes.length,
          dims,
          values: Float64Array.of(...values, ...centres),
        }
        let sum = 0
        for (let row = 0; row < rows; row += 1) {
          const own = distance(all, row, rows + (labels[row] as number))
          sum += own ** 2
          for (let j = 0; j < sizes.length; j += 1)
            expect(own).toBeLessThanOrEqual(distance(all, row, rows + j) + 1e-9)
        }
        expect(inertia).toBeCloseTo(sum, 9)
        sizes.forEach((size, j) => {
          const members = [...labels.keys()].filter(row => labels[row] === j)
          expect(members.length).toBe(size)
          expect(size).toBeGreaterThan(0)
          for (let d = 0; d < dims; d += 1) {
            const mean = members.reduce((total, row) => total + (values[row * dims + d] as number), 0) / size
            expect(centres[j * dims + d]).toBeCloseTo(mean, 9)
          }
        })
        expect([...sizes]).toEqual(sizes.toSorted((a, b) => b - a))
      }),
      RUNS,
    )
  })

  test('any number of threads gives the bytes of one', async () => {
    const { table } = sampleContacts(8, 400, [{ size: 1, features: { a: [5, 1], b: [5, 1], c: [5, 1] } }])
    const points = pointsOf(table)
    const options = { k: 5, starts: 7, seed: 3 }
    const alone = kMeans(points, options)
    for (const threads of [1, 2, 3]) expect(await kMeansInThreads(points, options, threads)).toEqual(alone)
    await expect(kMeansInThreads(points, { ...options, k: 401 }, 2)).rejects.toThrow('400 rows make 1 to 400')
  })

  test('there are never more clusters than different points', () => {
    const points = pointsOf({ names: ['a'], rows: 6, columns: [Float64Array.of(1, 1, 2, 2, 2, 1)] })
    expect(kMeans(points, { k: 4, starts: 3, seed: 1 })).toMatchObject({ sizes: [3, 3], inertia: 0 })
  })

  test('what cannot be asked is refused by name', () => {
    const points = pointsOf({ names: ['a'], rows: 2, columns: [Float64Array.of(1, 2)] })
    expect(() => kMeans(points, { k: 3, starts: 1, seed: 1 })).toThrow('2 rows make 1 to 2 clusters, not 3')
    expect(() => kMeans(points, { k: 0, starts: 1, seed: 1 })).toThrow('not 0')
    expect(() => kMeans(points, { k: 1, starts: 0, seed: 1 })).toThrow('at least one start')
    const missing = { names: ['age'], rows: 1, columns: [Float64Array.of(Number.NaN)] }
    expect(() => pointsOf(missing)).toThrow('Row 0 of the feature `age` is NaN')
  })
})

describe('agglomeration', () => {
  test.each(['ward', 'complete', 'average', 'single'] as const)(
    'by %s joins what a plain search joins',
    linkage => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 14 }), fc.nat(), (rows, seed) => {
          const random = createRandom(seed)
          const points = { rows, dims: 2, values: Float64Array.from({ length: rows * 2 }, random) }
          const heights = agglomerate(points, linkage).merges.map(({ height }) => height)
          const plain = plainHeights(points, linkage)
          expect(heights.length).toBe(rows - 1)
          heights.forEach((height, i) => {
            expect(height).toBeCloseTo(plain[i] as number, 9)
          })
        }),
        RUNS,
      )
    },
  )

  test('a cut gives as many clusters as asked, nested in the coarser cuts, repeats included', () => {
    fc.assert(
      fc.property(anyPoints, points => {
        const tree = agglomerate(points, 'average')
        for (let k = 1; k < points.rows; k += 1) {
          const [coarse, fine] = [cutDendrogram(tree, k), cutDendrogram(tree, k + 1)]
          expect(new Set(fine).size).toBe(k + 1)
          expect(new Set([...fine].map((label, row) => `${label}:${coarse[row]}`)).size).toBe(k + 1)
        }
        expect(() => cutDendrogram(tree, points.rows + 1)).toThrow('is cut into')
      }),
      RUNS,
    )
  })

  test('the tree prints in the Newick format with every leaf once', () => {
    const points = pointsOf({ names: ['a'], rows: 3, columns: [Float64Array.of(0, 1, 5)] })
    expect(newick(agglomerate(points, 'single'))).toBe("('2':4,('0':1,'1':1):3);")
    expect(newick(agglomerate(points, 'single'), row => `it's ${row}`)).toContain("'it''s 2'")
    expect(newick(agglomerate({ rows: 1, dims: 1, values: Float64Array.of(1) }, 'ward'))).toBe("'0';")
  })
})

test('DBSCAN finds the crowds that a plain search of all pairs finds', () => {
  fc.assert(
    fc.property(
      anyPoints,
      fc.constantFrom(1, 1.5, 2),
      fc.integer({ min: 1, max: 5 }),
      (points, reach, minimum) => {
        const { labels, core } = dbscan(points, { reach, minimumNeighbours: minimum })
        const rows = [...labels.keys()]
        const near = rows.map(i => rows.filter(j => distance(points, i, j) <= reach))
        const isCore = near.map(neighbours => neighbours.length >= minimum)
        expect(core).toBe(isCore.filter(Boolean).length)
        for (const i of rows) {
          const cores = (near[i] ?? []).filter(j => isCore[j])
          expect(labels[i] === -1).toBe(cores.length === 0)
          if (isCore[i]) for (const j of cores) expect(labels[j]).toBe(labels[i])
          else if (cores.length > 0) expect(cores.map(j => labels[j])).toContain(labels[i])
        }
      },
    ),
    RUNS,
  )
})

test('measures are numbers or null on any grouping, and agree with themselves', () => {
  fc.assert(
    fc.property(anyPoints, fc.integer({ min: 1, max: 5 }), (points, wanted) => {
      const { labels, sizes } = kMeans(points, { k: Math.min(wanted, points.rows), starts: 1, seed: 1 })
      const { pairedRows, ...figures } = separationOf(points, labels, sizes.length, 1)
      for (const figure of Object.values(figures))
        expect(figure === null || Number.isFinite(figure)).toBe(true)
      expect(pairedRows).toBe(points.rows)
      expect(adjustedRand(labels, labels)).toBe(1)
    }),
    RUNS,
  )
})

describe('bad input gets a verdict, never NaN', () => {
  const reasonOf = (table: FeatureTable, plan = {}): string => {
    const { verdict } = clusterContacts(table, { gapReferences: 2, stabilityDraws: 2, starts: 2, ...plan })
    return verdict.enough ? 'enough' : verdict.reason
  }
  const columnOf = (rows: number, value: (row: number) => number): FeatureTable => ({
    names: ['orders'],
    rows,
    columns: [Float64Array.from({ length: rows }, (_, row) => value(row))],
  })

  test.each([
    ['no contact', columnOf(0, row => row), {}, 'not enough data: 0 contacts, 100 needed for 2 clusters'],
    ['one contact', columnOf(1, row => row), {}, 'not enough data: 1 contacts'],
    ['one below the least', columnOf(199, row => row), { k: 4 }, '199 contacts, 200 needed for 4 clusters'],
    ['one cluster', columnOf(500, row => row), { k: 1 }, '1 is no number of clusters'],
    ['half a cluster', columnOf(500, row => row), { k: 2.5 }, '2.5 is no number of clusters'],
    ['a constant feature', columnOf(500, () => 7), {}, 'no feature differs'],
    ['an empty feature', columnOf(500, () => Number.NaN), {}, 'no feature differs'],
    ['only infinite values', columnOf(500, () => Number.POSITIVE_INFINITY), {}, 'no feature differs'],
    ['two different rows', columnOf(500, row => row % 2), { k: 3 }, 'do not fall into 3 clusters'],
    [
      'a crowd and one stray',
      columnOf(500, row => Number(row === 0)),
      { preparation: { fill: 'mean', logarithm: [], scale: 'z-score' } },
      'do not fall into two or more',
    ],
  ])('%s', (_, table, plan, reason) => {
    expect(reasonOf(table, plan)).toContain(reason)
  })

  test('exactly the least number of contacts is enough', () => {
    expect(reasonOf(columnOf(100, row => Math.floor(row / 50) * 10 + (row % 50) / 100))).toBe('enough')
  })

  test('a hostile feature beside a good one is named and left out, or filled', () => {
    const good = Float64Array.from({ length: 300 }, (_, row) => (row % 3) * 10 + (row % 7) / 10)
    const table = {
      names: ['good', 'constant', 'empty', 'patchy', 'huge'],
      rows: 300,
      columns: [
        good,
        new Float64Array(300).fill(0.1),
        new Float64Array(300).fill(Number.NaN),
        good.map((_, row) => [4, Number.NaN, Number.NEGATIVE_INFINITY][row % 3] as number),
        good.map((value, row) => (row === 5 ? 1e300 : value)),
      ],
    }
    const clustering = clusterContacts(table, { gapReferences: 2, stabilityDraws: 2, starts: 2 })
    if (!('model' in clustering)) throw new Error(clustering.verdict.reason)
    expect(clustering.model.ignored).toEqual([
      { feature: 'constant', reason: 'it is the same for every contact' },
      { feature: 'empty', reason: 'no contact has a value' },
      { feature: 'patchy', reason: 'it is the same for every contact' },
    ])
    expect(clustering.model.features).toEqual(['good', 'huge'])
    expect(JSON.stringify(clustering.model.clusters)).not.toContain('null,')
  })
})

describe('clusters that continue', () => {
  const crowds = [
    { size: 3, features: { spend: [20, 4], opens: [2, 0.5] } },
    { size: 2, features: { spend: [60, 4], opens: [9, 0.5] } },
    { size: 1, features: { spend: [120, 4], opens: [2, 0.5] } },
  ] as const
  const runOf = (
    seed: number,
    changed: (table: FeatureTable) => FeatureTable,
    k: number,
    contacts?: Uint32Array,
  ) => {
    const table = changed(sampleContacts(seed, 900, crowds).table)
    const clustering = clusterContacts(table, { k, gapReferences: 2, stabilityDraws: 0, starts: 3 })
    if (!('model' in clustering)) throw new Error(clustering.verdict.reason)
    return { ...clustering, contacts: contacts ?? Uint32Array.from({ length: 900 }, (_, row) => row + 1) }
  }
  const same = (table: FeatureTable) => table

  test('numbers and names stay though sizes reorder the labels, and movers are named', () => {
    const before = runOf(4, same, 3)
    const smallest = before.model.clusters.at(-1)
    // 350 of the largest crowd become big spenders, which makes the smallest cluster the largest.
    const grown = (table: FeatureTable): FeatureTable => ({
      ...table,
      columns: table.columns.map((column, c) =>
        column.map((value, row) => (c === 0 && row < 700 && before.labels[row] === 0 ? value + 100 : value)),
      ),
    })
    const now = runOf(4, grown, 3)
    const continued = continueClusters(before, now)
    const again = continued.model.clusters.find(({ id }) => id === smallest?.id)
    expect(again?.name).toBe(smallest?.name)
    expect(again?.profile.label).toBe(0)
    const changed = [...before.labels.keys()].filter(row => row < 700 && before.labels[row] === 0)
    expect(continued.movers).toEqual(
      changed.map(row => ({ contact: row + 1, from: before.model.clusters[0]?.id, to: smallest?.id })),
    )
    expect(continued.changes.map(({ change }) => change)).toEqual(['kept', 'kept', 'kept'])
  })

  test('one cluster more is a new number and name, and one fewer is gone for good', () => {
    const three = runOf(4, same, 3)
    const two = continueClusters(three, runOf(4, same, 2))
    expect(two.changes.map(({ change }) => change).toSorted()).toEqual(['gone', 'kept', 'kept'])
    const back = continueClusters({ ...runOf(4, same, 2), model: two.model }, runOf(4, same, 3))
    const ids = back.model.clusters.map(({ id }) => id)
    expect(Math.max(...ids)).toBe(4)
    expect(new Set(back.model.clusters.map(({ name }) => name)).size).toBe(3)
  })

  test('other contacts altogether are matched by their centres', () => {
    const before = runOf(4, same, 3)
    const others = Uint32Array.from({ length: 900 }, (_, row) => row + 5_000)
    const continued = continueClusters(before, runOf(5, same, 3, others))
    expect(continued.changes.map(({ change }) => change)).toEqual(['kept', 'kept', 'kept'])
    expect([continued.movers, continued.arrived, continued.left]).toEqual([[], 900, 900])
  })
})

/** Merge heights by looking at every pair of clusters each time. */
function plainHeights(points: Points, linkage: Linkage): number[] {
  let clusters = Array.from({ length: points.rows }, (_, row) => [row])
  const heights: number[] = []
  while (clusters.length > 1) {
    let best = { height: Number.POSITIVE_INFINITY, i: 0, j: 0 }
    for (let i = 0; i < clusters.length; i += 1)
      for (let j = 0; j < i; j += 1) {
        const height = plainDistance(points, clusters[i] as number[], clusters[j] as number[], linkage)
        if (height < best.height) best = { height, i, j }
      }
    heights.push(best.height)
    const joined = [...(clusters[best.i] as number[]), ...(clusters[best.j] as number[])]
    clusters = [...clusters.filter((_, c) => c !== best.i && c !== best.j), joined]
  }
  return heights
}

function plainDistance(points: Points, a: readonly number[], b: readonly number[], linkage: Linkage): number {
  const distances = a.flatMap(i => b.map(j => distance(points, i, j)))
  if (linkage === 'single') return Math.min(...distances)
  if (linkage === 'complete') return Math.max(...distances)
  if (linkage === 'average') return distances.reduce((sum, value) => sum + value, 0) / distances.length
  const mean = (rows: readonly number[], d: number) =>
    rows.reduce((sum, row) => sum + (points.values[row * points.dims + d] as number), 0) / rows.length
  const squares = Array.from({ length: points.dims }, (_, d) => (mean(a, d) - mean(b, d)) ** 2)
  const squared = squares.reduce((sum, value) => sum + value, 0)
  return Math.sqrt((2 * a.length * b.length * squared) / (a.length + b.length))
}
