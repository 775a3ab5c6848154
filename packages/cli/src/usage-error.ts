import type { Command, CommanderError } from 'commander'
import { CliError } from './error-report.ts'

/** What is wrong with the command line, and whose help tells how it is meant. */
export function usageError(
  { code, message }: CommanderError,
  program: Command,
  argv: readonly string[],
): CliError {
  const command = namedCommand(program, argv)
  // Commander has printed the help of a group that was given no command, and calls that its message.
  if (code === 'commander.help')
    return new CliError('usage', 'No command was given; choose one of those above.')
  const [problem = '', suggestion = ''] = message.replace(/^error: /, '').split('\n')
  const sentence = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}${/[.?!]$/.test(problem) ? '' : '.'}`
  const nearest = suggestion.replace(/^\((.*)\)$/, ' $1')
  return new CliError('usage', `${sentence}${nearest} See \`${command} --help\`.`)
}

/** As far as the words of the command line name one. */
function namedCommand(program: Command, argv: readonly string[]): string {
  let command = program
  const names = [program.name()]
  for (const word of argv) {
    const next = command.commands.find(each => each.name() === word)
    if (next === undefined) continue
    command = next
    names.push(word)
  }
  return names.join(' ')
}
