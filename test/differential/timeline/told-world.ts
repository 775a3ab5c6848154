import type { Value } from '@esplanade/core/schema'
import type { World, WorldContact, WorldEvent } from '@esplanade/core/segments/reference'
import type { Step } from './step.ts'

/** What a step says to a store, once its numbers have picked. */
export interface Telling {
  readonly contacts: readonly number[]
  readonly events: readonly (WorldEvent & { readonly retracted?: true })[]
  readonly attributes: readonly WorldContact[]
  readonly merges: readonly { readonly from: number; readonly into: number }[]
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
  readonly #into = new Map<number, number>()
  #last: Telling = { contacts: [], events: [], attributes: [], merges: [] }
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
      merges: merge?.[0] && merge[1] ? [{ from: merge[0], into: merge[1] }] : [],
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

  #take({ contacts, events, attributes, merges }: Telling): void {
    this.#told += 1
    for (const contact of contacts) this.#contacts.add(contact)
    for (const { from, into } of merges) {
      const [gone, stays] = [this.#now(from), this.#now(into)]
      if (gone !== stays) this.#into.set(gone, stays)
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
  }

  #now(contact: number): number {
    let at = contact
    for (let next = this.#into.get(at); next !== undefined; next = this.#into.get(at)) at = next
    return at
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
