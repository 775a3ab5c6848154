import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

export interface Source {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** Files that git tracks or would track, by patterns, from the root of the repository. */
export function tracked(...patterns: readonly string[]): string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  )
  return [...new Set(listed.split('\n').filter(path => path !== ''))]
}

/** Every source in TypeScript or JavaScript. */
export function sources(): Source[] {
  return tracked('*.ts', '*.tsx', '*.mjs').flatMap(path => {
    try {
      return [{ path, text: readFileSync(join(ROOT, path), 'utf8') }]
    } catch (error) {
      // Listed in the index and deleted in the work tree: there is nothing left to check.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  })
}

/** What a source imports, by specifier. */
export function importsOf({ text }: Source): string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '')
}
