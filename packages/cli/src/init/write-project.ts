import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CliError, wordsOf } from '../error-report.ts'
import { IGNORED, type ProjectChoices, projectFiles } from './project-files.ts'

export interface WrittenProject {
  readonly folder: string
  readonly written: readonly string[]
  /** Already there and left as they were. */
  readonly kept: readonly string[]
}

/** Writes a project's files; one that exists is kept unless `force`. Throws `CliError` where it may not write. */
export function writeProject(folder: string, choices: ProjectChoices, force: boolean): WrittenProject {
  const written: string[] = []
  const kept: string[] = []
  try {
    for (const [path, content] of Object.entries(projectFiles(choices))) {
      const file = join(folder, path)
      // A package.json holds more than ours, so that not even --force replaces it.
      const replace = force && path !== 'package.json'
      if (existsSync(file) && !replace) kept.push(path)
      else {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
        written.push(path)
      }
    }
    const ignore = extendIgnore(join(folder, '.gitignore'))
    ;(ignore ? written : kept).push('.gitignore')
  } catch (cause) {
    const why = wordsOf(cause)
    throw new CliError('usage', `Cannot write to ${folder}: ${why}. Choose a folder that you may write to.`, {
      cause,
    })
  }
  return { folder, written, kept }
}

/** Adds the lines that are missing, since without them the keys or the audience end up in git. */
function extendIgnore(file: string): boolean {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines = new Set(before.split(/\r?\n/).map(line => line.trim()))
  const missing = IGNORED.filter(line => !lines.has(line))
  if (missing.length === 0) return false
  const separator = before === '' || before.endsWith('\n') ? '' : '\n'
  writeFileSync(file, `${before}${separator}${missing.join('\n')}\n`)
  return true
}
