import { days, type Instant, instant } from '@esplanade/core/schema'
import { type Address, addressOf, spelledFor } from './addresses.ts'
import { type Dice, dice } from './dice.ts'
import { COUNTRIES, type Country } from './names.ts'
import { ESPS, type Esp, type Member, type Person, type Persona } from './person.ts'
import { TOPICS, type Topic } from './products.ts'

/** One made-up person as of `now`. Person 7 is the same whether the shop has 10 people or 10,000. */
export function makePerson(seed: number, no: number, now: Instant): Person {
  const roll = dice(seed, 'person', no)
  const country = countryBy(roll.between(1, 100))
  const firstName = roll.pick(country.firstNames)
  const lastName = roll.pick(country.lastNames)
  const persona = weighted(roll, PERSONA_SHARES)
  const esps = weighted(roll, ESP_SHARES).split(' ') as Esp[]
  const address = addressOf({ no, firstName, lastName }, roll)
  const phone = roll.chance(PHONE_SHARE) ? phoneOf(no) : null
  const region = roll.pick(country.regions)
  return {
    no,
    firstName,
    lastName,
    country: country.name,
    region,
    birthday: birthday(roll),
    interests: interestsOf(roll),
    persona,
    lapsedAt: lapseOf(persona, roll, now),
    members: membersOf(esps, { address, phone, region }, roll, now),
  }
}

/** Of 100 people: about 60 are in Mailchimp, 55 in HubSpot, 50 in Klaviyo, and half of all in more than one. */
const ESP_SHARES: readonly (readonly [string, number])[] = [
  ['mailchimp', 20],
  ['hubspot', 14],
  ['klaviyo', 13],
  ['mailchimp hubspot', 17],
  ['mailchimp klaviyo', 11],
  ['hubspot klaviyo', 12],
  ['mailchimp hubspot klaviyo', 13],
]
const PERSONA_SHARES: readonly (readonly [Persona, number])[] = [
  ['champion', 6],
  ['regular', 20],
  ['once', 20],
  ['browser', 17],
  ['reader', 20],
  ['sleeper', 17],
]
const PHONE_SHARE = 0.2
/** Of those with a phone in HubSpot and Klaviyo: known there by two addresses that only the phone joins. */
const TWO_ADDRESSES_SHARE = 0.1
const LAPSED_SHARE = 0.25
/** Left Klaviyo and later opted in again, at Mailchimp: the later word holds. */
const RETURNED_SHARE = 0.02
const TAGGED_SHARE = 0.15
const NOTED_SHARE = 0.1
const DAY_SECONDS = 86_400

function membersOf(
  esps: readonly Esp[],
  { address, phone, region }: { address: Address; phone: string | null; region: string },
  roll: Dice,
  now: Instant,
): Person['members'] {
  const both = esps.includes('hubspot') && esps.includes('klaviyo')
  const split = both && phone !== null && roll.chance(TWO_ADDRESSES_SHARE)
  const members: { [esp in Esp]?: Member } = {}
  for (const esp of ESPS) {
    if (!esps.includes(esp)) continue
    const own = split && esp === 'klaviyo' ? { ...address, local: `${address.local}.home` } : address
    members[esp] = {
      ...spelledFor(esp, own, roll),
      phone: esp === 'mailchimp' ? null : phone,
      region,
      joinedAt: instant(now - days(roll.between(40, 1_100)) - 1_000 * roll.between(0, DAY_SECONDS)),
      leave: null,
      byHand: {
        note: roll.chance(NOTED_SHARE) ? roll.pick(NOTES) : null,
        tags: roll.chance(TAGGED_SHARE) ? [roll.pick(HAND_TAGS)] : [],
      },
    }
  }
  const { mailchimp, klaviyo } = members
  if (mailchimp && klaviyo && !split && roll.chance(RETURNED_SHARE)) {
    const leftAt = instant(now - days(roll.between(31, 39)))
    klaviyo.leave = { kind: 'unsubscribed', at: leftAt }
    members.mailchimp = { ...mailchimp, joinedAt: instant(leftAt + days(roll.between(5, 25))) }
  }
  return members
}

/** Tags and lists that people at the shop keep by hand. */
export const HAND_TAGS = ['Trade fair 2025', 'Press', 'Ambassador'] as const
const NOTES = ['Prefers parcels on Friday', 'Met at the Lisbon fair', 'Asks for paper invoices'] as const

function lapseOf(persona: Persona, roll: Dice, now: Instant): Instant | null {
  const lapsed = roll.chance(LAPSED_SHARE)
  const at = instant(now - days(roll.between(70, 300)))
  return lapsed && persona !== 'sleeper' ? at : null
}

function interestsOf(roll: Dice): readonly Topic[] {
  const first = roll.between(0, TOPICS.length - 1)
  const second = roll.between(0, TOPICS.length - 1)
  const places = roll.chance(0.4) && second !== first ? [first, second] : [first]
  return places.map(place => TOPICS[place] as Topic)
}

function birthday(roll: Dice): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${roll.between(1946, 2006)}-${two(roll.between(1, 12))}-${two(roll.between(1, 28))}`
}

/** A number from the range kept free for fiction, in an area code of its own for every 10,000 people. */
function phoneOf(no: number): string {
  const area = 201 + Math.floor(no / 10_000)
  return `+1${area}555${String(no % 10_000).padStart(4, '0')}`
}

function countryBy(percent: number): Country {
  let sum = 0
  for (const country of COUNTRIES) {
    sum += country.share
    if (percent <= sum) return country
  }
  throw new Error('The shares of the countries add up to less than 100.')
}

function weighted<Choice extends string>(roll: Dice, shares: readonly (readonly [Choice, number])[]): Choice {
  let left = roll.next() * shares.reduce((sum, [, share]) => sum + share, 0)
  for (const [choice, share] of shares) {
    left -= share
    if (left < 0) return choice
  }
  return (shares.at(-1) as readonly [Choice, number])[0]
}
