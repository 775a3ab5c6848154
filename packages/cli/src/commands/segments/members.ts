import type { Command } from 'commander'
import { printMembers } from '../../output/results/print-versions.ts'
import { runHubRequest } from '../../run-hub-request.ts'
import { type Act, addExamples } from '../act.ts'
import { wholeNumber } from '../option-values.ts'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 100_000

export function addMembers(segments: Command, act: Act): void {
  const command = segments
    .command('members')
    .description('who is in a segment, or was at any instant, as evaluated then')
    .argument('<segment>', 'the id of the segment, also of a deleted one')
    .option('--as-of <instant>', 'a moment such as 2026-01-31T09:00:00Z; a bare day is its midnight UTC')
    .option(
      '--limit <number>',
      `contacts to name, 0 to ${MAX_LIMIT}`,
      wholeNumber(0, MAX_LIMIT),
      DEFAULT_LIMIT,
    )
    .action((segment: string, { asOf, limit }: { asOf?: string; limit: number }, command: Command) => {
      const at = asOf === undefined ? {} : { at: asOf }
      return act(command, face =>
        runHubRequest(face, { command: 'segments-members', segment, most: limit, ...at }, printMembers),
      )
    })
  addExamples(command, [
    ['who was mailed as a VIP on New Year’s Day?', 'esplanade segments members vip --as-of 2026-01-01'],
    ['how many, nobody by name', 'esplanade segments members vip --limit 0'],
  ])
}
