import { changesStream, hours, type PulledProduct } from '@esplanade/connector-kit'
import type { Context, KlaviyoClient, KlaviyoStream } from './client.ts'
import { toInstant } from './contact.ts'
import { walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

const PAGE_SIZE = 100
/** A change may show only some time after it was made. */
const LATE_MS = hours(1)

/**
 * Items of the account's own catalog. The listing knows no filter by time, so each pull reads all of it (in
 * the vendor's fastest tier) and gives what changed since the last one that was finished.
 */
export const productsStream: KlaviyoStream = changesStream({
  name: 'products',
  walks: (context: Context) => [
    {
      name: 'updated',
      tieMs: 0,
      lateMs: LATE_MS,
      timeOf: (_item: Item) => undefined,
      pages: () =>
        walkCollection(context, ROUTES.products, ({ catalogs }, page) =>
          catalogs.getCatalogItems({ pageSize: PAGE_SIZE, sort: 'created', ...page }),
        ),
      itemsOf: ({ items }, since = Number.NEGATIVE_INFINITY) =>
        items
          .filter(({ attributes }) => Number(attributes.updated ?? Number.POSITIVE_INFINITY) > since)
          .map(pulledProduct),
    },
  ],
})

type Item = Awaited<ReturnType<KlaviyoClient['catalogs']['getCatalogItems']>>['body']['data'][number]

/** Under the shop's own id, which is what its events carry. */
const pulledProduct = ({ id, attributes }: Item): PulledProduct => {
  const { externalId, title, price, url, imageFullUrl, updated } = attributes
  return {
    kind: 'product',
    id: externalId ?? id,
    title: title ?? '',
    // Named by a call per category; left to the events, which carry theirs.
    categories: [],
    price: price === null || price === undefined ? null : String(price),
    currency: null,
    url: url ?? null,
    image: imageFullUrl ?? null,
    changedAt: updated ? toInstant(updated) : null,
  }
}
