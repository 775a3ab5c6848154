/** How large an example audience is, and the world that makes it. */
export interface ExampleSize {
  readonly members: number
  /** Uniform in [0, 1); the same sequence makes the same audience. */
  readonly random: () => number
  /** Milliseconds since the epoch; everything happened in the weeks before it. */
  readonly now: number
}

/** A weekly mail to everybody who was subscribed. */
export interface ExampleMailing {
  readonly no: number
  readonly name: string
  readonly sentAt: number
}

/** Somebody to rehearse with; `example.com` belongs to nobody. Times are milliseconds since the epoch. */
export interface ExamplePerson {
  readonly no: number
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly joinedAt: number
  readonly subscribed: boolean
  readonly received: readonly { readonly mailing: ExampleMailing; readonly openedAt: number | null }[]
  readonly orders: readonly { readonly no: number; readonly at: number; readonly total: number }[]
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MAILINGS = 8
const YEAR_DAYS = 365
const SUBSCRIBED_SHARE = 0.88
const BUYER_SHARE = 0.4
const MAX_ORDERS = 4

/** The mailings of the last eight weeks, oldest first; the last one went out yesterday. */
export function exampleMailings(now: number): readonly ExampleMailing[] {
  return Array.from({ length: MAILINGS }, (_, no) => ({
    no,
    name: `Week ${no + 1}`,
    sentAt: now - (MAILINGS - 1 - no) * 7 * DAY_MS - DAY_MS,
  }))
}

/**
 * The people of an example audience, one by one, with what they did. Every emulator has the same
 * addresses, so that several of them side by side show one person as one contact.
 */
export function* examplePeople({ members, random, now }: ExampleSize): Generator<ExamplePerson> {
  const mailings = exampleMailings(now)
  for (let no = 1; no <= members; no += 1) {
    const joinedAt = now - Math.floor((2 + random() * (YEAR_DAYS - 2)) * DAY_MS)
    const subscribed = random() < SUBSCRIBED_SHARE
    const interest = random()
    const buys = random() < BUYER_SHARE ? 1 + Math.floor(random() * MAX_ORDERS) : 0
    yield {
      no,
      email: `person${no}@example.com`,
      firstName: FIRST_NAMES[no % FIRST_NAMES.length] ?? '',
      lastName: LAST_NAMES[Math.floor(no / FIRST_NAMES.length) % LAST_NAMES.length] ?? '',
      joinedAt,
      subscribed,
      received: mailings
        .filter(({ sentAt }) => subscribed && sentAt > joinedAt)
        .map(mailing => ({
          mailing,
          openedAt: random() < interest ? mailing.sentAt + Math.floor(random() * 20 * HOUR_MS) : null,
        })),
      orders: Array.from({ length: buys }, (_, index) => ({
        no: no * MAX_ORDERS + index,
        at: joinedAt + Math.floor(random() * (now - joinedAt)),
        total: Math.round(500 + random() * 19_500) / 100,
      })),
    }
  }
}

const FIRST_NAMES = [
  'Ada',
  'Blaise',
  'Carl',
  'Dorothy',
  'Emmy',
  'Fatima',
  'Grace',
  'Hedy',
  'Inês',
  'Jun',
  'Katherine',
]
const LAST_NAMES = [
  'Adler',
  'Brandt',
  'Costa',
  'Dubois',
  'Eriksen',
  'Ferrari',
  'Grünwald',
  'Hoshino',
  'Ivanova',
]
