// Adds up what vitest said at the end of each package's run and prints one closing line. No tests at
// all, or a failed one, is a failure: a green run that ran nothing would prove nothing.
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const totals = { passed: 0, failed: 0, skipped: 0 }
const log = stripVTControlCharacters(readFileSync(process.argv[2] ?? '/dev/stdin', 'utf8'))
for (const [, summary = ''] of log.matchAll(/^.*?\s{2,}Tests {2}(.*\(\d+\))\s*$/gm)) {
  for (const [, count, outcome] of summary.matchAll(/(\d+) (passed|failed|skipped|todo)/g)) {
    const name = outcome === 'todo' ? 'skipped' : outcome
    totals[name] += Number(count)
  }
}
const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`)
process.exitCode = totals.passed === 0 || totals.failed > 0 ? 1 : 0
