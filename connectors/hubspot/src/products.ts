import { instant, type PulledItem } from '@esplanade/connector-kit'
import type { HubspotStream } from './api-request.ts'
import { pullRecords } from './pull-records.ts'
import type { ObjectKind, RemoteRecord } from './records.ts'

const PRODUCTS: ObjectKind = {
  type: 'products',
  modified: 'hs_lastmodifieddate',
}
const PROPERTIES = ['name', 'price', 'hs_url', 'hs_images', 'hs_product_type', PRODUCTS.modified]

/** The product library. Archived products stay as they are: what was ordered keeps its name. */
export const products: HubspotStream = {
  name: 'products',
  async *pull(context, request) {
    for await (const { source, records, checkpoint } of pullRecords(context, PRODUCTS, PROPERTIES, request)) {
      yield { items: source === 'archived' ? [] : records.map(productOf), checkpoint }
    }
  },
}

/** A price is in the account's own currency, which the record does not name. */
function productOf({ id, properties, modifiedAt }: RemoteRecord): PulledItem {
  const { name, price, hs_url: url, hs_images: image, hs_product_type: type } = properties
  return {
    kind: 'product',
    id,
    title: name || id,
    categories: type ? [type] : [],
    price: price || null,
    currency: null,
    url: url || null,
    image: image || null,
    changedAt: modifiedAt === null ? null : instant(modifiedAt),
  }
}
