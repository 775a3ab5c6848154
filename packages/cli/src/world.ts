import type { Clock } from '@esplanade/core/schema'
import type { Hub, HubConfig, HubWorld } from '@esplanade/hub'

/** The world of the command, as arguments: a test hands in its own. */
export interface CliWorld {
  readonly stdout: Output
  readonly stderr: Output
  /** Whether somebody can answer questions. */
  readonly interactive: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where the command was started. */
  readonly folder: string
  readonly clock: Clock
  readonly random: () => number
  /** What the machine can do at once. */
  readonly processors: number
  readonly pid: number
  /** Of the command; processes that share a store must have the same. */
  readonly version: string
  /** Makes a folder the one that relative paths of the configuration start from. */
  enter(folder: string): void
  /** Calls back on Ctrl-C and SIGTERM; returns a function that takes the wish back. */
  onInterrupt(handler: () => void): () => void
  /** Ends the process at once. */
  kill(exitCode: number): void
  openHub(config: HubConfig, world: HubWorld): Promise<Hub>
}

export interface Output {
  write(text: string): void
  /** A terminal that a line can be drawn again on. */
  readonly terminal: boolean
  /** Width in characters. */
  readonly columns: number
}
