import { type EmulatorOptions, startEmulator } from '@esplanade/connector-kit/emulator'
import type { MailchimpAccount } from '@esplanade/mailchimp/emulator'
import { mailchimpEmulator } from '@esplanade/mailchimp/emulator'
import type { ShopEvent } from '../shop/event-log.ts'
import type { Shop } from '../shop/generate-shop.ts'
import type { Member, Person } from '../shop/person.ts'
import { productNo } from '../shop/products.ts'
import { fieldsAsText, memberOf } from './member-state.ts'
import { type MemberState, type Seeder, seedAll, seedDay, type VendorAccount } from './vendor-account.ts'

/** The shop's newsletter audience in an emulated Mailchimp account; orders of its market stall are there too. */
export async function openMailchimp(shop: Shop, options: EmulatorOptions): Promise<VendorAccount> {
  const emulator = await startEmulator(mailchimpEmulator, options)
  const account = emulator.state
  const people = new Map<string, number>()
  const seeder = mailchimpSeeder(account, people)
  seedAll('mailchimp', shop, seeder)
  return {
    esp: 'mailchimp',
    url: emulator.url,
    journal: emulator.journal,
    errors: emulator.errors,
    inspect: () => inspect(account, people),
    live: day => seedDay('mailchimp', shop, seeder, day),
    // Mailchimp answers when it is done.
    settle: () => {},
    close: () => emulator.close(),
  }
}

/** What the shop's staff set up; the hub is told to read these fields and to write none of them. */
export const MAILCHIMP_FIELDS = {
  region: 'REGION',
  country: 'COUNTRY',
  birthday: 'BIRTHDATE',
  note: 'NOTE',
} as const

function mailchimpSeeder(account: MailchimpAccount, people: Map<string, number>): Seeder {
  const audience = account.addAudience({
    name: 'Juniper newsletter',
    mergeFields: [
      { tag: MAILCHIMP_FIELDS.region, type: 'text' },
      { tag: MAILCHIMP_FIELDS.country, type: 'text' },
      { tag: MAILCHIMP_FIELDS.birthday, type: 'date' },
      { tag: MAILCHIMP_FIELDS.note, type: 'text' },
    ],
  })
  const stall = account.addStore({ audienceId: audience.id, name: 'Juniper market stall' })
  const memberOfPerson = (person: Person) => memberOf(person, 'mailchimp')

  return {
    addMailing: ({ no, name, subject, sentAt }) => {
      account.addCampaign({
        id: campaignId(no),
        audienceId: audience.id,
        title: name,
        subject,
        sendTime: sentAt,
      })
    },
    addMember: person => {
      const member = memberOfPerson(person)
      people.set(member.email.toLowerCase(), person.no)
      account.addMember(audience.id, {
        email: member.email,
        mergeFields: mergeFields(person, member),
        tags: member.byHand.tags,
        timestampOpt: member.joinedAt,
      })
    },
    addEvent: (event, person) => addEvent(account, stall.id, event, memberOfPerson(person).email),
    leave: person => {
      const { email, leave } = memberOfPerson(person)
      const known = account.member(audience.id, email)
      if (!leave || known?.status !== 'subscribed') return
      const status = leave.kind === 'bounced' ? 'cleaned' : 'unsubscribed'
      account.changeMember(audience.id, email, { status, at: leave.at })
    },
    move: person => {
      const { email, region } = memberOfPerson(person)
      account.changeMember(audience.id, email, { mergeFields: { [MAILCHIMP_FIELDS.region]: region } })
    },
  }
}

function mergeFields(person: Person, member: Member): Record<string, string> {
  return {
    FNAME: person.firstName,
    LNAME: person.lastName,
    [MAILCHIMP_FIELDS.region]: member.region,
    [MAILCHIMP_FIELDS.country]: person.country,
    [MAILCHIMP_FIELDS.birthday]: person.birthday,
    ...(member.byHand.note !== null && { [MAILCHIMP_FIELDS.note]: member.byHand.note }),
  }
}

const campaignId = (mailing: number): string => `c${String(mailing).padStart(5, '0')}`

function addEvent(account: MailchimpAccount, storeId: string, event: ShopEvent, email: string): void {
  const { kind, at, subject, cents } = event
  switch (kind) {
    case 'sent':
      account.recordSend(campaignId(subject), email)
      return
    case 'opened':
      account.recordOpen(campaignId(subject), email, at)
      return
    case 'clicked':
      account.recordClick(campaignId(subject), email, at, 'https://juniper.example/news')
      return
    case 'bounced':
      account.recordBounce(campaignId(subject), email, at, 'hard')
      return
    case 'unsubscribed':
      account.recordUnsubscribe(campaignId(subject), email, at)
      return
    case 'complained':
      account.recordComplaint(campaignId(subject), email, at)
      return
    case 'order_placed': {
      const product = productNo(subject)
      account.addOrder(storeId, {
        id: `stall-${event.no}`,
        email,
        total: cents / 100,
        lines: [
          { product: product.name, quantity: cents / product.priceCents, price: product.priceCents / 100 },
        ],
        processedAt: at,
      })
      return
    }
    case 'page_viewed':
    case 'product_viewed':
    case 'cart_added':
      throw new Error(`Mailchimp sees nobody browse; event ${event.no} is ${kind}.`)
    default:
      throw new Error(`Unhandled kind: ${kind satisfies never}`)
  }
}

function inspect(account: MailchimpAccount, people: ReadonlyMap<string, number>): Map<number, MemberState> {
  const states = new Map<number, MemberState>()
  for (const { email, status, mergeFields: fields, tags } of account.snapshot()) {
    states.set(people.get(email.toLowerCase()) ?? -1 - states.size, {
      optedOut: status !== 'subscribed',
      targets: new Set(tags.map(tag => `tag:${tag}`)),
      fields: fieldsAsText(fields),
    })
  }
  return states
}
