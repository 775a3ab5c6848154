import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { aroundRows, explainRow } from './evaluate/around-rows.ts'
import { fullRows } from './evaluate/full-rows.ts'
import { loadingRows } from './evaluate/loading-rows.ts'
import { loadedFile, openWorld } from './evaluate/open-world.ts'
import { SIZES } from './evaluate/size.ts'
import { type Bench, type Row, rounded } from './row.ts'

/** Segments over a generated shop, against what the same machine does with the same tables in plain SQL. */
export const evaluateBench: Bench = {
  name: 'evaluate',
  what: 'segments over 100 thousand (--size S) or a million contacts (M), and what they are made of',
  async run(tell, { size: name, keep }) {
    const file = await loadedFile(SIZES[name], keep, tell)
    const peak = await peakRow(file)
    const world = await openWorld(SIZES[name], file, keep === undefined)
    try {
      return [
        ...(await fullRows(world, tell)),
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
