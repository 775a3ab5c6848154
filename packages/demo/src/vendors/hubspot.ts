import { type EmulatorOptions, startEmulator } from '@esplanade/connector-kit/emulator'
import { type HubspotAccount, hubspotEmulator } from '@esplanade/hubspot/emulator'
import type { ShopEvent } from '../shop/event-log.ts'
import type { Shop } from '../shop/generate-shop.ts'
import { HAND_TAGS } from '../shop/people.ts'
import { productNo } from '../shop/products.ts'
import { fieldsAsText, listsByMember, memberOf } from './member-state.ts'
import { type MemberState, type Seeder, seedAll, seedDay, type VendorAccount } from './vendor-account.ts'

/** The shop's HubSpot account: contacts, marketing e-mail, and the orders of its showroom. */
export async function openHubspot(shop: Shop, options: EmulatorOptions): Promise<VendorAccount> {
  const emulator = await startEmulator(hubspotEmulator, options)
  const account = emulator.state
  const ids = new Map<number, string>()
  const seeder = hubspotSeeder(account, ids)
  seedAll('hubspot', shop, seeder)
  return {
    esp: 'hubspot',
    url: emulator.url,
    journal: emulator.journal,
    errors: emulator.errors,
    inspect: () => inspect(account, ids),
    live: day => seedDay('hubspot', shop, seeder, day),
    // HubSpot answers when it is done; only its search lags.
    settle: () => {},
    close: () => emulator.close(),
  }
}

/** A property that the shop's staff added, and that nobody told the hub about. */
const NOTE = 'internal_note'

function hubspotSeeder(account: HubspotAccount, ids: Map<number, string>): Seeder {
  account.addProperty({ name: NOTE, type: 'string' })
  const handLists = new Map(HAND_TAGS.map(name => [name as string, account.addList({ name })]))
  const idOf = (no: number): string => {
    const id = ids.get(no)
    if (id === undefined) throw new Error(`Person ${no} was not seeded into HubSpot.`)
    return id
  }
  return {
    addMailing: ({ no, name, subject }) => account.addEmailCampaign({ id: campaignId(no), name, subject }),
    addMember: person => {
      const { email, phone, region, joinedAt, byHand } = memberOf(person, 'hubspot')
      const id = account.addContact({
        email,
        createdAt: joinedAt,
        properties: {
          firstname: person.firstName,
          lastname: person.lastName,
          state: region,
          country: person.country,
          date_of_birth: person.birthday,
          ...(phone !== null && { mobilephone: spokenPhone(phone) }),
          ...(byHand.note !== null && { [NOTE]: byHand.note }),
        },
      })
      ids.set(person.no, id)
      for (const tag of byHand.tags) account.lists.get(handLists.get(tag) ?? '')?.members.set(id, joinedAt)
    },
    addEvent: (event, person) => {
      const { email } = memberOf(person, 'hubspot')
      if (event.kind === 'order_placed') addOrder(account, event, idOf(person.no))
      else for (const type of mailTypes(event)) record(account, event, type, email)
    },
    leave: person => {
      const { email, leave } = memberOf(person, 'hubspot')
      if (leave && leave.kind !== 'bounced') account.optOutOfAll(email, leave.at)
    },
    move: person => {
      account.updateContact(idOf(person.no), { state: memberOf(person, 'hubspot').region })
    },
  }
}

const FIRST_CAMPAIGN = 400_000
const campaignId = (mailing: number): number => FIRST_CAMPAIGN + mailing

/** As somebody typed it: +12015550000 becomes +1 (201) 555-0000. */
const spokenPhone = (e164: string): string => e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 ($1) $2-$3')

type MailType = 'SENT' | 'DELIVERED' | 'OPEN' | 'CLICK' | 'BOUNCE' | 'STATUSCHANGE' | 'SPAMREPORT'

function mailTypes(event: ShopEvent): readonly MailType[] {
  switch (event.kind) {
    case 'sent':
      return ['SENT']
    case 'opened':
      return ['OPEN']
    case 'clicked':
      return ['CLICK']
    case 'bounced':
      return ['BOUNCE']
    case 'unsubscribed':
      return ['STATUSCHANGE']
    case 'complained':
      return ['SPAMREPORT']
    case 'order_placed':
    case 'page_viewed':
    case 'product_viewed':
    case 'cart_added':
      throw new Error(`HubSpot records no mail event for ${event.kind}; event ${event.no}.`)
    default:
      throw new Error(`Unhandled kind: ${event.kind satisfies never}`)
  }
}

function record(account: HubspotAccount, event: ShopEvent, type: MailType, recipient: string): void {
  account.recordEmailEvent({
    type,
    recipient,
    campaignId: campaignId(event.subject),
    at: event.at,
    ...(type === 'CLICK' && { url: 'https://juniper.example/news' }),
    ...(event.machine && { filtered: true }),
  })
}

function addOrder(account: HubspotAccount, event: ShopEvent, contactId: string): void {
  account.addOrder({
    name: `Showroom ${event.no}: ${productNo(event.subject).name}`,
    total: (event.cents / 100).toFixed(2),
    contactId,
    createdAt: event.at,
    properties: { hs_external_created_date: new Date(event.at).toISOString() },
  })
}

/** These follow consent and are compared as such. */
const CONSENT_PROPERTIES = /^hs_email_(optout|hard_bounce)/

function inspect(account: HubspotAccount, ids: ReadonlyMap<number, string>): Map<number, MemberState> {
  const people = new Map([...ids].map(([no, id]) => [id, no]))
  const listsOf = listsByMember(account.lists.all())
  const states = new Map<number, MemberState>()
  for (const { id, properties, archivedAt } of account.contacts.all()) {
    if (archivedAt !== null) continue
    const { optedOutOfAll, types } = account.subscription(properties.email ?? '')
    const kept = Object.entries(properties).filter(([name]) => !CONSENT_PROPERTIES.test(name))
    states.set(people.get(id) ?? -1 - states.size, {
      optedOut:
        optedOutOfAll ||
        Object.values(types).includes('UNSUBSCRIBED') ||
        properties.hs_email_hard_bounce_reason_enum !== undefined,
      targets: new Set(listsOf.get(id)),
      fields: fieldsAsText(Object.fromEntries(kept)),
    })
  }
  return states
}
