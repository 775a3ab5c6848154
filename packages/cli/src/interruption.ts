import { CliError } from './error-report.ts'
import { EXIT_CODES } from './exit-code.ts'
import type { CliWorld } from './world.ts'

export interface Interruption {
  readonly signal: AbortSignal
  /** Stops listening for Ctrl-C. */
  dispose(): void
}

/**
 * The first Ctrl-C asks the work to stop at the next safe place, the second ends the process at once:
 * even then nothing stored is lost, only what was under way is done again.
 */
export function listenForInterrupt(world: CliWorld, onFirst: () => void): Interruption {
  const controller = new AbortController()
  const forget = world.onInterrupt(() => {
    if (controller.signal.aborted) return world.kill(EXIT_CODES.interrupted.code)
    onFirst()
    controller.abort(interrupted())
  })
  return { signal: controller.signal, dispose: forget }
}

/** What ends a command that was stopped, whatever the work itself threw. */
export function interrupted(): CliError {
  return new CliError('interrupted', 'Stopped. What was stored is kept; the same command goes on from there.')
}
