import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CliError, wordsOf } from '../error-report.ts'

export interface Scaffold {
  /** The new folder, below the workspace's. */
  readonly folder: string
  /** Paths inside it. */
  readonly written: readonly string[]
}

/** As npm, file names and identifiers take it: `active-campaign`. */
const NAME = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/
const MAX_NAME = 40

/**
 * Writes `connectors/NAME` of a workspace: every file that a connector has, compiling, with a conformance
 * suite that fails and says what is to be written. Throws `CliError`, before anything is written, for a name
 * that is none, a folder that exists and a place that is no workspace of Esplanade.
 */
export function scaffoldConnector(workspace: string, name: string): Scaffold {
  if (!NAME.test(name) || name.length > MAX_NAME)
    throw new CliError(
      'usage',
      `"${name}" is no connector's name; expected lower-case words such as "active-campaign", ${MAX_NAME} characters at most.`,
    )
  if (!existsSync(join(workspace, 'connectors')))
    throw new CliError(
      'usage',
      `${workspace} has no folder "connectors". Run this at the root of a clone of Esplanade, where the connectors stand.`,
    )
  const folder = join('connectors', name)
  if (existsSync(join(workspace, folder)))
    throw new CliError('usage', `${folder} exists already. Choose another name, or delete it first.`)
  const written = templatePaths().map(path => ({
    path: path.replace(SUFFIX, '').replace('NAME', name),
    content: fill(readFileSync(join(TEMPLATES, path), 'utf8'), name),
  }))
  try {
    for (const { path, content } of written) {
      const file = join(workspace, folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
  } catch (cause) {
    const why = wordsOf(cause)
    throw new CliError('usage', `Cannot write ${folder}: ${why}. Choose a folder that you may write to.`, {
      cause,
    })
  }
  return { folder, written: written.map(({ path }) => path) }
}

/** The templates lie beside `src`, and beside `dist` once built. */
const TEMPLATES = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../templates/connector' : '../../../templates/connector',
    import.meta.url,
  ),
)

/** Keeps compilers and test runners away from them. */
const SUFFIX = /\.txt$/

const templatePaths = (): string[] =>
  readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
    .filter(path => SUFFIX.test(path))
    .map(path => path.replaceAll('\\', '/'))
    .sort()

/** The forms of a name that the templates ask for: `{{camel}}`. */
function fill(template: string, name: string): string {
  const words = name.split('-')
  const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
  const pascal = words.map(capital).join('')
  const forms: Readonly<Record<string, string>> = {
    name,
    pascal,
    camel: pascal.slice(0, 1).toLowerCase() + pascal.slice(1),
    title: words.map(capital).join(' '),
    constant: name.toUpperCase().replaceAll('-', '_'),
  }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (token, form: string) => forms[form] ?? token)
}
