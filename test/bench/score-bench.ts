import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { trainScore } from '@esplanade/core/scores'
import { loadedFile, openStore } from './evaluate/open-world.ts'
import { SIZES } from './evaluate/size.ts'
import { type Bench, type Row, rounded, secondsOf } from './row.ts'
import { SCORES, scoreWorld } from './scores/score-world.ts'

/** Training five models of a generated shop, and then scoring everybody by them twice, each time in a process of its own. */
export const scoreBench: Bench = {
  name: 'score',
  what: 'train five models of a generated shop, score every contact by them and write it back',
  async run(tell, { size: sizeName, keep }) {
    const folder = await mkdtemp(join(tmpdir(), 'esplanade-score-'))
    const file = join(folder, 'world.duckdb')
    try {
      await copyFile(await loadedFile(SIZES[sizeName], keep, tell), file)
      const rows = await train(file, tell)
      rows.push(...(await scoreAlone(file, 'first', tell)), ...(await scoreAlone(file, 'again', tell)))
      return rows
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

async function train(file: string, tell: (text: string) => void): Promise<Row[]> {
  const { store } = await openStore(file)
  const rows: Row[] = []
  try {
    const context = await scoreWorld(store)
    for (const [name, definition] of SCORES) {
      const seconds = await secondsOf(async () => {
        const { document } = await trainScore(definition, { ...context, name }, null)
        await store.state.saveModel({
          score: name,
          role: 'champion',
          trainedAt: context.now,
          document: JSON.stringify(document),
        })
      })
      tell(`trained ${name} in ${seconds.toFixed(1)} s`)
      rows.push({ name: `train ${definition.kind}`, value: rounded(seconds), unit: 's' })
    }
  } finally {
    await store.close()
  }
  const peak = process.resourceUsage().maxRSS * 1_024
  return [...rows, { name: 'peak memory of training', value: rounded(peak / 2 ** 30), unit: 'GB' }]
}

/** What `score-alone.ts` prints: seconds, and bytes. */
interface Alone {
  readonly total: number
  readonly processor: number
  readonly peak: number
  readonly columns: number
  readonly parts: Readonly<Record<string, number>>
}

async function scoreAlone(file: string, which: string, tell: (text: string) => void): Promise<Row[]> {
  const script = join(import.meta.dirname, 'scores', 'score-alone.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, file])
  const { total, processor, peak, columns, parts } = JSON.parse(stdout) as Alone
  tell(
    `${which}: ${Object.entries(parts)
      .map(([part, seconds]) => `${part} ${seconds.toFixed(1)} s`)
      .join(', ')}`,
  )
  return [
    {
      name: `score everybody and write ${columns} columns, ${which}`,
      value: rounded(total),
      unit: 's',
      reach: '≤ 15 s at M',
    },
    { name: `of it writing, ${which}`, value: rounded(parts.write ?? 0), unit: 's' },
    { name: `the same in processor time, ${which}`, value: rounded(processor), unit: 's' },
    {
      name: `peak memory of scoring, ${which}`,
      value: rounded(peak / 2 ** 30),
      unit: 'GB',
      reach: '≤ 2 GB',
    },
  ]
}
