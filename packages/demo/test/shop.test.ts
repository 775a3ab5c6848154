import { days, type Instant } from '@esplanade/core/schema'
import { describe, expect, test } from 'vitest'
import { generateShop, MAX_PEOPLE, type Shop } from '../src/shop/generate-shop.ts'
import { liveADay } from '../src/shop/live-a-day.ts'
import { ESPS } from '../src/shop/person.ts'
import { DEMO_BEGINS } from '../src/world.ts'

const shopOf = (people: number, seed = 1): Shop => generateShop({ people, seed, now: DEMO_BEGINS })
const written = (shop: Shop): string =>
  JSON.stringify([shop.now, shop.people, shop.mailings]) + Buffer.from(shop.events.bytes()).toString('base64')

describe('a generated shop', () => {
  test('is the same for the same seed, to the byte, and another one for another seed', () => {
    expect(written(shopOf(200))).toBe(written(shopOf(200)))
    expect(written(shopOf(200, 2))).not.toBe(written(shopOf(200)))
  })

  test('lives the same day twice', () => {
    const [one, other] = [shopOf(200), shopOf(200)]
    expect(liveADay(one)).toEqual(liveADay(other))
    expect(written(one)).toBe(written(other))
  })

  test('has the same seventh person whether 10 or 100 others are there', () => {
    expect(shopOf(100).people[7]).toEqual(shopOf(10).people[7])
  })

  test.each([0, -1, 1.5, Number.NaN, MAX_PEOPLE + 1])('refuses %d people', people => {
    expect(() => shopOf(people)).toThrow(RangeError)
  })

  test('of one person is a shop', () => {
    expect(shopOf(1).people).toHaveLength(1)
  })

  test('puts about half of the people into each vendor and many into several', () => {
    const { people } = shopOf(3_000)
    const share = (belongs: (person: (typeof people)[number]) => boolean) =>
      people.filter(belongs).length / people.length
    expect(share(({ members }) => members.mailchimp !== undefined)).toBeCloseTo(0.61, 1)
    expect(share(({ members }) => members.hubspot !== undefined)).toBeCloseTo(0.56, 1)
    expect(share(({ members }) => members.klaviyo !== undefined)).toBeCloseTo(0.49, 1)
    expect(share(({ members }) => Object.keys(members).length > 1)).toBeGreaterThan(0.4)
    expect(share(({ members }) => Object.keys(members).length === 0)).toBe(0)
  })

  test('gives no two people one address or phone', () => {
    const { people } = shopOf(3_000)
    const owners = new Map<string, number>()
    for (const { no, members } of people) {
      for (const member of Object.values(members)) {
        for (const identity of [member.address, member.phone ?? member.address]) {
          expect(owners.get(identity) ?? no).toBe(no)
          owners.set(identity, no)
        }
      }
    }
  })

  test('spells addresses in several ways that mean the same', () => {
    const members = shopOf(1_000).people.flatMap(person => Object.values(person.members))
    const odd = members.filter(({ email, address }) => email !== address)
    expect(odd.length).toBeGreaterThan(100)
    for (const { email, address } of odd.filter(({ address }) => !address.includes('xn--'))) {
      expect(email.normalize('NFKC').toLowerCase()).toBe(address)
    }
  })

  test('tells everything in order of time, in whole seconds, within the year', () => {
    const { events, now } = shopOf(300)
    let last = Number.NEGATIVE_INFINITY
    for (const { at } of events.from(0)) {
      expect(at).toBeGreaterThanOrEqual(last)
      expect(at % 1_000).toBe(0)
      last = at
    }
    expect(last).toBeLessThanOrEqual(now)
    expect(events.at(0).at).toBeGreaterThan(now - days(366))
  })

  test('takes every order at a vendor that knows the buyer', () => {
    const { events, people } = shopOf(1_000)
    const tills = new Set<string>()
    for (const { kind, esp, person } of events.from(0)) {
      if (kind !== 'order_placed') continue
      expect(people[person]?.members[esp]).toBeDefined()
      tills.add(esp)
    }
    expect([...tills].sort()).toEqual([...ESPS].sort())
  })
})

describe('a lived day', () => {
  test('adds events, newsletters, leavers, movers and newcomers, all within it', () => {
    const shop = shopOf(1_000)
    const before: Instant = shop.now
    const day = liveADay(shop)
    expect(shop.now).toBe(before + days(1))
    expect(shop.people.length).toBe(day.firstPerson + 5)
    expect(shop.mailings.length).toBe(day.firstMailing + 3)
    expect(day.left.length).toBeGreaterThanOrEqual(3)
    expect(day.moved).toHaveLength(12)
    for (const { at } of shop.events.from(day.firstEvent)) {
      expect(at).toBeGreaterThan(before)
      expect(at).toBeLessThanOrEqual(shop.now)
    }
    for (const { person, esp } of day.left) {
      const at = shop.people[person]?.members[esp]?.leave?.at ?? 0
      expect(at).toBeGreaterThan(before)
      expect(at).toBeLessThanOrEqual(shop.now)
    }
  })

  test('of one person passes too', () => {
    expect(() => liveADay(shopOf(1))).not.toThrow()
  })
})
