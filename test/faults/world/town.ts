import { AUDIENCE, type Vendors } from './vendors.ts'

const DAY_MS = 86_400_000

/** Somebody of the town, in at least one of the vendors. */
export interface Townsman {
  readonly no: number
  readonly email: string
  readonly in: { readonly news: boolean; readonly crm: boolean; readonly shop: boolean }
  /** Where they opted out, if anywhere. */
  readonly left: 'news' | 'crm' | 'shop' | null
  readonly orders: number
  readonly opens: number
}

/** The people of a town of this size: the same ones every time. */
export function townsmen(size: number): Townsman[] {
  return Array.from({ length: size }, (_, no) => {
    const places = 1 + (no % 7)
    const here = { news: (places & 1) > 0, crm: (places & 2) > 0, shop: (places & 4) > 0 }
    const first = here.news ? 'news' : here.crm ? 'crm' : 'shop'
    return {
      no,
      email: `person${no}@town.example`,
      in: here,
      left: no % 10 === 3 ? first : null,
      orders: here.shop ? no % 4 : 0,
      opens: here.news ? no % 3 : 0,
    }
  })
}

/** Who must be in a group of a vendor: there, wanted, and nowhere opted out. Plain loops, for comparing. */
export function wanted(
  people: readonly Townsman[],
  vendor: keyof Townsman['in'],
  test: (person: Townsman) => boolean,
): string[] {
  return people
    .filter(person => person.in[vendor] && person.left === null && test(person))
    .map(({ email }) => email)
    .sort()
}

/** Tells the vendors about the people: joined a year before `now`, bought and read in its last weeks. */
export function settleTown(
  { news, crm, shop }: Vendors,
  people: readonly Townsman[],
  now = Date.now(),
): void {
  const joinedAt = now - 365 * DAY_MS
  news.state.addCampaign({
    id: 'spring',
    audienceId: AUDIENCE,
    subject: 'Spring',
    sendTime: now - 9 * DAY_MS,
  })
  news.state.addCampaign({ id: 'june', audienceId: AUDIENCE, subject: 'June', sendTime: now - 5 * DAY_MS })
  for (const person of people) {
    const { no, email } = person
    if (person.in.news) {
      // The vendors know the same person by other spellings.
      const spelled = `Person${no}@Town.example`
      news.state.addMember(AUDIENCE, {
        email: spelled,
        timestampOpt: joinedAt,
        mergeFields: { NOTE: `note ${no}` },
        ...(no % 5 === 0 && { tags: ['By hand'] }),
      })
      for (const campaign of ['spring', 'june']) news.state.recordSend(campaign, spelled)
      for (const campaign of ['spring', 'june'].slice(0, person.opens)) {
        news.state.recordOpen(campaign, spelled, now - 4 * DAY_MS - no)
      }
      if (person.left === 'news') {
        news.state.changeMember(AUDIENCE, spelled, { status: 'unsubscribed', at: now - 3 * DAY_MS })
      }
    }
    if (person.in.crm) {
      crm.state.addContact({ email, createdAt: joinedAt, properties: { internal_note: `note ${no}` } })
      if (person.left === 'crm') crm.state.optOutOfAll(email, now - 3 * DAY_MS)
    }
    if (person.in.shop) {
      const profile = shop.state.addProfile({
        email,
        created: joinedAt,
        properties: { note: `note ${no}` },
        subscriptions: { email: { consent: 'SUBSCRIBED', at: joinedAt } },
      })
      for (let order = 0; order < person.orders; order += 1) {
        shop.state.recordEvent({
          metric: 'Placed Order',
          profileId: profile.id,
          at: now - (20 + order) * DAY_MS - no,
          properties: { $value: 10 + order },
          uniqueId: `${no}-${order}`,
        })
      }
      if (person.left === 'shop') shop.state.unsubscribe(email, { at: now - 3 * DAY_MS })
    }
  }
}
