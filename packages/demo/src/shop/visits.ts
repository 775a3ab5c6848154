import { days, hours, type Instant, instant, minutes } from '@esplanade/core/schema'
import { type Dice, dice } from './dice.ts'
import type { EventLog } from './event-log.ts'
import { ESPS, type Esp, type Person, type Persona } from './person.ts'
import { type Product, productsOf } from './products.ts'

/**
 * What one person looks at and buys in `after < t <= until`. Every order is recorded by exactly one
 * vendor (the web shop by Klaviyo, the showroom by HubSpot, the market stall by Mailchimp); only the
 * web shop sees people browse.
 */
export function visit(seed: number, person: Person, log: EventLog, after: Instant, until: Instant): void {
  const roll = dice(seed, `visits ${after}`, person.no)
  const end = instant(Math.min(until, person.lapsedAt ?? until))
  const { orderEveryDays, browseEveryDays } = SHOPPING[person.persona]
  if (person.persona === 'once') {
    const at = instant(firstJoin(person) + roll.waitMs(days(ONCE_WITHIN_DAYS)))
    if (at > after && at <= end) buy(person, log, roll, at)
  } else {
    for (const at of moments(roll, after, end, orderEveryDays)) buy(person, log, roll, at)
  }
  if (!person.members.klaviyo) return
  for (const at of moments(roll, after, end, browseEveryDays)) browse(person, log, roll, at, end)
}

/** How often somebody comes, on average; null for never. */
const SHOPPING: Record<Persona, { orderEveryDays: number | null; browseEveryDays: number | null }> = {
  champion: { orderEveryDays: 45, browseEveryDays: 60 },
  regular: { orderEveryDays: 160, browseEveryDays: 120 },
  once: { orderEveryDays: null, browseEveryDays: 200 },
  browser: { orderEveryDays: null, browseEveryDays: 45 },
  reader: { orderEveryDays: null, browseEveryDays: 400 },
  sleeper: { orderEveryDays: null, browseEveryDays: null },
}
const ONCE_WITHIN_DAYS = 400
const MAX_MOMENTS = 500

function moments(roll: Dice, after: Instant, until: Instant, everyDays: number | null): Instant[] {
  const found: Instant[] = []
  if (everyDays === null) return found
  let at = after
  while (found.length < MAX_MOMENTS) {
    at = instant(at + roll.waitMs(days(everyDays)))
    if (at > until) break
    found.push(at)
  }
  return found
}

function buy(person: Person, log: EventLog, roll: Dice, at: Instant): void {
  const esp = tillOf(person, roll, at)
  if (!esp) return
  const product = wanted(person, roll)
  const base = { esp, person: person.no, subject: product.no }
  if (esp === 'klaviyo') {
    const seen = { ...base, cents: product.priceCents }
    log.add({ ...seen, kind: 'product_viewed', at: instant(at - minutes(12)) })
    log.add({ ...seen, kind: 'cart_added', at: instant(at - minutes(5)) })
  }
  log.add({ ...base, kind: 'order_placed', at, cents: product.priceCents * roll.between(1, 3) })
}

/** Where an order was taken, among the vendors that knew the person by then. */
function tillOf(person: Person, roll: Dice, at: Instant): Esp | undefined {
  const open = ESPS.filter(
    esp => person.members[esp] && (person.members[esp]?.joinedAt ?? at) < at - hours(1),
  )
  if (open.includes('klaviyo') && (open.length === 1 || roll.chance(WEB_SHOP_SHARE))) return 'klaviyo'
  const others = open.filter(esp => esp !== 'klaviyo')
  return others.length > 0 ? roll.pick(others) : undefined
}

const WEB_SHOP_SHARE = 0.7
const CART_SHARE = 0.15

function browse(person: Person, log: EventLog, roll: Dice, at: Instant, until: Instant): void {
  if ((person.members.klaviyo?.joinedAt ?? at) >= at) return
  const views = roll.between(1, 4)
  for (let view = 0; view < views; view++) {
    const seenAt = instant(at + minutes(2 * view) + 1_000 * roll.between(0, 50))
    if (seenAt > until) return
    const product = wanted(person, roll)
    const seen = {
      esp: 'klaviyo',
      person: person.no,
      subject: product.no,
      cents: product.priceCents,
    } as const
    log.add({ ...seen, kind: view === 0 ? 'page_viewed' : 'product_viewed', at: seenAt })
    const cartAt = instant(seenAt + minutes(1))
    if (roll.chance(CART_SHARE) && cartAt <= until) log.add({ ...seen, kind: 'cart_added', at: cartAt })
  }
}

const wanted = (person: Person, roll: Dice): Product => roll.pick(productsOf(roll.pick(person.interests)))

const firstJoin = (person: Person): Instant =>
  instant(Math.min(...ESPS.flatMap(esp => person.members[esp]?.joinedAt ?? [])))
