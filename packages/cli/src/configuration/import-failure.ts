import { basename } from 'node:path'
import { CliError } from '../error-report.ts'

/** Says why a configuration could not be imported and what to do, instead of the loader's own words. */
export function importFailure(path: string, error: unknown): Error {
  if (!(error instanceof Error)) {
    return new CliError('configuration', `${path} threw ${String(error)} while it was loaded.`)
  }
  // Its own kind of error says all that is needed, and has an exit code of its own.
  if (error.name === 'ConfigError') return error
  return new CliError('configuration', `${path} cannot be loaded. ${explain(path, error)}`, { cause: error })
}

function explain(path: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined
  const missing = /Cannot find package '([^']+)'/.exec(error.message)?.[1]
  if (missing !== undefined) {
    return `The package ${missing} is not installed; run \`npm install ${missing}\` in its folder.`
  }
  if (code === 'ERR_MODULE_NOT_FOUND') return `${firstLine(error)}. Correct the import.`
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return `${firstLine(error)}${where(path, error)}. Use TypeScript that is erased only: no enum, namespace or parameter property.`
  }
  if (error instanceof SyntaxError) return `Syntax error${where(path, error)}: ${firstLine(error)}.`
  return `It threw ${error.name}${where(path, error)}: ${error.message}`
}

/** The line, from the head of the stack or its first frame in the file; never the line's text, which may hold a secret. */
function where(path: string, error: Error): string {
  const file = basename(path).replaceAll(/[^\w.-]/g, '.')
  const line = new RegExp(`${file}:(\\d+)`).exec(error.stack ?? '')?.[1]
  return line === undefined ? '' : ` in line ${line}`
}

function firstLine(error: Error): string {
  return (error.message.split('\n')[0] ?? '').replace(/\.$/, '')
}
