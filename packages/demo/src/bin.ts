import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@esplanade/core/schema'
import { runDemo } from './demo.ts'
import { keepStore, StoreInTheWay } from './keep-store.ts'
import { type DemoOptions, HELP, readCommandLine } from './options.ts'
import { closingLines } from './report/closing-lines.ts'
import { narrateTo } from './report/narrator.ts'

const command = readCommandLine(process.argv.slice(2))
switch (command.kind) {
  case 'help':
    process.stdout.write(HELP)
    break
  case 'wrong':
    process.stderr.write(`${command.message} See --help.\n`)
    process.exitCode = 2
    break
  case 'run':
    process.exitCode = await run(command.options)
    break
  default:
    throw new Error(`Unhandled command line: ${command satisfies never}`)
}

/** Returns the exit code. */
async function run({ contacts, seed, json, keep }: DemoOptions): Promise<number> {
  const narrator = narrateTo(json ? process.stderr : process.stdout)
  const folder = keep ?? (await mkdtemp(join(tmpdir(), 'esplanade-demo-')))
  try {
    const keptConfig = keep === null ? null : await keepStore(keep)
    const result = await runDemo({ contacts, seed, folder, clock: systemClock, peakMb }, narrator)
    for (const text of closingLines(result, keptConfig)) narrator.line(text)
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
    return result.verified ? 0 : 1
  } catch (error) {
    if (!(error instanceof StoreInTheWay)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  } finally {
    if (keep === null) await rm(folder, { recursive: true, force: true })
  }
}

/** Node.js tells kilobytes on every system. */
function peakMb(): number {
  return process.resourceUsage().maxRSS / 1_024
}
