import { parseArgs } from 'node:util'
import { demoBench } from './demo-bench.ts'
import { importBench } from './import-bench.ts'
import type { Row } from './row.ts'
import { pullBench, writesBench } from './sync-benches.ts'

/** `pnpm bench [name …] [--json]`: measures and prints; judges nothing, so that a slow machine fails no test. */
const BENCHES = [importBench, pullBench, writesBench, demoBench]

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.filter(name => !BENCHES.some(bench => bench.name === name))

if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no bench ${unknown.join(', ')}.`)
  console.error(`Usage: pnpm bench [${BENCHES.map(({ name }) => name).join('|')} …] [--json]\n`)
  for (const { name, what } of BENCHES) console.error(`  ${name.padEnd(8)} ${what}`)
  process.exitCode = unknown.length > 0 ? 2 : 0
} else {
  const rows: Row[] = []
  for (const bench of BENCHES) {
    if (positionals.length > 0 && !positionals.includes(bench.name)) continue
    rows.push(...(await bench.run(text => console.error(text))))
  }
  if (values.json) console.log(JSON.stringify({ rows }))
  else console.table(rows)
}
