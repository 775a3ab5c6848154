import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Bench, rounded } from './row.ts'

/** The demo as a user runs it once everything is installed. */
export const demoBench: Bench = {
  name: 'demo',
  what: 'the demo of 10,000 contacts: seconds and peak memory',
  async run(tell) {
    const runs: { seconds: number; peakMb: number }[] = []
    for (let run = 0; run < 3; run++) {
      const { stdout } = await promisify(execFile)('pnpm', ['--silent', 'demo', '--json'], {
        cwd: join(import.meta.dirname, '../..'),
        maxBuffer: 1 << 26,
      })
      const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as {
        seconds: number
        peakMb: number
        verified: boolean
      }
      if (!result.verified)
        throw new Error('The demo did not verify; run it without --json to see the differences.')
      tell(`demo: ${result.seconds} s, ${result.peakMb} MB`)
      runs.push(result)
    }
    const middle = (values: number[]) => values.sort((a, b) => a - b)[1] as number
    return [
      {
        name: 'demo once installed',
        value: rounded(middle(runs.map(({ seconds }) => seconds))),
        unit: 's',
        reach: '≤ 40 s',
      },
      {
        name: 'demo peak memory',
        value: middle(runs.map(({ peakMb }) => peakMb)),
        unit: 'MB',
        reach: '≤ 1,024 MB',
      },
    ]
  },
}
