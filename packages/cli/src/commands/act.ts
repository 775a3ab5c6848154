import type { Command } from 'commander'
import type { Face } from '../face.ts'

/** Runs the work of a command with the face that its options ask for; the work gives the exit code. */
export type Act = (command: Command, work: (face: Face) => Promise<number>) => Promise<void>

/** Examples below a command's help, each under what it does. */
export function addExamples(
  command: Command,
  examples: readonly (readonly [does: string, line: string])[],
): void {
  const lines = examples.flatMap(([does, line]) => [`  # ${does}`, `  $ ${line}`])
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}
