import { type EmulatorOptions, startEmulator } from '@esplanade/connector-kit/emulator'
import { type KlaviyoAccount, klaviyoEmulator } from '@esplanade/klaviyo/emulator'
import type { ShopEvent } from '../shop/event-log.ts'
import type { Shop } from '../shop/generate-shop.ts'
import { HAND_TAGS } from '../shop/people.ts'
import type { Leave, Member } from '../shop/person.ts'
import { productNo } from '../shop/products.ts'
import { fieldsAsText, listsByMember, memberOf } from './member-state.ts'
import { type MemberState, type Seeder, seedAll, seedDay, type VendorAccount } from './vendor-account.ts'

/** The shop's Klaviyo account: profiles, newsletters, and all that happens in the web shop. */
export async function openKlaviyo(shop: Shop, options: EmulatorOptions): Promise<VendorAccount> {
  const emulator = await startEmulator(klaviyoEmulator, options)
  const account = emulator.state
  const ids = new Map<number, string>()
  const mailings = new Map<number, string>()
  const seeder = klaviyoSeeder(account, ids, mailings)
  seedAll('klaviyo', shop, seeder)
  return {
    esp: 'klaviyo',
    url: emulator.url,
    journal: emulator.journal,
    errors: emulator.errors,
    inspect: () => inspect(account, ids),
    live: day => seedDay('klaviyo', shop, seeder, day),
    settle: () => account.settle(),
    close: () => emulator.close(),
  }
}

function klaviyoSeeder(
  account: KlaviyoAccount,
  ids: Map<number, string>,
  mailings: Map<number, string>,
): Seeder {
  for (const name of HAND_TAGS) account.addList({ name })
  return {
    addMailing: ({ no, name }) => {
      mailings.set(no, name)
    },
    addMember: person => {
      const { email, phone, region, joinedAt, byHand } = memberOf(person, 'klaviyo')
      const profile = account.addProfile({
        email,
        ...(phone !== null && { phone_number: phone }),
        attributes: { first_name: person.firstName, last_name: person.lastName },
        location: { country: person.country, region },
        properties: { birthday: person.birthday, ...(byHand.note !== null && { note: byHand.note }) },
        subscriptions: { email: { consent: 'SUBSCRIBED', at: joinedAt, method: 'FORM' } },
        created: joinedAt,
      })
      ids.set(person.no, profile.id)
      for (const tag of byHand.tags) account.addToList(tag, profile.id)
    },
    addEvent: (event, person) => {
      const profileId = ids.get(person.no)
      if (profileId === undefined) throw new Error(`Person ${person.no} was not seeded into Klaviyo.`)
      account.recordEvent({
        metric: METRICS[event.kind],
        profileId,
        at: event.at,
        properties: propertiesOf(event, mailings),
        uniqueId: `juniper-${event.no}`,
      })
    },
    leave: person => {
      const { email, leave } = memberOf(person, 'klaviyo')
      if (leave) leaveKlaviyo(account, email, leave)
    },
    move: person => {
      const { email, region }: Member = memberOf(person, 'klaviyo')
      const profile = account.profileByEmail(email)
      if (!profile) throw new Error(`Person ${person.no} was not seeded into Klaviyo.`)
      profile.location.region = region
      profile.updated = Math.floor(account.now / 1_000) * 1_000
      account.profiles.changed()
    },
  }
}

/** The names by which Klaviyo and its shop integrations call these events. */
const METRICS: Record<ShopEvent['kind'], string> = {
  sent: 'Received Email',
  opened: 'Opened Email',
  clicked: 'Clicked Email',
  bounced: 'Bounced Email',
  unsubscribed: 'Unsubscribed from Email Marketing',
  complained: 'Marked Email as Spam',
  page_viewed: 'Active on Site',
  product_viewed: 'Viewed Product',
  cart_added: 'Added to Cart',
  order_placed: 'Placed Order',
}

function propertiesOf(event: ShopEvent, mailings: ReadonlyMap<number, string>): Record<string, unknown> {
  const { kind, subject, cents } = event
  switch (kind) {
    case 'sent':
    case 'opened':
    case 'clicked':
    case 'bounced':
    case 'unsubscribed':
    case 'complained':
      return {
        $message: `KM${String(subject).padStart(5, '0')}`,
        'Campaign Name': mailings.get(subject) ?? '',
        ...(kind === 'clicked' && { URL: 'https://juniper.example/news' }),
        ...(kind === 'opened' && { machine_open: event.machine }),
        ...(kind === 'bounced' && { 'Bounce Type': 'Hard' }),
      }
    case 'page_viewed':
    case 'product_viewed':
    case 'cart_added': {
      const { no, name, topic, url, priceCents } = productNo(subject)
      if (kind === 'page_viewed') return { page: url, title: name, Category: topic }
      return {
        ProductID: String(no),
        ProductName: name,
        Categories: [topic],
        Price: priceCents / 100,
        URL: url,
      }
    }
    case 'order_placed': {
      const { name, topic, priceCents } = productNo(subject)
      const value = { $value: cents / 100, $currency_code: 'USD' }
      return {
        ...value,
        OrderId: `web-${event.no}`,
        ItemCount: cents / priceCents,
        ItemNames: [name],
        Categories: [topic],
      }
    }
    default:
      throw new Error(`Unhandled kind: ${kind satisfies never}`)
  }
}

function leaveKlaviyo(account: KlaviyoAccount, email: string, { kind, at }: Leave): void {
  switch (kind) {
    case 'unsubscribed':
      account.unsubscribe(email, { at })
      return
    case 'complained':
      account.suppress(email, 'SPAM_COMPLAINT', at)
      return
    case 'bounced':
      account.suppress(email, 'HARD_BOUNCE', at)
      return
    default:
      throw new Error(`Unhandled kind: ${kind satisfies never}`)
  }
}

function inspect(account: KlaviyoAccount, ids: ReadonlyMap<number, string>): Map<number, MemberState> {
  const people = new Map([...ids].map(([no, id]) => [id, no]))
  const listsOf = listsByMember(account.lists.all())
  const states = new Map<number, MemberState>()
  for (const profile of account.profiles.all()) {
    const { attributes, location, properties, email, phoneNumber, emailMarketing } = profile
    states.set(people.get(profile.id) ?? -1 - states.size, {
      optedOut: emailMarketing.consent !== 'SUBSCRIBED' || emailMarketing.suppressions.length > 0,
      targets: new Set(listsOf.get(profile.id)),
      fields: fieldsAsText({ ...properties, ...attributes, ...location, email, phone_number: phoneNumber }),
    })
  }
  return states
}
