import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkConfig, type HubConfig } from '@esplanade/hub'
import { CliError } from '../error-report.ts'
import { readDotenv } from './dotenv.ts'
import { importFailure } from './import-failure.ts'

const CONFIG_NAME = 'esplanade.config.ts'

export interface LoadedConfiguration {
  readonly config: HubConfig
  readonly path: string
  /** The folder that its relative paths start from. */
  readonly folder: string
  /** The process's variables, and beneath them those of `.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Tells apart two processes that share a store but not a configuration. */
  readonly fingerprint: string
}

export interface ConfigurationPlace {
  /** Where the command was started. */
  readonly folder: string
  /** `--config`. */
  readonly path?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  enter(folder: string): void
}

/**
 * Imports the project's configuration, `esplanade.config.ts` of the folder or the file named, and checks
 * all of it that needs neither network nor store. Throws `CliError` or `ConfigError`.
 */
export async function loadConfiguration(place: ConfigurationPlace): Promise<LoadedConfiguration> {
  const path = findConfiguration(place)
  const folder = dirname(path)
  // Stores and segment folders are named relative to the configuration, wherever the command was started.
  place.enter(folder)
  const environment = { ...readDotenv(folder), ...place.environment }
  const exported = await importDefault(path)
  checkConfig(exported)
  return {
    config: exported as HubConfig,
    path,
    folder,
    environment,
    fingerprint: createHash('sha256').update(path).update(readFileSync(path)).digest('hex').slice(0, 16),
  }
}

function findConfiguration({ folder, path }: ConfigurationPlace): string {
  const found = resolve(folder, path ?? CONFIG_NAME)
  if (existsSync(found)) return found
  throw new CliError(
    'configuration',
    path === undefined
      ? `There is no ${CONFIG_NAME} in ${folder}. Run \`esplanade init\` to make one, or name it with --config PATH.`
      : `There is no configuration at ${found}; check the path given to --config.`,
  )
}

async function importDefault(path: string): Promise<unknown> {
  let module: unknown
  try {
    module = await import(pathToFileURL(path).href)
  } catch (error) {
    throw importFailure(path, error)
  }
  const exported = typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined
  if (typeof exported === 'object' && exported !== null && !Array.isArray(exported)) return exported
  const found = exported === undefined ? 'has no default export' : 'has a default export of another kind'
  throw new CliError(
    'configuration',
    `${path} ${found}. It must end in \`export default defineHub({ … })\`, with defineHub from '@esplanade/hub'.`,
  )
}
