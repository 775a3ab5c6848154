import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, type Instant, simulatedClock } from '@esplanade/core/schema'
import { duckdb } from '@esplanade/duckdb'
import { type Hub, type HubConfig, openHub } from '@esplanade/hub'

export interface RealHub {
  readonly hub: Hub
  /** A folder of the test's own, gone after `close`. */
  readonly folder: string
  readonly close: () => Promise<void>
}

/** Opens a hub on a DuckDB file of its own, with a clock that stands at `asOf` and files that `furnish` writes. */
export async function openRealHub(
  asOf: number,
  config: Omit<HubConfig, 'store' | 'currency'>,
  clock: Clock = simulatedClock(asOf as Instant),
  furnish: (folder: string) => void = () => undefined,
): Promise<RealHub> {
  const folder = mkdtempSync(join(tmpdir(), 'esplanade-real-'))
  furnish(folder)
  const hub = await openHub(
    { ...config, currency: 'USD', store: duckdb({ file: join(folder, 'hub.duckdb') }) },
    { clock, environment: {}, random: () => 0.5, folder },
  )
  return {
    hub,
    folder,
    close: async () => {
      await hub.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
