import { AUDIENCE, type Vendors } from './vendors.ts'

/** What one vendor holds about one address, in words that are the same in all three. */
interface HeldState {
  /** Whether mail may be sent: 2 after an opt-in, 1 where nobody said anything, 0 after an opt-out, bounce or complaint. */
  readonly consent: 0 | 1 | 2
  /** Tags or lists, by name. */
  readonly groups: readonly string[]
  readonly fields: Readonly<Record<string, unknown>>
}

/** By vendor and lower-case address. */
export type VendorState = Readonly<Record<'news' | 'crm' | 'shop', Readonly<Record<string, HeldState>>>>

/** Looks at everything that a sync could move, past the connectors' own eyes. */
export function vendorState(vendors: Vendors): VendorState {
  vendors.shop.state.settle()
  return { news: newsState(vendors), crm: crmState(vendors), shop: shopState(vendors) }
}

/** Names of the tags, lists and fields of the accounts, each as often as it is there. */
export function madeThings({ news, crm, shop }: Vendors): Record<string, string[]> {
  const audience = news.state.audience(AUDIENCE)
  return {
    tags: [...audience.segments.values()].map(({ name }) => name).sort(),
    mergeFields: audience.mergeFields.map(({ tag }) => tag).sort(),
    crmLists: crm.state.lists
      .all()
      .map(({ name }) => name)
      .sort(),
    shopLists: shop.state.lists
      .all()
      .map(({ name }) => name)
      .sort(),
  }
}

function newsState({ news }: Vendors): Record<string, HeldState> {
  return byAddress(
    news.state.snapshot().map(({ email, status, tags, mergeFields }) => ({
      email,
      consent: status === 'subscribed' ? 2 : status === 'unsubscribed' || status === 'cleaned' ? 0 : 1,
      groups: tags,
      fields: mergeFields,
    })),
  )
}

function crmState({ crm }: Vendors): Record<string, HeldState> {
  const { contacts, lists } = crm.state.snapshot()
  return byAddress(
    Object.entries(contacts).map(([id, properties]) => {
      const { email = id } = properties
      const { optedOutOfAll, types } = crm.state.subscription(email)
      const said = Object.values(types)
      const out =
        optedOutOfAll ||
        said.includes('UNSUBSCRIBED') ||
        properties.hs_email_hard_bounce_reason_enum !== undefined
      return {
        email,
        consent: out ? 0 : said.includes('SUBSCRIBED') ? 2 : 1,
        groups: groupsOf(lists, id),
        fields: Object.fromEntries(Object.entries(properties).filter(([name]) => !OWN_PROPERTY.test(name))),
      }
    }),
  )
}

/** HubSpot moves these itself. */
const OWN_PROPERTY = /^(hs_|createdate|lastmodifieddate)/

function shopState({ shop }: Vendors): Record<string, HeldState> {
  const { profiles, lists } = shop.state.snapshot()
  return byAddress(
    profiles.map(profile => {
      const { email, emailMarketing, attributes, properties } = profile
      const out = emailMarketing.suppressions.length > 0 || emailMarketing.consent === 'UNSUBSCRIBED'
      return {
        email: email ?? profile.id,
        consent: out ? 0 : emailMarketing.consent === 'SUBSCRIBED' ? 2 : 1,
        groups: groupsOf(lists, profile.id),
        fields: { ...attributes, ...properties },
      }
    }),
  )
}

const groupsOf = (lists: Readonly<Record<string, readonly string[]>>, id: string): string[] =>
  Object.keys(lists)
    .filter(name => lists[name]?.includes(id))
    .sort()

function byAddress(rows: readonly (HeldState & { readonly email: string })[]): Record<string, HeldState> {
  return Object.fromEntries(rows.map(({ email, ...held }) => [email.toLowerCase(), held]))
}
