import type { ConnectionId, Instant } from '../schema/index.ts'

/** An article of a shop, as its connection tells of it. */
export interface StoredProduct {
  readonly connection: ConnectionId
  /** The vendor's; what order events carry. */
  readonly id: string
  readonly title: string
  readonly categories: readonly string[]
  /** Decimal text in `currency`; null where there is no one price. */
  readonly price: string | null
  readonly currency: string | null
  readonly url: string | null
  /** Address of a picture of it. */
  readonly image: string | null
  readonly changedAt: Instant | null
}

export interface ProductStore {
  /** Adds products and replaces those with the same connection and id. */
  saveProducts(products: readonly StoredProduct[]): Promise<void>
  /** The products with these ids, of whatever connection, by connection and id. */
  productsOf(ids: readonly string[]): Promise<StoredProduct[]>
  countProducts(): Promise<ReadonlyMap<ConnectionId, number>>
}
