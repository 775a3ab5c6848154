import type { Value } from '@esplanade/core/schema'
import type { World, WorldContact, WorldEvent } from '@esplanade/core/segments/reference'
import type { Step } from './step.ts'

/** What a step says to a store, once its numbers have picked. */
export interface Telling {
  readonly contacts: readonly number[]
  readonly events: readonly (WorldEvent & { readonly retracted?: true })[]
  readonly attributes: readonly WorldContact[]
  readonly merges: readonly { readonly from: number; readonly into: number }[]
  /** Whom a number means before the step: what a hub files events under. */
  readonly means: (contact: number) => number
  /** Contacts whose merge is taken back, before the merges of the step. */
  readonly unmerges: readonly number[]
  /** Contacts that are erased, at the end of the step. */
  readonly erased: readonly number[]
}

interface Statement {
  readonly value: Value
  readonly at: number
}

/** The world as told so far, kept by plain loops: what the reference evaluates. */
export class ToldWorld {
  readonly #events = new Map<string, WorldEvent>()
  readonly #contacts = new Set<number>()
  readonly #statements = new Map<number, Map<string, Statement>>()
  /** What each merge said; a chain of them leads to who a contact is now. */
  readonly #into = new Map<number, number>()
  #last: Telling = {
    contacts: [],
    events: [],
    attributes: [],
    merges: [],
    unmerges: [],
    erased: [],
    means: same,
  }
  #told = 0

  /** Takes in a step, and says what of it a store is told. */
  tell(step: Step, everybody: readonly WorldContact[]): Telling {
    const known = [...this.#contacts, ...step.contacts.map(({ contactNo }) => contactNo)]
    const orders = [...this.#events.values()].filter(({ type }) => type.startsWith('order_'))
    const pick = <T>(from: readonly T[], number: number): T[] =>
      from.length === 0 ? [] : [from[number % from.length] as T]
    const corrected = step.corrections.flatMap(({ pick: which, like }) =>
      pick(orders, which).flatMap((order): Telling['events'] => {
        if (like === null) return [{ ...order, retracted: true }]
        return pick(orders, like).map(({ at, properties, contactNo }) => ({
          ...order,
          at,
          properties,
          contactNo,
        }))
      }),
    )
    const merge = step.merge && [pick(known, step.merge[0])[0], pick(known, step.merge[1])[0]]
    const merges = merge?.[0] && merge[1] ? [{ from: merge[0], into: merge[1] }] : []
    const unmerges = step.unmerge === null ? [] : pick([...this.#into.keys()], step.unmerge)
    const erased = step.erase === null ? [] : pick(known, step.erase)
    const telling: Telling = {
      contacts: step.contacts.map(({ contactNo }) => contactNo),
      attributes: [
        ...step.contacts,
        ...step.attributes.flatMap(({ pick: which, like }) =>
          pick(known, which).flatMap(contactNo =>
            pick(everybody, like).map(({ attributes }) => ({ contactNo, attributes })),
          ),
        ),
      ],
      events: [
        ...(step.repeat ? this.#last.events.filter(({ type }) => !type.startsWith('order_')) : []),
        ...step.events,
        ...corrected,
      ],
      merges,
      unmerges,
      erased,
      means: meansNow(new Map(this.#into)),
    }
    this.#take(telling)
    this.#last = telling
    return telling
  }

  /** The time of the statements of the latest step. */
  get told(): number {
    return this.#told
  }

  world(): World {
    const contacts = [...this.#contacts].filter(contact => !this.#into.has(contact))
    return {
      contacts: contacts.map(contactNo => ({ contactNo, attributes: this.#attributesOf(contactNo) })),
      events: [...this.#events.values()].map(event => ({ ...event, contactNo: this.#now(event.contactNo) })),
    }
  }

  #take({ contacts, events, attributes, merges, unmerges, erased }: Telling): void {
    this.#told += 1
    for (const contact of unmerges) this.#into.delete(contact)
    for (const contact of contacts) this.#contacts.add(contact)
    for (const { from, into } of merges) {
      const [gone, stays] = [this.#now(from), this.#now(into)]
      if (gone !== stays) this.#into.set(gone, into)
    }
    for (const { contactNo, attributes: values } of attributes) {
      const own = this.#statements.get(contactNo) ?? new Map<string, Statement>()
      this.#statements.set(contactNo, own)
      for (const [name, value] of Object.entries(values)) {
        if (typeof value === 'string' && value.trim() === '') continue
        // A value said again is as old as when it was said first.
        if (JSON.stringify(own.get(name)?.value) !== JSON.stringify(value))
          own.set(name, { value, at: this.#told })
      }
    }
    for (const { retracted, ...event } of events) {
      const key = `${event.type} ${event.eventId}`
      if (retracted) this.#events.delete(key)
      else this.#events.set(key, event)
    }
    this.#erase(erased)
  }

  #erase(erased: readonly number[]): void {
    const gone = new Set(erased.map(number => this.#now(number)))
    const isGone = (number: number) => gone.has(this.#now(number))
    for (const [key, { contactNo }] of this.#events) if (isGone(contactNo)) this.#events.delete(key)
    for (const number of this.#statements.keys()) if (isGone(number)) this.#statements.delete(number)
    const numbers = [...this.#contacts].filter(isGone)
    for (const number of numbers) this.#contacts.delete(number)
    for (const number of numbers) this.#into.delete(number)
  }

  #now(contact: number): number {
    return meansNow(this.#into)(contact)
  }

  /** Of the statements about all numbers that became this contact the newest holds, then that of the highest number. */
  #attributesOf(contact: number): Record<string, Value> {
    const newest = new Map<string, Statement>()
    const numbers = [...this.#statements.keys()].filter(number => this.#now(number) === contact)
    for (const number of numbers.toSorted((a, b) => a - b)) {
      for (const [name, statement] of this.#statements.get(number) ?? []) {
        if (statement.at >= (newest.get(name)?.at ?? 0)) newest.set(name, statement)
      }
    }
    return Object.fromEntries([...newest].map(([name, { value }]) => [name, value]))
  }
}

const same = (contact: number): number => contact

const meansNow =
  (into: ReadonlyMap<number, number>) =>
  (contact: number): number => {
    let at = contact
    for (let next = into.get(at); next !== undefined; next = into.get(at)) at = next
    return at
  }
