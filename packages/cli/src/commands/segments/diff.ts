import type { Command } from 'commander'
import { printDifference } from '../../output/results/print-versions.ts'
import { runHubRequest } from '../../run-hub-request.ts'
import { type Act, addExamples } from '../act.ts'
import { wholeNumber } from '../option-values.ts'

const DEFAULT_LIMIT = 10
const MAX_LIMIT = 1_000
const MAX_VERSION = 1_000_000_000

interface DiffOptions {
  readonly from?: number
  readonly to?: number
  readonly limit: number
}

export function addDiff(segments: Command, act: Act): void {
  const command = segments
    .command('diff')
    .description('who would enter and leave if the files as they stand were saved, or between two versions')
    .argument('[segment]', 'the id of a segment; without it, every one that differs')
    .option('--from <version>', 'a stored version instead of the newest', wholeNumber(1, MAX_VERSION))
    .option('--to <version>', 'a stored version instead of the file', wholeNumber(1, MAX_VERSION))
    .option(
      '--limit <number>',
      `contacts to name each way, 0 to ${MAX_LIMIT}`,
      wholeNumber(0, MAX_LIMIT),
      DEFAULT_LIMIT,
    )
    .action((segment: string | undefined, { limit, ...versions }: DiffOptions, command: Command) => {
      const named = segment === undefined ? {} : { segment }
      return act(command, face =>
        runHubRequest(
          face,
          { command: 'segments-diff', most: limit, ...named, ...versions },
          printDifference,
        ),
      )
    })
  addExamples(command, [
    ['before an edited file counts', 'esplanade segments diff'],
    ['two versions, over the people known now', 'esplanade segments diff vip --from 1 --to 2'],
  ])
}
