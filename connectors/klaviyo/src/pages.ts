import type { CallAnswer, ConnectorContext } from '@esplanade/connector-kit'
import type { KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { contractError } from './refusals.ts'

export type KlaviyoContext = ConnectorContext<KlaviyoConfig, KlaviyoClient>

/** More pages than the largest account has at 100 rows each; a walk beyond it goes in circles. */
const MAX_PAGES = 1_000_000

interface CollectionBody<Item> {
  readonly data: readonly Item[]
  readonly links?: { readonly next?: string | null }
}

/** Walks a collection to its end by the vendor's cursors, one call per page. */
export async function* walkPages<Item>(
  context: KlaviyoContext,
  route: string,
  request: (pageCursor: string | undefined) => Promise<CallAnswer<CollectionBody<Item>>>,
): AsyncGenerator<readonly Item[]> {
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { data: body } = await context.session.call(route, { idempotent: true }, () => request(cursor))
    yield body.data
    const next = nextCursor(body.links?.next)
    if (next === undefined) return
    if (next === cursor) throw contractError(route, `${route} gave the same page cursor twice. Please report this.`)
    cursor = next
  }
  throw contractError(route, `${route} did not end after ${MAX_PAGES} pages. Please report this.`)
}

/**
 * The cursor of a next link. The SDK would extract it only from an https link and send any other
 * link whole.
 */
function nextCursor(next: string | null | undefined): string | undefined {
  if (next === undefined || next === null) return undefined
  return new URL(next).searchParams.get('page[cursor]') ?? undefined
}

/** Times in filters: whole seconds, as the vendor shows them. */
export const filterTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** Texts in filters; their quoting is JSON's. */
export const filterText = (text: string): string => JSON.stringify(text)
