import { type RunningEmulator, startEmulator } from '@esplanade/connector-kit/emulator'
import type { Clock } from '@esplanade/core/schema'
import type { ConnectionConfig, FieldSync, MembershipSync } from '@esplanade/hub'
import { hubspot } from '@esplanade/hubspot'
import { type HubspotAccount, hubspotEmulator } from '@esplanade/hubspot/emulator'
import { klaviyo } from '@esplanade/klaviyo'
import { type KlaviyoAccount, klaviyoEmulator } from '@esplanade/klaviyo/emulator'
import { mailchimp } from '@esplanade/mailchimp'
import { type MailchimpAccount, mailchimpEmulator } from '@esplanade/mailchimp/emulator'

export const VENDORS = ['mailchimp', 'hubspot', 'klaviyo'] as const
export type Vendor = (typeof VENDORS)[number]

/** An emulated account of `members` people with `events` mail events, and the connection to it. */
export interface BenchAccount {
  readonly emulator: RunningEmulator<MailchimpAccount | HubspotAccount | KlaviyoAccount>
  readonly connection: ConnectionConfig
  /** One field and one tag or list for everybody in the segment `all`. */
  readonly syncs: readonly [MembershipSync, FieldSync]
}

export interface AccountSize {
  readonly members: number
  readonly events: number
  readonly clock: Clock
  readonly enforceLimits: boolean
}

const DAY_MS = 86_400_000
/** Mails of the account; events are spread evenly over them. */
const MAILS = 40

const address = (member: number): string => `m${member}@bench.example`

export async function openAccount(vendor: Vendor, size: AccountSize): Promise<BenchAccount> {
  const syncs = (kind: 'tag' | 'list', field: string): BenchAccount['syncs'] => [
    { connection: vendor, segment: 'all', into: kind === 'tag' ? { tag: 'Bench' } : { list: 'Bench' } },
    { connection: vendor, fields: { [field]: { event: 'email_sent', count: true } } },
  ]
  switch (vendor) {
    case 'mailchimp': {
      const emulator = await startEmulator(mailchimpEmulator, size)
      fillMailchimp(emulator.state, size)
      return {
        emulator,
        connection: mailchimp({ apiKey: 'emulator-key-us1', baseUrl: emulator.url }),
        syncs: syncs('tag', 'MAILS'),
      }
    }
    case 'hubspot': {
      const emulator = await startEmulator(hubspotEmulator, size)
      fillHubspot(emulator.state, size)
      const connection = hubspot({ accessToken: 'pat-emulator', baseUrl: emulator.url, tier: 'enterprise' })
      return { emulator, connection, syncs: syncs('list', 'mails') }
    }
    case 'klaviyo': {
      const emulator = await startEmulator(klaviyoEmulator, size)
      fillKlaviyo(emulator.state, size)
      const connection = klaviyo({ apiKey: 'pk_emulated_00000000000000000000000000', baseUrl: emulator.url })
      return { emulator, connection, syncs: syncs('list', 'mails') }
    }
    default:
      throw new Error(`Unhandled vendor: ${vendor satisfies never}`)
  }
}

/** When event `index` happened and to whom: three quarters are sends, the rest opens of the first of them. */
function eventAt(index: number, { members, events, clock }: AccountSize) {
  const sends = Math.ceil(events * 0.75)
  const opened = index >= sends
  const send = opened ? index - sends : index
  const mail = Math.floor(send / members) % MAILS
  const sentAt = clock.now() - DAY_MS * (5 + 4 * mail)
  return { member: send % members, mail, sentAt, opened, at: opened ? sentAt + 1_000 * (1 + send) : sentAt }
}

function fillMailchimp(account: MailchimpAccount, size: AccountSize): void {
  const now = size.clock.now()
  const audience = account.addAudience({ name: 'Bench' })
  for (let mail = 0; mail < MAILS; mail++) {
    account.addCampaign({
      id: `c${mail}`,
      audienceId: audience.id,
      subject: `Mail ${mail}`,
      sendTime: now - DAY_MS * (5 + 4 * mail),
    })
  }
  for (let member = 0; member < size.members; member++) {
    account.addMember(audience.id, { email: address(member), timestampOpt: now - 300 * DAY_MS })
  }
  for (let index = 0; index < size.events; index++) {
    const { member, mail, opened, at } = eventAt(index, size)
    if (opened) account.recordOpen(`c${mail}`, address(member), at)
    else account.recordSend(`c${mail}`, address(member))
  }
}

function fillHubspot(account: HubspotAccount, size: AccountSize): void {
  const createdAt = size.clock.now() - 300 * DAY_MS
  for (let mail = 0; mail < MAILS; mail++)
    account.addEmailCampaign({ id: 1 + mail, name: `Mail ${mail}`, subject: `Mail ${mail}` })
  for (let member = 0; member < size.members; member++)
    account.addContact({ email: address(member), createdAt, properties: {} })
  for (let index = 0; index < size.events; index++) {
    const { member, mail, opened, at, sentAt } = eventAt(index, size)
    account.recordEmailEvent({
      type: opened ? 'OPEN' : 'SENT',
      recipient: address(member),
      campaignId: 1 + mail,
      at: opened ? at : sentAt,
    })
  }
}

function fillKlaviyo(account: KlaviyoAccount, size: AccountSize): void {
  const created = size.clock.now() - 300 * DAY_MS
  const ids = Array.from({ length: size.members }, (_, member) => {
    const subscriptions = { email: { consent: 'SUBSCRIBED' as const, at: created } }
    return account.addProfile({ email: address(member), created, subscriptions }).id
  })
  for (let index = 0; index < size.events; index++) {
    const { member, mail, opened, at } = eventAt(index, size)
    account.recordEvent({
      metric: opened ? 'Opened Email' : 'Received Email',
      profileId: ids[member] as string,
      at: Math.round(at),
      properties: { $message: `M${mail}` },
      uniqueId: `bench-${index}`,
    })
  }
}
