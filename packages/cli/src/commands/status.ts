import type { Command } from 'commander'
import { printStatus } from '../output/results/print-status.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

export function addStatus(program: Command, act: Act): void {
  const command = program
    .command('status')
    .description('show what the store holds, what is running and how the last runs ended')
    .action((_options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'status' }, printStatus)),
    )
  addExamples(command, [['also while a long sync runs in another terminal', 'esplanade status']])
}
