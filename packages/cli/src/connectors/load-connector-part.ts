import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { didYouMean } from '@esplanade/core/schema'
import { CliError } from '../error-report.ts'
import { CONNECTOR_NAMES } from '../init/vendor.ts'

const NAME = /^[a-z][a-z0-9-]{0,62}$/

/** What a connector's package ships beside the connector. */
export type ConnectorPart = 'emulator' | 'conformance'

/**
 * Imports `@esplanade/NAME/PART` as the user's project has it installed, so that the command depends on
 * no connector; `main` is its export named `namePart`, by convention. Throws `CliError`.
 */
export async function loadConnectorPart(
  name: string,
  part: ConnectorPart,
  folder: string,
): Promise<{ readonly main: unknown; readonly exported: Readonly<Record<string, unknown>> }> {
  if (!NAME.test(name)) {
    throw new CliError('usage', `"${name}" is no connector's name; expected one such as mailchimp.`)
  }
  const path = resolvePart(name, part, folder)
  const exported: Record<string, unknown> = await import(pathToFileURL(path).href)
  const exportName = `${camelCase(name)}${part.slice(0, 1).toUpperCase()}${part.slice(1)}`
  if (exported[exportName] !== undefined) return { main: exported[exportName], exported }
  throw new CliError(
    'configuration',
    `@esplanade/${name}/${part} does not export \`${exportName}\`; install versions that belong together.`,
  )
}

/** Whether the part can be found from this folder. */
export function hasConnectorPart(name: string, part: ConnectorPart, folder: string): boolean {
  return typeof findPart(name, part, folder) === 'string'
}

function resolvePart(name: string, part: ConnectorPart, folder: string): string {
  const found = findPart(name, part, folder)
  if (typeof found === 'string') return found
  const meant = didYouMean(name, CONNECTOR_NAMES)
  if (meant !== '') throw new CliError('usage', `No connector here is called "${name}".${meant}`)
  throw new CliError(
    'configuration',
    `@esplanade/${name} is not installed in ${folder}; run \`npm install @esplanade/${name}\` there.`,
    { cause: found.failure },
  )
}

/** From the user's project, or from beside this command: in a clone of Esplanade the connectors stand there. */
function findPart(name: string, part: ConnectorPart, folder: string): string | { readonly failure: unknown } {
  let failure: unknown
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(`@esplanade/${name}/${part}`)
    } catch (error) {
      failure = error
    }
  }
  return { failure }
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
}
