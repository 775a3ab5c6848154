import fc from 'fast-check'
import { AUDIENCE, type Vendors } from './vendors.ts'

export const VENDORS = ['news', 'crm', 'shop'] as const
type VendorName = (typeof VENDORS)[number]

/** What somebody, or their mail server, says about an address at one vendor. */
type Word = 'in' | 'out' | 'bounce' | 'complaint'
const WORDS: readonly Word[] = ['in', 'out', 'bounce', 'complaint']

interface StoryAddress {
  readonly email: string
  /** How each vendor that has the address spells it. */
  readonly spelled: Readonly<Partial<Record<VendorName, string>>>
  /** Two addresses of one person share it. */
  readonly phone: string
  readonly city: 'Wien' | 'Graz'
}

interface Said {
  readonly address: number
  readonly vendor: VendorName
  readonly word: Word
}

/** A small world and what is said in it: before the first sync, and then round by round. */
export interface Story {
  readonly addresses: readonly StoryAddress[]
  readonly past: readonly (Said & { readonly daysAgo: number })[]
  readonly rounds: readonly {
    readonly before: readonly Said[]
    /** Between the pull and the push of the round, when the hub cannot know. */
    readonly meanwhile: readonly Said[]
  }[]
  readonly segments: Readonly<Record<VendorName, 'everybody' | 'viennese'>>
  /** The vendor that other vendors' opt-outs do not bind. */
  readonly separate: VendorName | null
  /** The vendor where a sync raises consent. */
  readonly optIn: VendorName | null
}

const MAX_PEOPLE = 6
const MAX_SAID = 6
const said = fc.record({
  address: fc.nat({ max: 2 * MAX_PEOPLE - 1 }),
  vendor: fc.constantFrom(...VENDORS),
  word: fc.constantFrom(...WORDS),
})
const saids = fc.array(said, { maxLength: MAX_SAID })
const segment = fc.constantFrom('everybody' as const, 'viennese' as const)
const places = fc.record({ news: fc.boolean(), crm: fc.boolean(), shop: fc.boolean() })

export const story: fc.Arbitrary<Story> = fc
  .record({
    people: fc.array(
      fc.record({ homes: fc.array(places, { minLength: 1, maxLength: 2 }), viennese: fc.boolean() }),
      { minLength: 1, maxLength: MAX_PEOPLE },
    ),
    past: fc.array(
      fc.record({ said, daysAgo: fc.integer({ min: 1, max: 300 }) }).map(one => ({ ...one.said, ...one })),
      { maxLength: 3 * MAX_SAID },
    ),
    rounds: fc.array(fc.record({ before: saids, meanwhile: saids }), { minLength: 1, maxLength: 3 }),
    segments: fc.record({ news: segment, crm: segment, shop: segment }),
    separate: fc.option(fc.constantFrom(...VENDORS), { freq: 4 }),
    optIn: fc.option(fc.constantFrom(...VENDORS)),
  })
  .map(({ people, ...rest }) => ({
    ...rest,
    addresses: people.flatMap(({ homes, viennese }, person) =>
      homes.map((home, no): StoryAddress => {
        const email = `person${person}.${no}@story.example`
        const spellings = { news: email.toUpperCase(), crm: email, shop: email.replace('person', 'Person') }
        return {
          email,
          phone: `+1201555${String(person).padStart(4, '0')}`,
          city: viennese ? 'Wien' : 'Graz',
          spelled: Object.fromEntries(
            VENDORS.filter(vendor => home[vendor]).map(vendor => [vendor, spellings[vendor]]),
          ),
        }
      }),
    ),
  }))

/** Makes the addresses known to their vendors, with nothing said about consent. */
export function settleStory({ news, crm, shop }: Vendors, { addresses }: Story, joinedAt: number): void {
  news.state.addCampaign({ id: 'all', audienceId: AUDIENCE, subject: 'All', sendTime: joinedAt })
  for (const { spelled, phone, city } of addresses) {
    if (spelled.news !== undefined) {
      const mergeFields = { PHONE: phone, ADDRESS: { city } }
      news.state.addMember(AUDIENCE, { email: spelled.news, status: 'transactional', mergeFields })
      news.state.changeMember(AUDIENCE, spelled.news, { at: joinedAt })
    }
    if (spelled.crm !== undefined) {
      const properties = { mobilephone: phone, city }
      crm.state.addContact({ email: spelled.crm, createdAt: joinedAt, properties })
    }
    if (spelled.shop !== undefined) {
      // A phone number belongs to one profile, so here it is a property of the second.
      const free = shop.state.profiles.all()
      const taken = [...free].some(({ phoneNumber }) => phoneNumber === phone)
      shop.state.addProfile({
        email: spelled.shop,
        ...(!taken && { phone_number: phone }),
        location: { city },
        created: joinedAt,
      })
    }
  }
}

/** What was said of one address, as a plain list for the truth. */
export interface Statement {
  readonly email: string
  readonly vendor: VendorName
  readonly in: boolean
  readonly at: number
}

/** Has it said at the vendor, unless the vendor does not know the address or would not hear it. */
export function say(
  { news, crm, shop }: Vendors,
  { addresses }: Story,
  { address, vendor, word }: Said,
  at: number,
): Statement | undefined {
  const one = addresses[address % addresses.length]
  const email = one?.spelled[vendor]
  if (one === undefined || email === undefined) return undefined
  switch (vendor) {
    case 'news': {
      const { status } = news.state.known(AUDIENCE, email)
      // A cleaned address stays so, whatever is said.
      if (status === 'cleaned') return undefined
      if (word === 'complaint') news.state.recordComplaint('all', email, at)
      else {
        const next = word === 'in' ? 'subscribed' : word === 'out' ? 'unsubscribed' : 'cleaned'
        news.state.changeMember(AUDIENCE, email, { status: next, at })
      }
      break
    }
    case 'crm': {
      const contact = crm.state.contactByEmail(email)
      if (contact === undefined || contact.properties.hs_email_hard_bounce_reason_enum !== undefined)
        return undefined
      if (word === 'in') crm.state.setSubscription(email, '1', 'SUBSCRIBED', at)
      else if (word === 'out') crm.state.setSubscription(email, '1', 'UNSUBSCRIBED', at)
      else if (word === 'complaint') crm.state.optOutOfAll(email, at)
      else crm.state.updateContact(contact.id, { hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER' }, at)
      break
    }
    case 'shop': {
      if (shop.state.consent(email)?.suppressions.includes('HARD_BOUNCE')) return undefined
      if (word === 'in') shop.state.subscribe(email, { at })
      else if (word === 'out') shop.state.unsubscribe(email, { at })
      else shop.state.suppress(email, word === 'bounce' ? 'HARD_BOUNCE' : 'SPAM_COMPLAINT', at)
      break
    }
    default:
      throw new Error(`Unhandled vendor: ${vendor satisfies never}`)
  }
  return { email: one.email, vendor, in: word === 'in', at }
}
