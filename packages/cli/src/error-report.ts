import { z } from 'zod'
import { EXIT_CODES, type ExitReason } from './exit-code.ts'

/** An error as plain JSON: what is printed, and what travels to the process that asked. */
export const errorReportSchema = z.object({
  name: z.string(),
  /** What sorts it: a store's or connection's own word such as `held` or `auth`, else the reason of the exit code. */
  kind: z.string(),
  message: z.string(),
  /** Each problem by itself, where there are several. */
  problems: z.array(z.string()).optional(),
  exitCode: z.int(),
  /** Printed with `--debug` only. */
  stack: z.string().optional(),
})
export type ErrorReport = z.infer<typeof errorReportSchema>

/** A failure that the command itself found, with the exit code that tells it apart. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly kind: ExitReason

  constructor(kind: ExitReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** An error that another process met while it carried out our request. */
export class ForwardedError extends Error {
  override readonly name = 'ForwardedError'
  readonly report: ErrorReport

  constructor(report: ErrorReport) {
    super(report.message)
    this.report = report
  }
}

/**
 * What to print about an error and which exit code it deserves. Errors of the hub are told apart by
 * name and not by class: a project may have installed another copy of the packages than the command's.
 */
export function reportError(error: unknown): ErrorReport {
  if (error instanceof ForwardedError) return error.report
  if (!(error instanceof Error)) {
    const exitCode = EXIT_CODES.unexpected.code
    return { name: 'Error', kind: 'unexpected', message: wordsOf(error), exitCode }
  }
  const reason = reasonOf(error)
  const problems = 'problems' in error ? z.array(z.string()).safeParse(error.problems).data : undefined
  return {
    name: error.name,
    kind: textProperty(error, 'kind') ?? reason,
    message: error.message,
    ...(problems === undefined ? {} : { problems }),
    exitCode: EXIT_CODES[reason].code,
    ...(error.stack === undefined ? {} : { stack: stackWithCauses(error) }),
  }
}

const REASONS_BY_NAME: Readonly<Record<string, ExitReason>> = {
  ConfigError: 'configuration',
  DefinitionError: 'configuration',
  MissingSecretError: 'configuration',
  RequestError: 'usage',
  StoreError: 'store',
  ConnectorError: 'connection',
  TableError: 'usage',
}

function reasonOf(error: Error): ExitReason {
  if (error instanceof CliError) return error.kind
  return REASONS_BY_NAME[error.name] ?? 'unexpected'
}

const MAX_CAUSES = 8

function stackWithCauses(error: Error): string {
  const stacks: string[] = []
  let current: unknown = error
  while (current instanceof Error && stacks.length < MAX_CAUSES) {
    stacks.push(current.stack ?? `${current.name}: ${current.message}`)
    current = current.cause
  }
  return stacks.join('\ncaused by ')
}

/** The words of whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function textProperty(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : undefined
}
