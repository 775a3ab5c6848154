import type { Command } from 'commander'
import { author } from '../author.ts'
import { printEvaluation } from '../output/results/print-segments.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

export function addEvaluate(program: Command, act: Act): void {
  const command = program
    .command('evaluate')
    .description('compute who is in which segment now, and who entered and left')
    .option('--full', 'evaluate everything, whatever is known of the last time')
    .option('--verify', 'evaluate in full beside, and fail when the two differ')
    .action((options: { full?: boolean; verify?: boolean }, command: Command) =>
      act(command, face => {
        const { full = false, verify = false } = options
        const request = { command: 'evaluate', full, verify, ...author(face.world) } as const
        return runHubRequest(face, request, printEvaluation)
      }),
    )
  addExamples(command, [
    ['all segments at once, by what changed since the last time', 'esplanade evaluate'],
    ['prove that nothing was missed', 'esplanade evaluate --verify'],
  ])
}
