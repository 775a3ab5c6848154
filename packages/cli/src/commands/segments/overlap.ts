import type { Command } from 'commander'
import { printOverlap } from '../../output/results/print-overlap.ts'
import { runHubRequest } from '../../run-hub-request.ts'
import { type Act, addExamples } from '../act.ts'
import { wholeNumber } from '../option-values.ts'

const DEFAULT_SAMPLES = 5
const MAX_SAMPLES = 100

export function addOverlap(segments: Command, act: Act): void {
  const command = segments
    .command('overlap')
    .description(
      'how many contacts each two segments share, who is in none, and broken `disjoint` declarations',
    )
    .argument('[segments...]', 'ids of segments; none means all')
    .option(
      '--samples <number>',
      `contacts of none to show, 0 to ${MAX_SAMPLES}`,
      wholeNumber(0, MAX_SAMPLES),
      DEFAULT_SAMPLES,
    )
    .action((ids: string[], { samples }: { samples: number }, command: Command) =>
      act(command, face =>
        runHubRequest(face, { command: 'segments-overlap', segments: ids, samples }, printOverlap),
      ),
    )
  addExamples(command, [
    ['all segments', 'esplanade segments overlap'],
    [
      'a check in CI: exits with 8 when a `disjoint` of the configuration is broken',
      'esplanade segments overlap --json',
    ],
  ])
}
