import { describe, expect, test } from 'vitest'
import {
  createRandom,
  evaluate,
  type FeatureTable,
  predictLookalike,
  trainLookalike,
} from '../../src/scores/index.ts'
import { referenceDir, referenceFigures, referenceRows } from '../reference-dir.ts'

/** Hillstrom's customers by what was known before the mail: figures as they are, words one column each. */
function hillstrom() {
  const rows = referenceRows('hillstrom.csv.gz')
  const known = Object.keys(rows[0] ?? {}).filter(
    name => !['row', 'segment', 'visit', 'conversion', 'spend'].includes(name),
  )
  const names: string[] = []
  const columns: Float64Array[] = []
  for (const name of known) {
    const values = [...new Set(rows.map(row => row[name] ?? ''))].sort()
    const isFigure = values.every(value => value !== '' && Number.isFinite(Number(value)))
    for (const value of isFigure ? [null] : values.slice(1)) {
      names.push(value === null ? name : `${name}=${value}`)
      columns.push(
        Float64Array.from(rows, row => (value === null ? Number(row[name]) : Number(row[name] === value))),
      )
    }
  }
  const table: FeatureTable = { names, rows: rows.length, columns }
  const converted = rows.map(row => row.conversion === '1')
  const isSeed = Uint8Array.from(rows, (row, at) =>
    converted[at] && bucket(`hillstrom-seed:${row.row}`) < 50 ? 1 : 0,
  )
  return { table, isSeed, converted }
}

/** FNV-1a, finished as murmur3 does, below 100; the split rule of the reference. */
function bucket(text: string): number {
  let h = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0
  return ((h ^ (h >>> 16)) >>> 0) % 100
}

describe.skipIf(referenceDir === undefined)('lookalikes, Hillstrom', { timeout: 60_000 }, () => {
  test('other buyers are found among those who were not the seed: top-tenth lift of at least 1.85', () => {
    const { table, isSeed, converted } = hillstrom()
    const { seeds, candidates, targets } = referenceFigures<Record<string, number>>('hillstrom_lookalike')
    const lookalike = trainLookalike(table, isSeed, { seed: 1 })
    const likeness = predictLookalike(lookalike, table)
    const rest = Uint32Array.from(isSeed.keys()).filter(row => isSeed[row] === 0)
    const labels = Uint8Array.from(rest, row => (converted[row] ? 1 : 0))
    expect([lookalike.seeds, rest.length, labels.reduce((sum, label) => sum + label, 0)]).toEqual([
      seeds,
      candidates,
      targets,
    ])
    const { tenths, rocAuc } = evaluate(
      labels,
      Float64Array.from(rest, row => likeness[row] ?? 0),
      0.5,
    )
    expect(tenths[0]?.lift).toBeGreaterThanOrEqual(1.85)
    expect(rocAuc).toBeGreaterThan(0.59)
    // What it says of itself was found without those targets.
    expect(lookalike.evaluation?.liftTopTenth).toBeGreaterThan(1)
  })
})

/** Seeds spend about 3 more than the rest. */
function drawn(rows: number, seeds: number, apart = 3): { table: FeatureTable; isSeed: Uint8Array } {
  const random = createRandom(5)
  const isSeed = Uint8Array.from({ length: rows }, (_, row) => (row < seeds ? 1 : 0))
  const spend = Float64Array.from(isSeed, seed => seed * apart + 10 * random())
  const noise = Float64Array.from(isSeed, () => random())
  return { table: { names: ['spend', 'noise'], rows, columns: [spend, noise] }, isSeed }
}

test('likeness lies between 0 and 1, 0.5 in the middle, whatever the share of the seed', () => {
  const { table, isSeed } = drawn(4_000, 400)
  const lookalike = trainLookalike(table, isSeed, { seed: 1, candidates: ['logistic'] })
  expect(JSON.parse(JSON.stringify(lookalike))).toEqual(lookalike)
  const likeness = predictLookalike(lookalike, table)
  expect(likeness.every(value => value >= 0 && value <= 1)).toBe(true)
  const mean = likeness.reduce((sum, value) => sum + value, 0) / table.rows
  expect(mean).toBeGreaterThan(0.3)
  expect(mean).toBeLessThan(0.6)
  expect(lookalike.evaluation?.rocAuc).toBeGreaterThan(0.6)
})

test('few seeds, or hardly anybody else, carry no likeness', () => {
  const told = (rows: number, seeds: number) => {
    const { table, isSeed } = drawn(rows, seeds)
    const lookalike = trainLookalike(table, isSeed, { seed: 1, candidates: ['logistic'] })
    expect(predictLookalike(lookalike, table).every(Number.isNaN)).toBe(!lookalike.verdict.enough)
    return lookalike.verdict
  }
  expect(told(1_000, 124)).toEqual({
    enough: false,
    reason: 'not enough data: 124 seeds, 125 needed; nobody gets a likeness',
  })
  expect(told(1_000, 125).enough).toBe(true)
  expect(told(200, 190)).toMatchObject({ reason: expect.stringContaining('10 others, 125 needed') })
  expect(told(0, 0)).toMatchObject({ enough: false })
})

test('features that are the rule of the seed are found out', () => {
  const { table, isSeed } = drawn(2_000, 500, 20)
  const { warnings } = trainLookalike(table, isSeed, { seed: 1, candidates: ['logistic'] })
  expect(warnings.join(' ')).toContain('by its own rule')
})
