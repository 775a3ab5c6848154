import type { Clock } from '@esplanade/core/schema'
import type { DemoResult } from './demo-result.ts'
import type { Narrator } from './report/narrator.ts'
import { introduction } from './report/world-lines.ts'
import { liveTwoDays } from './two-days.ts'
import { withHub } from './with-hub.ts'
import { openWorld } from './world.ts'

export interface DemoSetting {
  readonly contacts: number
  readonly seed: number
  /** Where the hub's store goes; must exist. */
  readonly folder: string
  /** The clock that real waiting goes by. */
  readonly clock: Clock
  /** Highest memory use of the process so far, in MB. */
  readonly peakMb: () => number
}

/**
 * The whole demo: a shop, three vendors, two days, three syncs, and a look past the hub at what the
 * vendors hold after each.
 */
export async function runDemo(setting: DemoSetting, narrator: Narrator): Promise<DemoResult> {
  const startedAt = setting.clock.now()
  const world = await openWorld({ contacts: setting.contacts, seed: setting.seed, base: setting.clock })
  try {
    for (const text of introduction(world)) narrator.line(text)
    const told = await withHub(world, setting.folder, hub => liveTwoDays(hub, world, narrator))
    const seconds = Math.round((setting.clock.now() - startedAt) / 100) / 10
    return { ...told, seconds, peakMb: Math.round(setting.peakMb()) }
  } finally {
    await world.close()
  }
}
