import { days, type Instant, instant } from '@esplanade/core/schema'
import { createEventLog, type NewShopEvent } from '../src/shop/event-log.ts'
import type { Shop } from '../src/shop/generate-shop.ts'
import { ESPS, type Esp, type Leave, type Member, type Person } from '../src/shop/person.ts'
import { DEMO_BEGINS } from '../src/world.ts'

export const NOW: Instant = DEMO_BEGINS
export const daysAgo = (n: number): Instant => instant(NOW - days(n))

interface TinyMember {
  readonly joined?: number
  readonly left?: number
  readonly kind?: Leave['kind']
  readonly address?: string
}

export interface TinyPerson {
  readonly region?: string
  readonly at?: { readonly [esp in Esp]?: TinyMember }
}

/** A world made by hand: who is where, and what happened how many days ago. */
export function tinyShop(people: readonly TinyPerson[], events: readonly NewShopEvent[] = []): Shop {
  const log = createEventLog()
  for (const event of events) log.add(event)
  return { seed: 0, now: NOW, people: people.map(tinyPerson), mailings: [], events: log }
}

export const order = (person: number, ago: number, cents: number, esp: Esp = 'klaviyo'): NewShopEvent => ({
  kind: 'order_placed',
  esp,
  person,
  at: daysAgo(ago),
  subject: 0,
  cents,
})

export const opened = (person: number, ago: number, machine = false): NewShopEvent => ({
  kind: 'opened',
  esp: 'klaviyo',
  person,
  at: daysAgo(ago),
  subject: 0,
  machine,
})

function tinyPerson({ region = 'Oregon', at = { klaviyo: {} } }: TinyPerson, no: number): Person {
  const members: { [esp in Esp]?: Member } = {}
  for (const esp of ESPS) {
    const member = at[esp]
    if (!member) continue
    const address = member.address ?? `p${no}@post.example`
    members[esp] = {
      email: address,
      address,
      phone: null,
      region,
      joinedAt: daysAgo(member.joined ?? 400),
      leave:
        member.left === undefined ? null : { kind: member.kind ?? 'unsubscribed', at: daysAgo(member.left) },
      byHand: { note: null, tags: [] },
    }
  }
  return {
    no,
    firstName: 'Ada',
    lastName: 'Stone',
    country: 'United States',
    region,
    birthday: '1990-01-01',
    interests: ['hiking'],
    persona: 'regular',
    lapsedAt: null,
    members,
  }
}
