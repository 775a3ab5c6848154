import type { Command } from 'commander'
import { printPlan } from '../output/results/print-plan.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'
import { CONNECTIONS_ARGUMENT, chosen } from './connections.ts'

export function addPlan(program: Command, act: Act): void {
  const command = program
    .command('plan')
    .description('show exactly what a push would change, refuse and cost; sends nothing')
    .argument(...CONNECTIONS_ARGUMENT)
    .action((connections: string[], _options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'plan', ...chosen(connections) }, printPlan)),
    )
  addExamples(command, [
    [
      'per target: + added, ~ changed, - removed, requests that write, reads beside them, time',
      'esplanade plan',
    ],
    ['the plan of one connection, for a review in CI', 'esplanade plan news --json'],
  ])
}
