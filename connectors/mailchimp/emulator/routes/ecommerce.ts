import { collection } from '../collection.ts'
import type { Order, Product, Store } from '../order.ts'
import { notFound } from '../problem.ts'
import { vendorTime } from '../vendor-time.ts'
import type { AccountRoute } from './route.ts'

export const ecommerceRoutes: readonly AccountRoute[] = [
  {
    route: 'GET /ecommerce/stores',
    handle: (request, account) =>
      collection(request, 'stores', [...account.stores.values()], store => ({
        id: store.id,
        list_id: store.audienceId,
        name: store.name,
        currency_code: store.currency,
      })),
  },
  {
    route: 'GET /ecommerce/orders',
    handle: (request, account) => {
      const rows = [...account.stores.values()].flatMap(ordersOf)
      return collection(request, 'orders', newestFirst(rows), orderResource)
    },
  },
  {
    route: 'GET /ecommerce/stores/{store_id}/products',
    handle: (request, account) => {
      const store = account.stores.get(request.params.store_id ?? '')
      if (!store) return notFound()
      const around = { store_id: store.id }
      return collection(
        request,
        'products',
        [...store.products.values()],
        product => productResource(store, product),
        around,
      )
    },
  },
  {
    route: 'GET /ecommerce/stores/{store_id}/orders',
    handle: (request, account) => {
      const store = account.stores.get(request.params.store_id ?? '')
      if (!store) return notFound()
      return collection(request, 'orders', newestFirst(ordersOf(store)), orderResource, {
        store_id: store.id,
      })
    },
  },
]

interface OrderRow {
  readonly order: Order
  readonly store: Store
}

const ordersOf = (store: Store): OrderRow[] => [...store.orders.values()].map(order => ({ order, store }))

const newestFirst = (rows: OrderRow[]): OrderRow[] =>
  rows.sort((a, b) => b.order.processedAt - a.order.processedAt)

const productResource = (store: Store, { id, title, type, url, image, prices }: Product): object => ({
  id,
  currency_code: store.currency,
  title,
  handle: id,
  url,
  description: '',
  type,
  vendor: store.name,
  image_url: image,
  variants: prices.map((price, at) => ({
    id: `${id}-${at + 1}`,
    title,
    url,
    sku: '',
    price,
    inventory_quantity: 0,
  })),
})

const orderResource = ({ order, store }: OrderRow): object => ({
  id: order.id,
  customer: { id: order.customer.id, email_address: order.customer.email, opt_in_status: false },
  store_id: store.id,
  financial_status: order.financialStatus,
  currency_code: store.currency,
  order_total: order.total,
  processed_at_foreign: vendorTime(order.processedAt),
  updated_at_foreign: vendorTime(order.updatedAt),
  ...(order.cancelledAt !== null && { cancelled_at_foreign: vendorTime(order.cancelledAt) }),
  lines: order.lines.map((line, index) => ({
    id: String(index + 1),
    product_id: line.product,
    product_title: line.product,
    quantity: line.quantity,
    price: line.price,
  })),
})
