import type { PulledProduct, Stream } from '@esplanade/connector-kit'
import { z } from 'zod'
import { answered, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { toInstant } from './contact.ts'
import { walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

const PAGE_SIZE = 100
/** A change may show only some time after it was made. */
const LATE_MS = 3_600_000
const checkpointSchema = z.object({ updated: z.number() })

/**
 * Items of the account's own catalog. The listing knows no filter by time, so each pull reads all of it (in
 * the vendor's fastest tier) and gives what changed since the last one that was finished.
 */
export const productsStream: Stream<KlaviyoConfig, KlaviyoClient> = {
  name: 'products',
  async *pull(context, { checkpoint, until }) {
    const since = checkpointSchema.safeParse(checkpoint).data?.updated ?? Number.NEGATIVE_INFINITY
    let begun: number | undefined
    const pages = walkCollection(context, ROUTES.products, page =>
      answered(context.client.catalogs.getCatalogItems({ pageSize: PAGE_SIZE, sort: 'created', ...page })),
    )
    for await (const { items, servedAt } of pages) {
      begun ??= servedAt ?? until
      const news = items.filter(({ attributes }) => Number(attributes.updated ?? until) > since)
      yield { items: news.map(pulledProduct), checkpoint: checkpoint ?? null }
    }
    yield { items: [], checkpoint: { updated: Math.min(begun ?? until, until) - LATE_MS } }
  },
}

type Item = Awaited<ReturnType<KlaviyoClient['catalogs']['getCatalogItems']>>['body']['data'][number]

/** Under the shop's own id, which is what its events carry. */
const pulledProduct = ({ id, attributes }: Item): PulledProduct => ({
  kind: 'product',
  id: attributes.externalId ?? id,
  title: attributes.title ?? '',
  // Named by a call per category; left to the events, which carry theirs.
  categories: [],
  price: attributes.price === null || attributes.price === undefined ? null : String(attributes.price),
  currency: null,
  url: attributes.url ?? null,
  changedAt: attributes.updated ? toInstant(attributes.updated) : null,
})
