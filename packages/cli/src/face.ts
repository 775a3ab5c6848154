import { type ErrorReport, reportError } from './error-report.ts'
import { EXIT_CODES } from './exit-code.ts'
import { type Paint, paintFor } from './output/paint.ts'
import { liveProgress, type Progress, plainProgress } from './output/progress.ts'
import type { CliWorld } from './world.ts'

/** What every command understands. */
export interface GlobalOptions {
  readonly config?: string
  readonly json?: boolean
  readonly debug?: boolean
}

/** How one command speaks: answers on stdout, everything else on stderr. */
export interface Face {
  readonly world: CliWorld
  readonly options: GlobalOptions
  /** The answer: lines for people, or exactly one JSON value on the last line with `--json`. */
  answer(value: unknown, lines: (paint: Paint) => readonly string[]): void
  /** Something to know that is not the answer. */
  note(text: string): void
  /** Says what failed and gives the exit code for it. */
  fail(error: unknown): number
  progress(): Progress
}

export function createFace(world: CliWorld, options: GlobalOptions): Face {
  const { stdout, stderr } = world
  const paint = paintFor(stdout, world.environment)
  const aside = paintFor(stderr, world.environment)
  return {
    world,
    options,
    answer(value, lines) {
      const text = options.json ? [JSON.stringify(value)] : lines(paint)
      stdout.write(text.map(line => `${line}\n`).join(''))
    },
    note(text) {
      stderr.write(`${aside('cyan', 'note')} ${text}\n`)
    },
    fail(thrown) {
      const report = reportError(thrown)
      stderr.write(`${aside('red', 'error')} ${messageOf(report)}\n`)
      if (options.debug && report.stack !== undefined) stderr.write(`${aside('dim', report.stack)}\n`)
      const error = options.debug ? report : { ...report, stack: undefined }
      if (options.json) stdout.write(`${JSON.stringify({ error })}\n`)
      return report.exitCode
    },
    progress() {
      const now = () => world.clock.now()
      const live = stderr.terminal && world.environment.TERM !== 'dumb'
      return live ? liveProgress(stderr, now, aside) : plainProgress(stderr, now, aside)
    },
  }
}

function messageOf(report: ErrorReport): string {
  if (report.exitCode !== EXIT_CODES.unexpected.code) return report.message
  const next = 'This was not foreseen; run the command again with --debug and report what it prints.'
  return `${report.name}: ${report.message}\n${next}`
}
