import { type Instant, instant } from '@esplanade/core/schema'
import { ESPS, type Esp } from './person.ts'

const EVENT_KINDS = [
  'sent',
  'opened',
  'clicked',
  'bounced',
  'unsubscribed',
  'complained',
  'page_viewed',
  'product_viewed',
  'cart_added',
  'order_placed',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** Something that happened, and the one vendor that recorded it. */
export interface ShopEvent {
  readonly no: number
  readonly kind: EventKind
  readonly esp: Esp
  readonly person: number
  readonly at: Instant
  /** The number of the mailing for mail events, of the product for the others. */
  readonly subject: number
  /** Total of an order; price of a product. */
  readonly cents: number
  /** True for opens by a mail scanner or privacy proxy. */
  readonly machine: boolean
}

export type NewShopEvent = Omit<ShopEvent, 'no' | 'machine' | 'cents'> & {
  readonly cents?: number
  readonly machine?: boolean
}

/** All events in typed columns: a year of 10,000 people is a few megabytes. Append-only; numbers never change. */
export interface EventLog {
  readonly length: number
  add(event: NewShopEvent): number
  at(no: number): ShopEvent
  /** Events from number `from` on, in the order in which they were added. */
  from(no: number): Iterable<ShopEvent>
  /** The bytes of all columns, for comparing two logs. */
  bytes(): Uint8Array
}

const FIRST_CAPACITY = 1024
const SCALE = 2

export function createEventLog(): EventLog {
  let capacity = FIRST_CAPACITY
  let kind = new Uint8Array(capacity)
  let esp = new Uint8Array(capacity)
  let person = new Uint32Array(capacity)
  let at = new Float64Array(capacity)
  let subject = new Uint16Array(capacity)
  let cents = new Uint32Array(capacity)
  let machine = new Uint8Array(capacity)
  let length = 0

  function grow(): void {
    capacity *= SCALE
    kind = copied(new Uint8Array(capacity), kind)
    esp = copied(new Uint8Array(capacity), esp)
    person = copied(new Uint32Array(capacity), person)
    at = copied(new Float64Array(capacity), at)
    subject = copied(new Uint16Array(capacity), subject)
    cents = copied(new Uint32Array(capacity), cents)
    machine = copied(new Uint8Array(capacity), machine)
  }

  function read(no: number): ShopEvent {
    if (!Number.isInteger(no) || no < 0 || no >= length) {
      throw new RangeError(`The log holds ${length} events; there is no number ${no}.`)
    }
    return {
      no,
      kind: EVENT_KINDS[kind[no] as number] as EventKind,
      esp: ESPS[esp[no] as number] as Esp,
      person: person[no] as number,
      at: instant(at[no] as number),
      subject: subject[no] as number,
      cents: cents[no] as number,
      machine: machine[no] === 1,
    }
  }

  return {
    get length() {
      return length
    },
    add: event => {
      if (length === capacity) grow()
      const no = length++
      kind[no] = EVENT_KINDS.indexOf(event.kind)
      esp[no] = ESPS.indexOf(event.esp)
      person[no] = event.person
      at[no] = event.at
      subject[no] = event.subject
      cents[no] = event.cents ?? 0
      machine[no] = event.machine ? 1 : 0
      return no
    },
    at: read,
    *from(first) {
      for (let no = first; no < length; no++) yield read(no)
    },
    bytes: () =>
      Buffer.concat([kind, esp, person, at, subject, cents, machine].map(column => filled(column, length))),
  }
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array

function copied<Any extends Column>(into: Any, from: Any): Any {
  into.set(from)
  return into
}

const filled = (column: Column, length: number): Uint8Array =>
  new Uint8Array(column.buffer, 0, length * column.BYTES_PER_ELEMENT)
