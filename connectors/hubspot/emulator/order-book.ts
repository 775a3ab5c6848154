import type { RecordStore } from './record-store.ts'

export interface NewOrder {
  readonly name: string
  readonly total: number | string
  readonly currency?: string
  readonly contactId: string
  readonly createdAt: number
  readonly modifiedAt?: number
  readonly properties?: Readonly<Record<string, string>>
}

/** The account's orders, and whose they are. */
export class OrderBook {
  readonly #records: RecordStore
  readonly #currency: string
  readonly #contacts = new Map<string, readonly string[]>()

  constructor(records: RecordStore, currency: string) {
    this.#records = records
    this.#currency = currency
  }

  add(id: string, { name, total, currency, contactId, createdAt, ...given }: NewOrder, now: number): string {
    const properties = {
      hs_order_name: name,
      hs_total_price: String(total),
      hs_currency_code: currency ?? this.#currency,
      ...given.properties,
    }
    const modifiedAt = given.modifiedAt ?? createdAt
    this.#records.insert({ id, properties, createdAt, modifiedAt, archivedAt: null }, now)
    this.#contacts.set(id, [contactId])
    return id
  }

  update(id: string, values: Readonly<Record<string, string>>, now: number): void {
    const before = this.#records.get(id)
    if (before === undefined) throw new RangeError(`The account has no order ${id}.`)
    this.#records.write(id, { properties: { ...before.properties, ...values } }, now)
  }

  contactsOf(id: string): readonly string[] {
    return this.#contacts.get(id) ?? []
  }
}
