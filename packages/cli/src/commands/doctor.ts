import type { Command } from 'commander'
import { printDoctor } from '../output/results/print-status.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

export function addDoctor(program: Command, act: Act): void {
  const command = program
    .command('doctor')
    .description('check the configuration, the store, the segments and every key, and say what to do')
    .action((_options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'doctor' }, printDoctor)),
    )
  addExamples(command, [
    ['one line per check; exit code 5 when one fails', 'esplanade doctor'],
    ['the same for a monitor', 'esplanade doctor --json'],
  ])
}
