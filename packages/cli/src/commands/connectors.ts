import type { Command } from 'commander'
import { scoreConnectors } from '../connectors/score-connectors.ts'
import { type Act, addExamples } from './act.ts'

export function addConnectors(program: Command, act: Act): void {
  const connectors = program.command('connectors').description('look at connectors and prove them')
  const command = connectors
    .command('score')
    .description('play the conformance suite against an emulator and say which guarantees are kept')
    .argument('[name]', 'the connector, such as mailchimp; without it, every vendor installed here')
    .option('--broken', 'list broken guarantees only')
    .action((name: string | undefined, flags: { broken?: boolean }, command: Command) =>
      act(command, face => scoreConnectors(face, name, flags.broken ?? false)),
    )
  addExamples(command, [
    ['kept, broken and left out, each left-out one with its reason', 'esplanade connectors score klaviyo'],
    [
      'every connector of this folder, for a pipeline; exit code 8 when one breaks',
      'esplanade connectors score --json',
    ],
  ])
}
