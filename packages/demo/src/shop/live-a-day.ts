import { days, hours, instant, minutes } from '@esplanade/core/schema'
import { type Dice, dice } from './dice.ts'
import type { Shop } from './generate-shop.ts'
import { mail, makeMailing, mayLeave } from './mailings.ts'
import { COUNTRIES } from './names.ts'
import { makePerson } from './people.ts'
import { ESPS, type Esp, type Person } from './person.ts'
import { visit } from './visits.ts'

/** What a day added to the shop; the vendors are told of these and of nothing else. */
export interface LivedDay {
  /** New events are those from this number on, new mailings and people likewise. */
  readonly firstEvent: number
  readonly firstMailing: number
  readonly firstPerson: number
  /** Who left a vendor during the day. */
  readonly left: readonly AtVendor[]
  /** Who moved house, and the one vendor they told. */
  readonly moved: readonly AtVendor[]
}

interface AtVendor {
  readonly person: number
  readonly esp: Esp
}

/** Lets one day pass: newsletters, orders and visits, opt-outs, people who move and people who join. */
export function liveADay(shop: Shop): LivedDay {
  const yesterday = shop.now
  const now = instant(yesterday + days(1))
  const roll = dice(shop.seed, 'day', Math.round(now / days(1)))
  const firstEvent = shop.events.length
  const firstMailing = shop.mailings.length
  const firstPerson = shop.people.length
  const leftBefore = new Set(leavers(shop).map(keyOf))

  ESPS.forEach((esp, index) => {
    const issue = shop.mailings.filter(mailing => mailing.esp === esp).length
    const sentAt = instant(yesterday + hours(index + 1))
    shop.mailings.push(makeMailing(shop.mailings.length, esp, issue, sentAt))
  })
  for (const person of shop.people) {
    for (const mailing of shop.mailings.slice(firstMailing))
      mail(shop.seed, person, mailing, shop.events, now)
    visit(shop.seed, person, shop.events, yesterday, now)
  }
  shop.now = now
  leaveByHand(shop, roll)
  const moved = moveHouse(shop, roll)
  for (let joined = 0; joined < NEWCOMERS; joined++) {
    shop.people.push(newcomer(makePerson(shop.seed, shop.people.length, now), now, roll.between(1, 20)))
  }
  const left = leavers(shop).filter(leaver => !leftBefore.has(keyOf(leaver)))
  return { firstEvent, firstMailing, firstPerson, left, moved }
}

const MOVERS = 12
const NEWCOMERS = 5
const PREFERENCE_LEAVERS = 3
const MAX_TRIES = 1_000

const keyOf = ({ person, esp }: AtVendor): string => `${person} ${esp}`

function leavers(shop: Shop): AtVendor[] {
  return shop.people.flatMap(person =>
    ESPS.filter(esp => person.members[esp]?.leave).map(esp => ({ person: person.no, esp })),
  )
}

/** A few people of several vendors leave one of them on its preference page, away from any mailing. */
function leaveByHand(shop: Shop, roll: Dice): void {
  let left = 0
  for (let tries = 0; left < PREFERENCE_LEAVERS && tries < MAX_TRIES; tries++) {
    const person = roll.pick(shop.people)
    const esps = ESPS.filter(esp => person.members[esp])
    const member = person.members[roll.pick(esps)]
    const at = instant(shop.now - hours(4) + minutes(left))
    if (esps.length < 2 || !member || !mayLeave(person, member, at)) continue
    member.leave = { kind: 'unsubscribed', at }
    left += 1
  }
}

/** Each tells one vendor their new region; the others go on believing the old one. */
function moveHouse(shop: Shop, roll: Dice): AtVendor[] {
  const moved = new Map<number, Esp>()
  for (let tries = 0; moved.size < Math.min(MOVERS, shop.people.length) && tries < MAX_TRIES; tries++) {
    const person = roll.pick(shop.people)
    const told = roll.pick(ESPS.filter(esp => person.members[esp]))
    const member = person.members[told]
    if (!member || moved.has(person.no)) continue
    const country = COUNTRIES.find(({ name }) => name === person.country)
    person.region = roll.pick((country?.regions ?? []).filter(region => region !== person.region))
    member.region = person.region
    moved.set(person.no, told)
  }
  return [...moved].map(([person, esp]) => ({ person, esp }))
}

/** Somebody who joined minutes ago wherever they joined, and has left nowhere yet. */
function newcomer(person: Person, now: Shop['now'], minutesAgo: number): Person {
  const members: { -readonly [esp in Esp]?: NonNullable<Person['members'][Esp]> } = {}
  for (const esp of ESPS) {
    const member = person.members[esp]
    if (member) members[esp] = { ...member, joinedAt: instant(now - minutes(minutesAgo)), leave: null }
  }
  return { ...person, members, lapsedAt: null }
}
