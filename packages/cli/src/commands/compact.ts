import type { Command } from 'commander'
import { printCompaction } from '../output/results/print-compaction.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

export function addCompact(program: Command, act: Act): void {
  const command = program
    .command('compact')
    .description('write the stored events anew in the order of their times, so that evaluating is fast')
    .action((_options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'compact' }, printCompaction)),
    )
  addExamples(command, [
    ['after large imports; evaluate does it by itself where it is worth it', 'esplanade compact'],
  ])
}
