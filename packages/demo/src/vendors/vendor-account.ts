import type { Journal } from '@esplanade/connector-kit/emulator'
import type { ShopEvent } from '../shop/event-log.ts'
import type { Shop } from '../shop/generate-shop.ts'
import type { LivedDay } from '../shop/live-a-day.ts'
import type { Mailing } from '../shop/mailings.ts'
import type { Esp, Person } from '../shop/person.ts'

/** One emulated account of the shop: filled from the shop's world and looked at past its API. */
export interface VendorAccount {
  readonly esp: Esp
  readonly url: string
  readonly journal: Journal
  /** What the emulator's own handlers threw: none when all is well. */
  readonly errors: readonly unknown[]
  /** What everybody holds there now, by the person's number. A member that nobody seeded stands under a negative one. */
  inspect(): ReadonlyMap<number, MemberState>
  /** Lets the day's news reach the account. */
  live(day: LivedDay): void
  /** Does what the vendor accepted and meant to do later. */
  settle(): void
  close(): Promise<void>
}

/** Everything about one member that a sync could move. */
export interface MemberState {
  readonly optedOut: boolean
  /** Names of tags as `tag:VIP`, of lists as `list:VIP`. */
  readonly targets: ReadonlySet<string>
  /** All fields by the vendor's names, as text; blank ones left out. */
  readonly fields: ReadonlyMap<string, string>
}

/** What filling an account is made of; every vendor says it in its own terms. */
export interface Seeder {
  addMailing(mailing: Mailing): void
  addMember(person: Person): void
  /** Events of this vendor only, in order. */
  addEvent(event: ShopEvent, person: Person): void
  /** Leaves that no mail event told. */
  leave(person: Person): void
  move(person: Person): void
}

/** Tells an account everything up to now. */
export function seedAll(esp: Esp, shop: Shop, seeder: Seeder): void {
  tell(esp, shop, seeder, { firstEvent: 0, firstMailing: 0, firstPerson: 0 })
  for (const person of shop.people) if (person.members[esp]?.leave) seeder.leave(person)
}

/** Tells an account what a day brought. */
export function seedDay(esp: Esp, shop: Shop, seeder: Seeder, day: LivedDay): void {
  tell(esp, shop, seeder, day)
  for (const { person } of day.left.filter(leaver => leaver.esp === esp)) seeder.leave(personNo(shop, person))
  for (const { person } of day.moved.filter(mover => mover.esp === esp)) seeder.move(personNo(shop, person))
}

type Beginning = Pick<LivedDay, 'firstEvent' | 'firstMailing' | 'firstPerson'>

function tell(esp: Esp, shop: Shop, seeder: Seeder, from: Beginning): void {
  for (const mailing of shop.mailings.slice(from.firstMailing))
    if (mailing.esp === esp) seeder.addMailing(mailing)
  for (const person of shop.people.slice(from.firstPerson)) if (person.members[esp]) seeder.addMember(person)
  for (const event of shop.events.from(from.firstEvent)) {
    if (event.esp === esp) seeder.addEvent(event, personNo(shop, event.person))
  }
}

function personNo(shop: Shop, no: number): Person {
  const person = shop.people[no]
  if (!person) throw new RangeError(`The shop has ${shop.people.length} people; there is no number ${no}.`)
  return person
}
