import {
  contractError,
  days,
  type Instant,
  instant,
  isoInstant,
  type PulledItem,
  type Stream,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import type { Context } from './ask.ts'
import type { MailchimpClient, Options } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { afterRows, allRows, type Collection, FIRST_ROWS, readRows, rowPlaceShape } from './rows.ts'
import { campaign, product, store } from './shapes.ts'

/** Campaigns sent by time zone count as sent a day after they began. */
const SENDING_MS = days(2)
/** Products carry no time of change, so all of them are read, and only so often. */
const PRODUCTS_EVERY_MS = days(1)
const MAX_PAGES = 100_000

/** Campaigns as they were sent: their ids are what mail events carry. */
export const campaigns = catalogue('campaigns', 0, async (_context, since) => [
  part('', {
    route: 'GET /campaigns',
    key: 'campaigns',
    row: campaign,
    request: ({ campaigns }, options) =>
      campaigns.listWithHttpInfo({ ...options, ...sentSince(instant(since - SENDING_MS)) }),
    item: ({ id, send_time: sentAt, settings: { title, subject_line: subject } }) => ({
      kind: 'campaign',
      id,
      name: title || subject,
      subject: subject || null,
      channel: 'email',
      sentAt,
      changedAt: sentAt,
    }),
  }),
])

/** What the connected shops sell. */
export const products = catalogue('products', PRODUCTS_EVERY_MS, async context =>
  (await storesOf(context)).map(({ id, currency_code: currency }) =>
    part(id, {
      route: 'GET /ecommerce/stores/{store_id}/products',
      key: 'products',
      row: product,
      request: ({ ecommerce }, options) => ecommerce.getAllStoreProductsWithHttpInfo(id, options),
      item: ({ id, title, type, url, variants }) => ({
        kind: 'product',
        id,
        title,
        categories: type === '' ? [] : [type],
        price: onePrice(variants.map(({ price }) => price)),
        currency: currency || null,
        url: url || null,
        changedAt: null,
      }),
    }),
  ),
)

const sentSince = (since: Instant): Options => ({
  status: 'sent',
  since_send_time: isoInstant(since),
  sort_field: 'send_time',
  sort_dir: 'ASC',
})

const storesOf = (context: Context) =>
  allRows(context, {
    route: 'GET /ecommerce/stores',
    key: 'stores',
    row: store,
    request: ({ ecommerce }, options) => ecommerce.storesWithHttpInfo(options),
  })

/** Variants at several prices have no one price. */
function onePrice(prices: readonly number[]): string | null {
  const [first] = new Set(prices)
  return first === undefined || new Set(prices).size > 1 ? null : String(first)
}

interface Part {
  readonly id: string
  readonly read: (
    context: Context,
    offset: number,
  ) => Promise<{ items: readonly PulledItem[]; total: number }>
}

function part<Row extends z.ZodType>(
  id: string,
  collection: Collection<Row> & { readonly item: (row: z.output<Row>) => PulledItem },
): Part {
  return {
    id,
    read: async (context, offset) => {
      const { rows, total } = await readRows(context, collection, offset)
      return { items: rows.map(collection.item), total }
    },
  }
}

const checkpointShape = z.object({
  readTo: z.number().nullable(),
  walk: z.object({ until: z.number(), since: z.number(), part: z.string(), place: rowPlaceShape }).optional(),
})

/** Reads small collections one after the other, from the page it stopped at. */
function catalogue(
  name: string,
  everyMs: number,
  partsOf: (context: Context, since: number) => Promise<readonly Part[]>,
): Stream<MailchimpConfig, MailchimpClient> {
  return {
    name,
    async *pull(context, request) {
      const { readTo, walk } = checkpointShape.parse(request.checkpoint ?? { readTo: null })
      if (!walk && readTo !== null && request.until - readTo < everyMs) return
      const until = walk?.until ?? request.until
      const since = walk?.since ?? readTo ?? request.since
      const parts = await partsOf(context, since)
      // A part that is gone by now is made up for by reading the others again.
      const from = Math.max(
        0,
        parts.findIndex(({ id }) => id === walk?.part),
      )
      for (const [at, { id, read }] of parts.slice(from).entries()) {
        let place = at === 0 && walk?.part === id ? walk.place : FIRST_ROWS
        for (let page = 0; ; page++) {
          if (page >= MAX_PAGES) throw contractError(name, `more than ${MAX_PAGES} pages without an end`)
          const { items, total } = await read(context, place.offset)
          const next = afterRows(place, items.length, total)
          yield { items, checkpoint: { readTo, walk: { until, since, part: id, place: next ?? place } } }
          if (next === null) break
          place = next
        }
      }
      yield { items: [], checkpoint: { readTo: until } }
    },
  }
}
