import type { Clock } from '@esplanade/core/schema'
import type { HubConfig } from './config.ts'
import type { HubRequest, Report } from './request.ts'
import type { HubResults } from './result.ts'

/** An open hub: the one owner of its store. */
export interface Hub {
  /** Carries out one request. Reading requests run beside a writing one; writing ones wait for each other. */
  run<R extends HubRequest>(request: R, options?: RunOptions): Promise<HubResults[R['command']]>
  close(): Promise<void>
}

export interface RunOptions {
  readonly report?: Report
  /** Stops at the next safe place; what is stored stays, and the same request later goes on from there. */
  readonly signal?: AbortSignal
}

/** The world of a hub, as arguments. */
export interface HubWorld {
  readonly clock: Clock
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Uniform in [0, 1); for jitter of retries only. */
  readonly random: () => number
  /** Folder that relative paths of the configuration start from. */
  readonly folder: string
}

/** Checks the configuration, opens the store and reads the segments. Throws `ConfigError` or `StoreError`. */
export declare function openHub(config: HubConfig, world: HubWorld): Promise<Hub>
