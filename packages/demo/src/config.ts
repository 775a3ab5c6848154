import { duckdb } from '@esplanade/duckdb'
import { defineHub, type HubConfig, type SyncConfig } from '@esplanade/hub'
import { hubspot } from '@esplanade/hubspot'
import { klaviyo } from '@esplanade/klaviyo'
import { mailchimp } from '@esplanade/mailchimp'
import type { Esp } from './shop/person.ts'
import { CONNECTION_OF, MANAGED_FIELDS, MANAGED_TARGETS } from './targets.ts'
import { MAILCHIMP_FIELDS } from './vendors/mailchimp.ts'
import { SHOP_TIME_ZONE } from './verify/same-value.ts'

/** Where the demo's hub finds its store, its segments and its three accounts. */
export interface DemoPlaces {
  readonly storeFile: string
  readonly segmentsFolder: string
  readonly accounts: Readonly<Record<Esp, { readonly baseUrl: string; readonly key: string }>>
}

/** The shop's hub as its owner would write it in `esplanade.config.ts`; only the addresses are the emulators'. */
export function demoConfig({ storeFile, segmentsFolder, accounts }: DemoPlaces): HubConfig {
  return defineHub({
    store: duckdb({ file: storeFile }),
    currency: 'USD',
    timeZone: SHOP_TIME_ZONE,
    connections: {
      [CONNECTION_OF.mailchimp]: {
        ...mailchimp({ apiKey: accounts.mailchimp.key, baseUrl: accounts.mailchimp.baseUrl }),
        fields: {
          [MAILCHIMP_FIELDS.region]: 'region',
          [MAILCHIMP_FIELDS.country]: 'country',
          [MAILCHIMP_FIELDS.birthday]: 'birthday',
        },
      },
      [CONNECTION_OF.hubspot]: {
        ...hubspot({
          accessToken: accounts.hubspot.key,
          baseUrl: accounts.hubspot.baseUrl,
          tier: 'enterprise',
        }),
      },
      [CONNECTION_OF.klaviyo]: {
        ...klaviyo({ apiKey: accounts.klaviyo.key, baseUrl: accounts.klaviyo.baseUrl }),
        fields: { birthday: 'birthday' },
      },
    },
    segments: segmentsFolder,
    syncs: [
      ...MANAGED_TARGETS.map(membershipSync),
      ...(['mailchimp', 'hubspot', 'klaviyo'] as const).map(fieldSync),
    ],
  })
}

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
