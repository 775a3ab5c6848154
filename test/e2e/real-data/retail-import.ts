import type { CatalogInput } from '@esplanade/core/schema'
import type { HubRequest } from '@esplanade/hub'

/** Online Retail's lines as events of the catalog. */
export const RETAIL_EVENTS: NonNullable<CatalogInput['events']> = {
  line_bought: {
    properties: {
      invoice: 'text',
      product: 'text',
      quantity: 'number',
      unit_price: 'number',
      country: 'text',
    },
  },
}

/** The request that imports one of its files. */
export const retailImport = (file: string) =>
  ({
    command: 'import',
    kind: 'events',
    file,
    mapping: {
      source: 'retail',
      identities: { external: 'customer_id' },
      type: 'line_bought',
      at: 'invoice_ts',
      properties: {
        invoice: 'invoice',
        product: 'stock_code',
        quantity: 'quantity',
        unit_price: 'unit_price',
        country: 'country',
      },
    },
  }) as const satisfies HubRequest
