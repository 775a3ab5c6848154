import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { duckdb } from '@esplanade/duckdb'
import { defineHub, type HubConfig, type SyncConfig } from '@esplanade/hub'
import { hubspot } from '@esplanade/hubspot'
import { klaviyo } from '@esplanade/klaviyo'
import { EMULATED_API_KEY } from '@esplanade/klaviyo/emulator'
import { mailchimp } from '@esplanade/mailchimp'
import { EMULATOR_API_KEY } from '@esplanade/mailchimp/emulator'
import type { Esp } from './shop/person.ts'
import { CONNECTION_OF, MANAGED_FIELDS, MANAGED_TARGETS } from './targets.ts'
import { MAILCHIMP_FIELDS } from './vendors/mailchimp.ts'
import { SHOP_TIME_ZONE } from './verify/same-value.ts'

/** Where the demo's hub finds its store and its three accounts. */
export interface DemoPlaces {
  readonly storeFile: string
  readonly urls: Readonly<Record<Esp, string>>
}

export const storeFileIn = (folder: string): string => join(folder, 'esplanade.duckdb')

/**
 * The shop's hub as its owner would write it in `esplanade.config.ts`; only the addresses are the
 * emulators', and the keys are those that every emulator accepts.
 */
export function demoConfig({ storeFile, urls }: DemoPlaces): HubConfig {
  return defineHub({
    store: duckdb({ file: storeFile, memoryLimit: '256MB' }),
    currency: 'USD',
    timeZone: SHOP_TIME_ZONE,
    connections: {
      [CONNECTION_OF.mailchimp]: {
        ...mailchimp({ apiKey: EMULATOR_API_KEY, baseUrl: urls.mailchimp }),
        fields: {
          [MAILCHIMP_FIELDS.region]: 'region',
          [MAILCHIMP_FIELDS.country]: 'country',
          [MAILCHIMP_FIELDS.birthday]: 'birthday',
        },
      },
      [CONNECTION_OF.hubspot]: {
        ...hubspot({ accessToken: 'pat-emulator', baseUrl: urls.hubspot, tier: 'enterprise' }),
      },
      [CONNECTION_OF.klaviyo]: {
        ...klaviyo({ apiKey: EMULATED_API_KEY, baseUrl: urls.klaviyo }),
        fields: { birthday: 'birthday' },
      },
    },
    segments: SEGMENTS_FOLDER,
    syncs: [
      ...MANAGED_TARGETS.map(membershipSync),
      ...(['mailchimp', 'hubspot', 'klaviyo'] as const).map(fieldSync),
    ],
  })
}

const SEGMENTS_FOLDER = fileURLToPath(new URL('../segments', import.meta.url))

function membershipSync({ esp, kind, name, segment }: (typeof MANAGED_TARGETS)[number]): SyncConfig {
  return { connection: CONNECTION_OF[esp], segment, into: kind === 'tag' ? { tag: name } : { list: name } }
}

function fieldSync(esp: Esp): SyncConfig {
  const { orders, lastOrder, vip } = MANAGED_FIELDS[esp]
  return {
    connection: CONNECTION_OF[esp],
    fields: {
      [orders]: { event: 'order_placed', within: '365d', count: true },
      [lastOrder]: { event: 'order_placed', last: 'at' },
      [vip]: { segment: 'vip' },
    },
  }
}
