import type { Command } from 'commander'
import { author } from '../author.ts'
import { printEvaluation } from '../output/results/print-segments.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

export function addEvaluate(program: Command, act: Act): void {
  const command = program
    .command('evaluate')
    .description('compute who is in which segment now, and who entered and left')
    .action((_options, command: Command) =>
      act(command, face =>
        runHubRequest(face, { command: 'evaluate', ...author(face.world) }, printEvaluation),
      ),
    )
  addExamples(command, [['all segments at once; they share their scans', 'esplanade evaluate']])
}
