import type { Command } from 'commander'
import { printPush } from '../output/results/print-push.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { CONFIRM_OPTION, CONNECTIONS_ARGUMENT, chosen } from './connections.ts'

export function addPush(program: Command, act: Act): void {
  const command = program
    .command('push')
    .description('write tags, lists, fields and opt-outs to the vendors, within their limits')
    .argument(...CONNECTIONS_ARGUMENT)
    .option(...CONFIRM_OPTION)
    .action((connections: string[], options: { confirm?: boolean }, command: Command) =>
      act(command, face => {
        const request = {
          command: 'push',
          ...chosen(connections),
          confirm: options.confirm ?? false,
        } as const
        return runHubRequest(face, request, printPush)
      }),
    )
  addExamples(command, [
    ['what `plan` shows; exit code 7 when the brake held something back', 'esplanade push'],
    ['one connection, removals above the brake included', 'esplanade push news --confirm'],
  ])
}
