import { PropertyCatalog } from './property-catalog.ts'
import { RecordStore } from './record-store.ts'
import {
  CONTACT_PROPERTIES,
  DEAL_PROPERTIES,
  ORDER_PROPERTIES,
  PRODUCT_PROPERTIES,
} from './standard-properties.ts'

export type ObjectType = 'contacts' | 'orders' | 'deals' | 'products'

/** An empty store of a kind: properties, their group, and how the vendor names times of change and creation. */
export function createStore(type: ObjectType): RecordStore {
  switch (type) {
    case 'contacts': {
      const catalog = new PropertyCatalog(CONTACT_PROPERTIES, 'contactinformation')
      return new RecordStore(catalog, 'lastmodifieddate', 'createdate')
    }
    case 'orders': {
      const catalog = new PropertyCatalog(ORDER_PROPERTIES, 'orderinformation')
      return new RecordStore(catalog, 'hs_lastmodifieddate', 'hs_createdate')
    }
    case 'deals': {
      const catalog = new PropertyCatalog(DEAL_PROPERTIES, 'dealinformation')
      return new RecordStore(catalog, 'hs_lastmodifieddate', 'createdate')
    }
    case 'products': {
      const catalog = new PropertyCatalog(PRODUCT_PROPERTIES, 'productinformation')
      return new RecordStore(catalog, 'hs_lastmodifieddate', 'createdate')
    }
    default:
      throw new Error(`Unhandled type: ${type satisfies never}`)
  }
}
