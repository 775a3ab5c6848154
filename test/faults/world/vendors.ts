import { type Journal, type RunningEmulator, startEmulator } from '@esplanade/connector-kit/emulator'
import { type Clock, systemClock } from '@esplanade/core/schema'
import { type HubspotAccount, hubspotEmulator } from '@esplanade/hubspot/emulator'
import { type KlaviyoAccount, klaviyoEmulator } from '@esplanade/klaviyo/emulator'
import { type MailchimpAccount, mailchimpEmulator } from '@esplanade/mailchimp/emulator'
import { isWrite, Moments } from './moments.ts'

/** The only audience that a Mailchimp account of these tests has. */
export const AUDIENCE = 'readers'

/** Three emulated accounts, filled and looked at past their APIs. */
export interface Vendors {
  readonly news: RunningEmulator<MailchimpAccount>
  readonly crm: RunningEmulator<HubspotAccount>
  readonly shop: RunningEmulator<KlaviyoAccount>
  readonly moments: Moments
  /** Successful writes so far, as `news POST /lists/{list_id}`, in the order they came. */
  writes(): string[]
  clearJournals(): void
  close(): Promise<void>
}

export async function openVendors(clock: Clock = systemClock): Promise<Vendors> {
  const moments = new Moments()
  const options = { clock }
  const news = await startEmulator(moments.watch(mailchimpEmulator), options)
  const crm = await startEmulator(moments.watch(hubspotEmulator), options)
  const shop = await startEmulator(moments.watch(klaviyoEmulator), options)
  const all = { news, crm, shop }
  news.state.addAudience({ id: AUDIENCE, name: 'Readers', mergeFields: [{ tag: 'NOTE', type: 'text' }] })
  crm.state.addProperty({ name: 'internal_note' })
  return {
    ...all,
    moments,
    writes: () => Object.entries(all).flatMap(([name, { journal }]) => writesIn(name, journal)),
    clearJournals: () => {
      for (const { journal } of Object.values(all)) journal.clear()
    },
    close: async () => {
      for (const { close } of Object.values(all)) await close()
    },
  }
}

const writesIn = (name: string, { entries }: Journal): string[] =>
  entries.filter(({ route, status }) => isWrite(route) && status < 400).map(({ route }) => `${name} ${route}`)
