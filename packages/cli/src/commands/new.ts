import type { Command } from 'commander'
import { EXIT_CODES } from '../exit-code.ts'
import type { Face } from '../face.ts'
import { scaffoldConnector } from '../new-connector/scaffold-connector.ts'
import { type Act, addExamples } from './act.ts'

export function addNew(program: Command, act: Act): void {
  const made = program.command('new').description('begin something of your own')
  const command = made
    .command('connector')
    .description("write a new connector's files into connectors/NAME, with a suite that says what is missing")
    .argument('<name>', 'lower-case words, such as active-campaign')
    .action((name: string, _flags: unknown, command: Command) =>
      act(command, async face => newConnector(face, name)),
    )
  addExamples(command, [
    [
      'at the root of a clone; docs/write-a-connector.md goes on from there',
      'esplanade new connector active-campaign',
    ],
  ])
}

function newConnector(face: Face, name: string): number {
  const scaffold = scaffoldConnector(face.world.folder, name)
  face.answer(scaffold, paint => [
    ...scaffold.written.map(path => `${paint('green', 'wrote')} ${scaffold.folder}/${path}`),
    '',
    `Next: \`pnpm install\`, then \`pnpm vitest run\` in ${scaffold.folder}: each failing test names what to write.`,
    'docs/write-a-connector.md walks through it.',
  ])
  return EXIT_CODES.ok.code
}
