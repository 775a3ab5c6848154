export interface Store {
  readonly id: string
  readonly audienceId: string
  readonly name: string
  readonly currency: string
  readonly orders: Map<string, Order>
  readonly products: Map<string, Product>
}

export interface Product {
  readonly id: string
  readonly title: string
  readonly type: string
  readonly url: string
  readonly image: string
  /** Of its variants. */
  readonly prices: readonly number[]
}

/** Times are milliseconds. */
export interface Order {
  readonly id: string
  readonly storeId: string
  readonly customer: { readonly id: string; readonly email: string }
  readonly total: number
  readonly lines: readonly OrderLine[]
  readonly financialStatus: string
  readonly processedAt: number
  readonly updatedAt: number
  readonly cancelledAt: number | null
}

export interface OrderLine {
  readonly product: string
  readonly quantity: number
  readonly price: number
}
