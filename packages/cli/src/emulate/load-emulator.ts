import type { EmulatorControls, EmulatorDefinition, ExampleSize } from '@esplanade/connector-kit/emulator'
import { loadConnectorPart } from '../connectors/load-connector-part.ts'
import { CliError } from '../error-report.ts'

/** What `@esplanade/NAME/emulator` exports by convention. */
export interface LoadedEmulator {
  /** Exported as `nameEmulator`. */
  readonly emulator: EmulatorDefinition<unknown>
  /** Fills a fresh state with example members; the same randomness makes the same ones. */
  readonly seedExample?: (state: unknown, example: ExampleSize) => void
  /** What the control may do to a running account. */
  readonly controls?: EmulatorControls<unknown>
  /** The configuration of a connection to an emulator at this address, its key included. */
  readonly exampleConfig?: (url: string) => unknown
}

/** Imports a connector's emulator as the user's project has it installed. Throws `CliError`. */
export async function loadEmulator(name: string, folder: string): Promise<LoadedEmulator> {
  const { main, exported } = await loadConnectorPart(name, 'emulator', folder)
  const { seedExample, exampleConfig, controls } = exported
  if (!isEmulator(main)) {
    throw new CliError(
      'configuration',
      `@esplanade/${name}/emulator exports something else than an emulator; install versions that belong together.`,
    )
  }
  return {
    emulator: main,
    ...(isFunction(seedExample) ? { seedExample } : {}),
    ...(isFunction(exampleConfig) ? { exampleConfig } : {}),
    ...(isControls(controls) ? { controls } : {}),
  }
}

function isEmulator(value: unknown): value is EmulatorDefinition<unknown> {
  return typeof value === 'object' && value !== null && 'routes' in value && 'createState' in value
}

function isFunction(value: unknown): value is (...all: unknown[]) => unknown {
  return typeof value === 'function'
}

function isControls(value: unknown): value is EmulatorControls<unknown> {
  return typeof value === 'object' && value !== null && 'inspect' in value && 'touch' in value
}
