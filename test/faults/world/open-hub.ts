import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Instant, type SimulatedClock, simulatedClock } from '@esplanade/core/schema'
import { duckdb } from '@esplanade/duckdb'
import { type Hub, type HubConfig, openHub } from '@esplanade/hub'
import { hubspot } from '@esplanade/hubspot'
import { klaviyo } from '@esplanade/klaviyo'
import { mailchimp } from '@esplanade/mailchimp'
import { openVendors, type Vendors } from './vendors.ts'

/** A hub in this process, on a DuckDB file of its own, with three vendors and one clock for all. */
export interface HubWorld {
  readonly hub: Hub
  readonly vendors: Vendors
  /** Stands still except where somebody waits. */
  readonly clock: SimulatedClock
  /** Closes the hub and opens it on the same store, with another configuration where one is given. */
  reopen(config: Partial<HubConfig>): Promise<Hub>
}

const START = Date.parse('2026-03-02T09:00:00Z') as Instant

/** Makes the world, has something done in it, and takes it away whatever happens. */
export async function inHubWorld(
  config: Omit<HubConfig, 'store' | 'currency' | 'connections'>,
  use: (world: HubWorld) => Promise<void>,
  settings: Partial<Record<'news' | 'crm' | 'shop', { readonly optOuts: 'separate' }>> = {},
  topics: Partial<Record<'crm' | 'shop', Readonly<Record<string, string>>>> = {},
): Promise<void> {
  const clock = simulatedClock(START)
  const vendors = await openVendors(clock)
  const folder = mkdtempSync(join(tmpdir(), 'esp-world-'))
  const { news, crm, shop } = vendors
  const base: HubConfig = {
    ...config,
    currency: 'EUR',
    store: duckdb({ file: join(folder, 'hub.duckdb'), threads: 1, memoryLimit: '256MB' }),
    connections: {
      news: { ...mailchimp({ apiKey: 'emulator-key-us1', baseUrl: news.url }), ...settings.news },
      crm: {
        ...hubspot({
          accessToken: 'pat-emulator',
          baseUrl: crm.url,
          tier: 'enterprise',
          subscriptionId: '1',
          topics: topics.crm ?? {},
        }),
        ...settings.crm,
      },
      shop: {
        ...klaviyo({
          apiKey: 'pk_emulated_00000000000000000000000000',
          baseUrl: shop.url,
          topics: topics.shop ?? {},
        }),
        ...settings.shop,
      },
    },
  }
  const open = (changed: Partial<HubConfig>) =>
    openHub({ ...base, ...changed }, { clock, environment: {}, random: () => 0.5, folder })
  let hub = await open({})
  try {
    await use({
      get hub() {
        return hub
      },
      vendors,
      clock,
      reopen: async changed => {
        await hub.close()
        hub = await open(changed)
        return hub
      },
    })
  } finally {
    await hub.close()
    await vendors.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
