import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeatureTable, Model } from '../../src/scores/index.ts'
import {
  createRandom,
  evaluate,
  explain,
  predict,
  selectLabels,
  selectRows,
  trainBoosting,
  trainForest,
  trainLogistic,
} from '../../src/scores/index.ts'
import { plainBoosting } from './plain-boosting.ts'

const RUNS = { numRuns: process.env.ESPLANADE_TEST_LONG === '1' ? 200 : 12 }

/** Whatever a store may hold. */
const cell = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, 5e-324) },
)
const anyRows = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 2, max: 60 }))
  .chain(([columns, rows]) =>
    fc.record({
      table: fc
        .array(fc.array(cell, { minLength: rows, maxLength: rows }), {
          minLength: columns,
          maxLength: columns,
        })
        .map(
          (some): FeatureTable => ({
            names: some.map((_, place) => `x${place}`),
            rows,
            columns: some.map(values => Float64Array.from(values)),
          }),
        ),
      // Both classes, as training asks for.
      labels: fc
        .array(fc.integer({ min: 0, max: 1 }), { minLength: rows - 2, maxLength: rows - 2 })
        .map(some => Uint8Array.from([0, 1, ...some])),
    }),
  )

const small = { maxLeaves: 6, minLeafRows: 2, iterations: 8 }
const kinds: Record<string, (table: FeatureTable, labels: Uint8Array) => Model> = {
  logistic: (table, labels) => trainLogistic(table, labels),
  boosting: (table, labels) => trainBoosting(table, labels, small),
  forest: (table, labels) => trainForest(table, labels, { trees: 5, minLeafRows: 2, seed: 3 }),
}

describe.each(Object.entries(kinds))('%s', (_, train) => {
  test('predicts a probability for whatever comes, and explains it to the last part', () => {
    fc.assert(
      fc.property(anyRows, ({ table, labels }) => {
        const model = train(table, labels)
        const probabilities = predict(model, table)
        for (const p of probabilities) expect(p >= 0 && p <= 1).toBe(true)
        const { scale, base, contributions } = explain(model, table, 0)
        const sum = contributions.reduce((total, { amount }) => total + amount, base)
        const said = scale === 'probability' ? sum : 1 / (1 + Math.exp(-sum))
        expect(said).toBeCloseTo(probabilities[0] as number, 9)
      }),
      RUNS,
    )
  })

  test('is plain data that predicts the same after storage, and the same bytes again', () => {
    fc.assert(
      fc.property(anyRows, ({ table, labels }) => {
        const model = train(table, labels)
        const bytes = JSON.stringify(model)
        expect(JSON.stringify(train(table, labels))).toBe(bytes)
        expect(predict(JSON.parse(bytes) as Model, table)).toEqual(predict(model, table))
      }),
      RUNS,
    )
  })

  test('refuses a table without a feature that it knows', () => {
    const { table, labels } = ring(200)
    const { names, columns } = table
    const model = train(table, labels)
    const lacking = { rows: table.rows, names: names.slice(1), columns: columns.slice(1) }
    expect(() => predict(model, lacking)).toThrow('no feature `x`')
    const reversed = { rows: table.rows, names: names.toReversed(), columns: columns.toReversed() }
    expect(predict(model, reversed)).toEqual(predict(model, table))
  })
})

describe('boosting', () => {
  test('is what a search over all rows and splits finds', () => {
    const shape = { iterations: 4, maxLeaves: 6, minLeafRows: 5, l2: 1, learningRate: 0.3 }
    for (const seed of [1, 2, 3]) {
      const { table, labels } = ring(150, seed)
      const columns = table.columns.map((column, place) =>
        column.map((value, row) => ((row + place) % 9 === 0 ? Number.NaN : value)),
      )
      const holey = { ...table, columns }
      const expected = plainBoosting(holey, labels, shape)
      for (const [row, p] of predict(trainBoosting(holey, labels, shape), holey).entries())
        expect(p).toBeCloseTo(expected[row] as number, 6)
    }
  })

  test('does not see the order of the rows', () => {
    const { table, labels } = ring(600)
    const random = createRandom(5)
    const order = Uint32Array.from({ length: 600 }, (_, row) => row)
      .map(row => row)
      .sort(() => random() - 0.5)
    const model = trainBoosting(table, labels, small)
    const other = trainBoosting(selectRows(table, order), selectLabels(labels, order), small)
    expect(JSON.stringify(other)).toBe(JSON.stringify(model))
  })

  test('stops where rows that it did not see stop getting better', () => {
    const noise = Uint8Array.from({ length: 400 }, (_, row) => row % 2)
    const stopOn = { table: ring(400).table, labels: noise }
    const { trees } = trainBoosting(ring(400).table, ring(400).labels, { iterations: 200, stopOn })
    expect(trees.length).toBeLessThan(20)
  })

  test('sends missing values where they fit, on either side', () => {
    for (const positive of [0, 1]) {
      const x = Float64Array.from({ length: 300 }, (_, row) => (row % 3 === 0 ? Number.NaN : row))
      const labels = Uint8Array.from(x, value => (Number.isNaN(value) ? positive : 1 - positive))
      const table = { names: ['x'], rows: 300, columns: [x] }
      const model = trainBoosting(table, labels, { ...small, iterations: 60, learningRate: 0.3 })
      for (const [row, p] of predict(model, table).entries())
        expect(Math.abs(p - (labels[row] ?? 0))).toBeLessThan(0.1)
    }
  })
})

describe('trees', () => {
  test('learn a ring, which no line can part', () => {
    const { table, labels } = ring(2_000)
    const later = ring(1_000, 8)
    const area = (model: Model) => evaluate(later.labels, predict(model, later.table), 0.5).rocAuc ?? 0
    expect(area(trainLogistic(table, labels))).toBeLessThan(0.6)
    expect(area(trainBoosting(table, labels, { minLeafRows: 10 }))).toBeGreaterThan(0.97)
    expect(area(trainForest(table, labels, { trees: 30, seed: 1 }))).toBeGreaterThan(0.97)
  })

  test('another seed makes another forest, and a neighbouring seed shares no tree', () => {
    const { table, labels } = ring(300)
    const [one, other] = [1, 2].map(seed =>
      trainForest(table, labels, { trees: 8, seed }).trees.map(tree => JSON.stringify(tree)),
    )
    expect(new Set([...(one ?? []), ...(other ?? [])]).size).toBe(16)
  })
})

describe('logistic regression', () => {
  test('rows that weigh 2 count as two rows', () => {
    const { table, labels } = ring(100)
    const weights = Float64Array.from(labels, (_, row) => 1 + (row % 2))
    const rows = Uint32Array.from(labels, (_, row) => row)
    const twice = Uint32Array.of(...rows, ...rows.filter(row => row % 2 === 1))
    const weighted = trainLogistic({ ...table, columns: standard(table) }, labels, { weights })
    const repeated = trainLogistic(
      selectRows({ ...table, columns: standard(table) }, twice),
      selectLabels(labels, twice),
    )
    const a = predict(weighted, { ...table, columns: standard(table) })
    const b = predict(repeated, { ...table, columns: standard(table) })
    // The scale is measured on unweighted rows, so the penalty differs by a trace.
    for (const [row, p] of a.entries()) expect(p).toBeCloseTo(b[row] as number, 2)
  })

  test('stays finite where a line parts the classes without an error', () => {
    const x = Float64Array.from({ length: 50 }, (_, row) => row - 24.5)
    const labels = Uint8Array.from(x, value => (value > 0 ? 1 : 0))
    const model = trainLogistic({ names: ['x'], rows: 50, columns: [x] }, labels)
    expect(model.converged).toBe(true)
    expect(model.coefficients[0]).toBeGreaterThan(1)
    expect(model.coefficients[0]).toBeLessThan(20)
  })
})

/** Points in a square; those within a ring are positive. */
function ring(rows: number, seed = 7): { table: FeatureTable; labels: Uint8Array } {
  const random = createRandom(seed)
  const columns = [0, 1].map(() => Float64Array.from({ length: rows }, () => 2 * random() - 1))
  const [x, y] = columns as [Float64Array, Float64Array]
  const labels = Uint8Array.from(x, (value, row) => {
    const distance = Math.hypot(value, y[row] as number)
    return distance > 0.4 && distance < 0.8 ? 1 : 0
  })
  return { table: { names: ['x', 'y'], rows, columns }, labels }
}

const standard = ({ columns }: FeatureTable) => columns.map(column => column.map(value => value * 2))
