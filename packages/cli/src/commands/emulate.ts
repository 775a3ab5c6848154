import type { Command } from 'commander'
import { emulate } from '../emulate/emulate.ts'
import { type Act, addExamples } from './act.ts'
import { wholeNumber } from './option-values.ts'

const MAX_PORT = 65_535
const MAX_SEED = 4_294_967_295
const MAX_MEMBERS = 1_000_000
const DEFAULT_MEMBERS = 1_000

export interface EmulateFlags {
  readonly port: number
  readonly controlPort: number
  readonly seed: number
  readonly members: number
  readonly faults?: string
  /** False with `--no-limits`. */
  readonly limits: boolean
}

export function addEmulate(program: Command, act: Act): void {
  const command = program
    .command('emulate')
    .description("serve a vendor's emulator on this machine, to rehearse without touching an audience")
    .argument('<name>', 'the connector, such as mailchimp; its package must be installed in this folder')
    .option('--port <number>', 'port on 127.0.0.1; 0 picks a free one', wholeNumber(0, MAX_PORT), 0)
    .option(
      '--control-port <number>',
      'port of its control, which seeds, inspects and faults it; 0 picks a free one',
      wholeNumber(0, MAX_PORT),
      0,
    )
    .option('--seed <number>', 'the same seed makes the same members', wholeNumber(0, MAX_SEED), 1)
    .option(
      '--members <number>',
      'example members to begin with',
      wholeNumber(0, MAX_MEMBERS),
      DEFAULT_MEMBERS,
    )
    .option('--faults <file>', 'YAML or JSON list of faults to play on the next calls')
    .option('--no-limits', "let calls through as fast as they come, whatever the vendor's limits")
    .action((name: string, flags: EmulateFlags, command: Command) =>
      act(command, face => emulate(face, name, flags)),
    )
  addExamples(command, [
    ['until Ctrl-C; point the connection at what it prints', 'esplanade emulate mailchimp --port 4010'],
    ['a larger audience, the same each time', 'esplanade emulate klaviyo --members 50000 --seed 7'],
    [
      'where storm.yaml says [{times: 5, fault: {kind: status, status: 429}}]',
      'esplanade emulate hubspot --faults storm.yaml',
    ],
  ])
}
