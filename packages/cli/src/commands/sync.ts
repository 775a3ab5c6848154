import type { Command } from 'commander'
import { author } from '../author.ts'
import { printSync } from '../output/results/print-sync.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { CONFIRM_OPTION, CONNECTIONS_ARGUMENT, chosen } from './connections.ts'

export function addSync(program: Command, act: Act): void {
  const command = program
    .command('sync')
    .description('pull, evaluate, plan and push, one after the other')
    .argument(...CONNECTIONS_ARGUMENT)
    .option(...CONFIRM_OPTION)
    .action((connections: string[], options: { confirm?: boolean }, command: Command) =>
      act(command, face => {
        const request = {
          command: 'sync',
          ...chosen(connections),
          confirm: options.confirm ?? false,
          ...author(face.world),
        } as const
        return runHubRequest(face, request, printSync)
      }),
    )
  addExamples(command, [
    ['the whole round, for a scheduler; a second one sends only what changed', 'esplanade sync'],
    ['the four answers as one JSON value', 'esplanade sync --json | tail -1'],
  ])
}
