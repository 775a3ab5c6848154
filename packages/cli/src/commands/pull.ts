import type { Command } from 'commander'
import { printPull } from '../output/results/print-pull.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { CONNECTIONS_ARGUMENT, chosen } from './connections.ts'

export function addPull(program: Command, act: Act): void {
  const command = program
    .command('pull')
    .description('read contacts, consent and events from the vendors; changes nothing there')
    .argument(...CONNECTIONS_ARGUMENT)
    .action((connections: string[], _options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'pull', ...chosen(connections) }, printPull)),
    )
  addExamples(command, [
    ['everything that is new since the last pull', 'esplanade pull'],
    ['only these two connections', 'esplanade pull shop news'],
  ])
}
