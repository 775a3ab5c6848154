import type { Command } from 'commander'
import { printReplay } from '../output/results/print-push.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { CONNECTIONS_ARGUMENT, chosen } from './connections.ts'

export function addReplay(program: Command, act: Act): void {
  const command = program
    .command('replay')
    .description('send what waits in the dead letter once more, as it is wanted now')
    .argument(...CONNECTIONS_ARGUMENT)
    .action((connections: string[], _options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'replay', ...chosen(connections) }, printReplay)),
    )
  addExamples(command, [
    ['after a value, or a rule of the vendor, was mended', 'esplanade replay'],
    ['one connection', 'esplanade replay news'],
  ])
}
