import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '@esplanade/core/schema'
import { openHub } from '@esplanade/hub'
import { EMULATED_API_KEY } from '@esplanade/klaviyo/emulator'
import { EMULATOR_API_KEY } from '@esplanade/mailchimp/emulator'
import { demoConfig } from './config.ts'
import type { DemoResult } from './demo-result.ts'
import type { Narrator } from './report/narrator.ts'
import { introduction } from './report/world-lines.ts'
import { dice } from './shop/dice.ts'
import type { Esp } from './shop/person.ts'
import { STORE_FILE } from './store-file.ts'
import { liveTwoDays } from './two-days.ts'
import { openWorld, type World } from './world.ts'

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
    const hub = await openHub(demoConfig(placesOf(world, setting.folder)), {
      clock: world.clock,
      environment: {},
      random: dice(setting.seed, 'retries').next,
      folder: setting.folder,
    })
    try {
      const told = await liveTwoDays(hub, world, narrator)
      const seconds = Math.round((setting.clock.now() - startedAt) / 100) / 10
      return { ...told, seconds, peakMb: Math.round(setting.peakMb()) }
    } finally {
      await hub.close()
    }
  } finally {
    await world.close()
  }
}

const SEGMENTS_FOLDER = fileURLToPath(new URL('../segments', import.meta.url))
const KEYS: Record<Esp, string> = {
  mailchimp: EMULATOR_API_KEY,
  hubspot: 'pat-emulator',
  klaviyo: EMULATED_API_KEY,
}

function placesOf(world: World, folder: string): Parameters<typeof demoConfig>[0] {
  const account = (esp: Esp) => ({
    baseUrl: world.accounts.find(other => other.esp === esp)?.url ?? '',
    key: KEYS[esp],
  })
  return {
    storeFile: join(folder, STORE_FILE),
    segmentsFolder: SEGMENTS_FOLDER,
    accounts: { mailchimp: account('mailchimp'), hubspot: account('hubspot'), klaviyo: account('klaviyo') },
  }
}
