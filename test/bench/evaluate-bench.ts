import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { aroundRows, explainRow } from './evaluate/around-rows.ts'
import { fullRows } from './evaluate/full-rows.ts'
import { refreshSeconds } from './evaluate/incremental.ts'
import { loadingRows } from './evaluate/loading-rows.ts'
import { type BenchWorld, loadedFile, openWorld } from './evaluate/open-world.ts'
import { singleRow } from './evaluate/single-row.ts'
import { SIZES } from './evaluate/size.ts'
import { type Bench, type Row, rounded } from './row.ts'

/** Segments over a generated shop, against what the same machine does with the same tables in plain SQL. */
export const evaluateBench: Bench = {
  name: 'evaluate',
  what: 'segments over 100 thousand (--size S) or a million contacts (M), and what they are made of',
  async run(tell, { size: name, keep }) {
    const size = SIZES[name]
    const file = await loadedFile(size, keep, tell)
    const peak = await peakRow(file)
    const world = await openWorld(size, file, keep === undefined)
    try {
      const single = await singleRow(world, tell)
      return [
        ...(await fullRows(world, tell)),
        single,
        ...(await incrementalRows(
          world,
          { full: single.value, statements: single.floor ?? Number.NaN },
          keep,
          tell,
        )),
        ...(await aroundRows(world, tell)),
        await explainRow(world, tell),
        ...(await loadingRows(world, tell)),
        peak,
      ]
    } finally {
      await world.close()
    }
  },
}

/** The clock's step; more at a smaller size, so that as many rows expire. */
const ADVANCE_MS = 300_000

async function incrementalRows(
  world: BenchWorld,
  against: { full: number; statements: number },
  keep: string | undefined,
  tell: (text: string) => void,
): Promise<Row[]> {
  const advanceMs = (ADVANCE_MS * SIZES.M.events) / world.size.events
  const { refresh, load, write } = await refreshSeconds(world, advanceMs, tell)
  const row = (name: string, floor: number, reach: string): Row => ({
    name,
    value: rounded(refresh),
    unit: 's',
    floor: rounded(floor),
    ratio: rounded(refresh / floor),
    reach,
  })
  const rows = [
    row('refresh after 10,000 events against a full evaluation in SQL', against.statements, '≤ 0.02'),
    row('refresh after 10,000 events against our full evaluation', against.full, '≤ 0.0833'),
    { name: 'apart from the refresh: a new process loads the kept state', value: rounded(load), unit: 's' },
    { name: 'apart from the refresh: who entered and left is written', value: rounded(write), unit: 's' },
  ]
  if (world.size.name !== 'M') return rows
  const small = await openWorld(SIZES.S, await loadedFile(SIZES.S, keep, tell), keep === undefined)
  try {
    const { refresh: atSmall } = await refreshSeconds(small, ADVANCE_MS * 10, tell)
    return [...rows, row('the same refresh at M against S', atSmall, '≤ 1.5')]
  } finally {
    await small.close()
  }
}

async function peakRow(file: string): Promise<Row> {
  const script = join(import.meta.dirname, 'evaluate/peak-memory.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, file])
  return {
    name: 'peak memory of a full evaluation, all 50 segments',
    value: rounded(Number(stdout) / 1e9),
    unit: 'GB',
    reach: '≤ 2.5 at M',
  }
}
