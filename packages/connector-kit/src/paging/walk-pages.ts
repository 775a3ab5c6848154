import { contractError } from '../answer/contract-error.ts'

/** A hundred million rows at a thousand a page; a walk that is longer goes in circles. */
const MAX_PAGES = 100_000

export interface PageWalk<Data> {
  /** The call that reads a page, for errors. */
  readonly route: string
  /** Where to begin: the cursor of a checkpoint, or null for the first page. */
  readonly from: string | null
  readonly maxPages?: number
  /** Reads one page. `next` is null after the last one. */
  read(cursor: string | null): Promise<{ readonly data: Data; readonly next: string | null }>
}

export interface PageStep<Data> {
  readonly data: Data
  /** Where the walk goes on once this page is stored; null when it was the last. */
  readonly next: string | null
}

/**
 * Follows a vendor's cursors from page to page.
 *
 * @throws ConnectorError of kind `contract` when a page points to itself or the walk does not end.
 */
export async function* walkPages<Data>(walk: PageWalk<Data>): AsyncGenerator<PageStep<Data>> {
  const { route, maxPages = MAX_PAGES } = walk
  let cursor = walk.from
  for (let page = 0; page < maxPages; page += 1) {
    const { data, next } = await walk.read(cursor)
    if (next !== null && next === cursor) throw contractError(route, 'a page that names itself as the next')
    yield { data, next }
    if (next === null) return
    cursor = next
  }
  throw contractError(route, `more than ${maxPages} pages without an end`)
}
