import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { demoBench } from './demo-bench.ts'
import { SIZES, type SizeName } from './evaluate/size.ts'
import { evaluateBench } from './evaluate-bench.ts'
import { importBench } from './import-bench.ts'
import { lifetimeBench } from './lifetime-bench.ts'
import { pullLargeBench } from './pull-large-bench.ts'
import { pushBench } from './push-bench.ts'
import type { Row } from './row.ts'
import { scoreBench } from './score-bench.ts'
import { scoresBench } from './scores/scores-bench.ts'
import { pullBench, writesBench } from './sync-benches.ts'

/**
 * `pnpm bench [name …] [--size XS|S|M] [--keep folder] [--json]`: measures and prints; judges nothing, so that a slow machine
 * fails no test.
 */
const BENCHES = [
  importBench,
  pullBench,
  pullLargeBench,
  pushBench,
  writesBench,
  evaluateBench,
  scoresBench,
  lifetimeBench,
  scoreBench,
  demoBench,
]

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    size: { type: 'string', default: 'S' },
    keep: { type: 'string' },
  },
  allowPositionals: true,
})
const unknown = [
  ...positionals.filter(name => !BENCHES.some(bench => bench.name === name)),
  ...(values.size in SIZES ? [] : [`of size ${values.size}`]),
]

if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no bench ${unknown.join(', ')}.`)
  console.error(
    `Usage: pnpm bench [${BENCHES.map(({ name }) => name).join('|')} …] [--size XS|S|M] [--keep folder] [--json]\n`,
  )
  for (const { name, what } of BENCHES) console.error(`  ${name.padEnd(10)} ${what}`)
  process.exitCode = unknown.length > 0 ? 2 : 0
} else {
  const rows: Row[] = []
  for (const bench of BENCHES) {
    if (positionals.length > 0 && !positionals.includes(bench.name)) continue
    const options = { size: values.size as SizeName, keep: values.keep }
    rows.push(...(await bench.run(text => console.error(text), options)))
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.versions.node}`
  if (values.json) {
    const date = new Date().toISOString().slice(0, 10)
    console.log(JSON.stringify({ machine, date, size: values.size, rows }))
  } else console.table(rows)
}
