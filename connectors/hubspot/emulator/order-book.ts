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

/** A deal of the sales pipeline: open, lost or won. */
export interface NewDeal extends NewOrder {
  readonly closedAt?: number
  readonly won: boolean
}

/** The account's orders, or its deals, and whose they are. */
export class OrderBook {
  readonly #records: RecordStore
  readonly #contacts = new Map<string, readonly string[]>()

  constructor(records: RecordStore) {
    this.#records = records
  }

  add(id: string, order: NewOrder, properties: Readonly<Record<string, string>>, now: number): string {
    const { contactId, createdAt, modifiedAt = createdAt } = order
    const values = { ...properties, ...order.properties }
    this.#records.insert({ id, properties: values, createdAt, modifiedAt, archivedAt: null }, now)
    this.#contacts.set(id, [contactId])
    return id
  }

  update(id: string, values: Readonly<Record<string, string>>, now: number): void {
    const before = this.#records.get(id)
    if (before === undefined) throw new RangeError(`The account has no record ${id}.`)
    this.#records.write(id, { properties: { ...before.properties, ...values } }, now)
  }

  contactsOf(id: string): readonly string[] {
    return this.#contacts.get(id) ?? []
  }
}

/** An order under the names of the object `orders`. */
export const orderProperties = ({ name, total, currency }: NewOrder, ofAccount: string) => ({
  hs_order_name: name,
  hs_total_price: String(total),
  hs_currency_code: currency ?? ofAccount,
})

/** The same under those of `deals`. */
export const dealProperties = (deal: NewDeal, ofAccount: string): Record<string, string> => ({
  dealname: deal.name,
  amount: String(deal.total),
  deal_currency_code: deal.currency ?? ofAccount,
  hs_is_closed_won: String(deal.won),
  ...(deal.closedAt !== undefined && { closedate: new Date(deal.closedAt).toISOString() }),
})
