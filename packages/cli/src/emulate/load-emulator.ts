import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EmulatorDefinition, ExampleSize } from '@esplanade/connector-kit/emulator'
import { didYouMean } from '@esplanade/core/schema'
import { CliError } from '../error-report.ts'
import { VENDOR_NAMES } from '../init/vendor.ts'

/** What `@esplanade/NAME/emulator` exports by convention. */
export interface LoadedEmulator {
  /** Exported as `nameEmulator`. */
  readonly emulator: EmulatorDefinition<unknown>
  /** Fills a fresh state with example members; the same randomness makes the same ones. */
  readonly seedExample?: (state: unknown, example: ExampleSize) => void
  /** The configuration of a connection to an emulator at this address, its key included. */
  readonly exampleConfig?: (url: string) => unknown
}

const NAME = /^[a-z][a-z0-9-]{0,62}$/

/**
 * Imports a connector's emulator as the user's project has it installed, so that the command depends
 * on no connector. Throws `CliError`.
 */
export async function loadEmulator(name: string, folder: string): Promise<LoadedEmulator> {
  if (!NAME.test(name)) {
    throw new CliError('usage', `"${name}" is no connector's name; expected one such as mailchimp.`)
  }
  const exported: Record<string, unknown> = await import(pathToFileURL(resolvePackage(name, folder)).href)
  const emulator = exported[`${camelCase(name)}Emulator`]
  const { seedExample, exampleConfig } = exported
  if (!isEmulator(emulator)) {
    throw new CliError(
      'configuration',
      `@esplanade/${name}/emulator does not export \`${camelCase(name)}Emulator\`; install versions that belong together.`,
    )
  }
  return {
    emulator,
    ...(isFunction(seedExample) ? { seedExample } : {}),
    ...(isFunction(exampleConfig) ? { exampleConfig } : {}),
  }
}

/** From the user's project, or from beside this command: in a clone of Esplanade the connectors stand there. */
function resolvePackage(name: string, folder: string): string {
  const specifier = `@esplanade/${name}/emulator`
  let failure: unknown
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(specifier)
    } catch (error) {
      failure = error
    }
  }
  const meant = didYouMean(name, VENDOR_NAMES)
  if (meant !== '') throw new CliError('usage', `No connector here is called "${name}".${meant}`)
  throw new CliError(
    'configuration',
    `@esplanade/${name} is not installed in ${folder}; run \`npm install @esplanade/${name}\` there.`,
    { cause: failure },
  )
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
}

function isEmulator(value: unknown): value is EmulatorDefinition<unknown> {
  return typeof value === 'object' && value !== null && 'routes' in value && 'createState' in value
}

function isFunction(value: unknown): value is (...all: unknown[]) => unknown {
  return typeof value === 'function'
}
