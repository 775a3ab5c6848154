import {
  afterRows,
  allRows,
  days,
  FIRST_ROWS,
  instant,
  isoInstant,
  type PulledItem,
  partStream,
  rowPlaceSchema,
} from '@esplanade/connector-kit'
import type { z } from 'zod'
import type { Context, MailchimpStream } from './client.ts'
import { type Collection, readRows, rowPages } from './rows.ts'
import { campaign, product, store } from './shapes.ts'

/** Campaigns sent by time zone count as sent a day after they began. */
const SENDING_MS = days(2)
/** Products carry no time of change, so all of them are read, and only so often. */
const PRODUCTS_EVERY_MS = days(1)

const walked = { place: rowPlaceSchema, first: () => FIRST_ROWS }

/** Campaigns as they were sent: their ids are what mail events carry. */
export const campaigns: MailchimpStream = partStream({
  ...walked,
  name: 'campaigns',
  parts: async () => [{ id: '' }],
  overlapMs: SENDING_MS,
  begin: ({ since }) => instant(since - SENDING_MS),
  read: (context: Context, _part, place, { since }) =>
    pageOf(
      context,
      { route: 'GET /campaigns', key: 'campaigns', row: campaign, query: sentSince(since ?? 0) },
      place,
      ({ id, send_time: sentAt, settings: { title, subject_line: subject } }) => ({
        kind: 'campaign',
        id,
        name: title || subject,
        subject: subject || null,
        channel: 'email',
        sentAt,
        changedAt: sentAt,
      }),
    ),
})

/** Sent campaigns in order of sending. */
export const sentSince = (since: number) => ({
  status: 'sent',
  since_send_time: isoInstant(instant(since)),
  sort_field: 'send_time',
  sort_dir: 'ASC',
})

/** What the connected shops sell. */
export const products: MailchimpStream = partStream({
  ...walked,
  name: 'products',
  parts: async (context: Context) =>
    allRows(rowPages(context, { route: 'GET /ecommerce/stores', key: 'stores', row: store })),
  overlapMs: 0,
  everyMs: PRODUCTS_EVERY_MS,
  read: (context: Context, { id: store_id, currency_code: currency }, place) =>
    pageOf(
      context,
      {
        route: 'GET /ecommerce/stores/{store_id}/products',
        key: 'products',
        row: product,
        path: { store_id },
      },
      place,
      ({ id, title, type, url, image_url: image, variants }) => ({
        kind: 'product',
        id,
        title,
        categories: type === '' ? [] : [type],
        price: onePrice(variants.map(({ price }) => price)),
        currency: currency || null,
        url: url || null,
        image: image || null,
        changedAt: null,
      }),
    ),
})

/** Variants at several prices have no one price. */
function onePrice(prices: readonly number[]): string | null {
  const [first] = new Set(prices)
  return first === undefined || new Set(prices).size > 1 ? null : String(first)
}

async function pageOf<Row extends z.ZodType>(
  context: Context,
  collection: Collection<Row>,
  place: z.output<typeof rowPlaceSchema>,
  itemOf: (row: z.output<Row>) => PulledItem,
) {
  const { rows, total } = await readRows(context, collection, place.offset)
  return { items: rows.map(itemOf), next: afterRows(place, rows.length, total) }
}
