import type { Command } from 'commander'
import { printHistory } from '../../output/results/print-versions.ts'
import { runHubRequest } from '../../run-hub-request.ts'
import { type Act, addExamples } from '../act.ts'

export function addHistory(segments: Command, act: Act): void {
  const command = segments
    .command('history')
    .description('every version that a segment had, and what each changed')
    .argument('<segment>', 'the id of the segment, also of a deleted one')
    .action((segment: string, _options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'segments-history', segment }, printHistory)),
    )
  addExamples(command, [['what was the rule in spring?', 'esplanade segments history vip']])
}
