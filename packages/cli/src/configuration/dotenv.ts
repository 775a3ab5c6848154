import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { CliError, wordsOf } from '../error-report.ts'

/** The variables of the `.env` file beside the configuration; none where there is no such file. */
export function readDotenv(folder: string): Record<string, string | undefined> {
  const path = join(folder, '.env')
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')) }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {}
    const why = wordsOf(cause)
    throw new CliError('configuration', `The file ${path} cannot be read: ${why}. Make it readable to you.`, {
      cause,
    })
  }
}
