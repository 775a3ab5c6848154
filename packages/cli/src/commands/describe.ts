import type { Command } from 'commander'
import { printDescription } from '../output/results/print-description.ts'
import { runHubRequest } from '../run-hub-request.ts'
import { type Act, addExamples } from './act.ts'

export function addDescribe(program: Command, act: Act): void {
  const command = program
    .command('describe')
    .description(
      "show what a vendor's account holds: tier, tags, lists, fields, limits, permissions of the key",
    )
    .argument('<connection>', 'its name in the configuration')
    .action((connection: string, _options, command: Command) =>
      act(command, face => runHubRequest(face, { command: 'describe', connection }, printDescription)),
    )
  addExamples(command, [
    ['before a sync is written; exit code 5 when the key lacks a permission', 'esplanade describe news'],
    ['everything, options of fields included', 'esplanade describe news --json'],
  ])
}
