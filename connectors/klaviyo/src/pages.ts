import { contractError, readPages, servedAt } from '@esplanade/connector-kit'
import { ask, type Context, type KlaviyoClient } from './client.ts'

export interface KlaviyoPage<Item, Included = unknown> {
  readonly items: readonly Item[]
  /** What the page was asked to bring along. */
  readonly included: readonly Included[]
  /** The vendor's own clock when it answered; ours may differ. Undefined when it did not tell. */
  readonly servedAt: number | undefined
}

export interface CollectionBody<Item, Included = unknown> {
  readonly data: readonly Item[]
  readonly included?: readonly Included[]
  readonly links?: { readonly next?: string | null }
}

/** Walks a collection to its end by the vendor's cursors, one call per page. */
export function walkCollection<Item, Included = unknown>(
  context: Context,
  route: string,
  request: (
    client: KlaviyoClient,
    page: { pageCursor?: string },
  ) => Promise<{ response: { headers: object }; body: CollectionBody<Item, Included> }>,
): AsyncGenerator<KlaviyoPage<Item, Included>> {
  return readPages(route, async cursor => {
    const page = cursor === null ? {} : { pageCursor: cursor }
    const { data: body, headers } = await ask(context, route, client => request(client, page))
    const data = { items: body.data, included: body.included ?? [], servedAt: servedAt(headers) }
    return { data, next: nextCursor(route, body.links?.next) }
  })
}

/**
 * The cursor of a next link. The SDK would extract it only from an https link and send any other
 * link whole.
 */
function nextCursor(route: string, next: string | null | undefined): string | null {
  if (next === undefined || next === null) return null
  const cursor = URL.parse(next)?.searchParams.get('page[cursor]')
  if (!cursor) throw contractError(route, 'a next link without a page cursor')
  return cursor
}

/** Times in filters: whole seconds, as the vendor shows them. */
export const filterTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** Texts in filters; their quoting is JSON's. */
export const filterText = (text: string): string => JSON.stringify(text)
