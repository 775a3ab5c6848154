import { CommanderError } from 'commander'
import type { Act } from './commands/act.ts'
import { EXIT_CODES } from './exit-code.ts'
import { createFace, type GlobalOptions } from './face.ts'
import { buildProgram } from './program.ts'
import { usageError } from './usage-error.ts'
import type { CliWorld } from './world.ts'

/** Runs the `esplanade` command with these arguments (without node and script) and gives its exit code. */
export async function main(argv: readonly string[], world: CliWorld): Promise<number> {
  let exitCode: number = EXIT_CODES.ok.code
  let options: GlobalOptions = { json: argv.includes('--json'), debug: argv.includes('--debug') }
  const act: Act = async (command, work) => {
    options = command.optsWithGlobals<GlobalOptions>()
    exitCode = await work(createFace(world, options))
  }
  const program = buildProgram(world.version, act, {
    writeOut: text => world.stdout.write(text),
    writeErr: text => world.stderr.write(text),
    // Told below, in the same words and shape as every other failure.
    outputError: () => undefined,
    getOutHelpWidth: () => world.stdout.columns,
    getErrHelpWidth: () => world.stderr.columns,
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    const face = createFace(world, options)
    if (!(error instanceof CommanderError)) return face.fail(error)
    return error.exitCode === 0 ? EXIT_CODES.ok.code : face.fail(usageError(error, program, argv))
  }
}
