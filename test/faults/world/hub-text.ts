/** What the files of a test's project say; each part can be put otherwise to see what the command makes of it. */
export interface ProjectText {
  readonly urls: { readonly news: string; readonly crm: string; readonly shop: string }
  readonly imports?: string
  readonly store?: string
  readonly connections?: string
  readonly syncs?: string
  readonly more?: string
}

/** An `esplanade.config.ts` as somebody with three accounts would write it. */
export function configText(text: ProjectText): string {
  return `import { duckdb } from '@esplanade/duckdb'
import { defineHub } from '@esplanade/hub'
import { hubspot } from '@esplanade/hubspot'
import { klaviyo } from '@esplanade/klaviyo'
import { mailchimp } from '@esplanade/mailchimp'
${text.imports ?? ''}
export default defineHub({
  store: ${text.store ?? STORE},
  currency: 'EUR',
  connections: {
${text.connections ?? connectionsText(text.urls)}
  },
  syncs: [
${text.syncs ?? SYNCS}
  ],
  ${text.more ?? ''}
})
`
}

export const STORE = `duckdb({ file: 'hub.duckdb', memoryLimit: '256MB', threads: 1 })`

export const connectionsText = (urls: ProjectText['urls']): string => `
    news: mailchimp({ apiKey: 'emulator-key-us1', baseUrl: '${urls.news}' }),
    crm: hubspot({ accessToken: 'pat-emulator', baseUrl: '${urls.crm}', tier: 'enterprise' }),
    shop: klaviyo({ apiKey: 'pk_emulated_00000000000000000000000000', baseUrl: '${urls.shop}' }),`

const SYNCS = `
    { connection: 'news', segment: 'buyers', into: { tag: 'Buyers' } },
    { connection: 'crm', segment: 'buyers', into: { list: 'Buyers' } },
    { connection: 'shop', segment: 'readers', into: { list: 'Readers' } },
    { connection: 'news', fields: { ORDERS: { event: 'order_placed', count: true } } },
    { connection: 'crm', fields: { orders: { event: 'order_placed', count: true } } },
    { connection: 'shop', fields: { orders: { event: 'order_placed', count: true } } },`

export const SEGMENTS = {
  'segments/buyers.yaml': `id: buyers
title: Bought twice or more
when: { event: order_placed, count: { at_least: 2 } }
`,
  'segments/readers.yaml': `id: readers
title: Opened a mail
when: { event: email_opened, within: 30d, count: { at_least: 1 } }
`,
}
