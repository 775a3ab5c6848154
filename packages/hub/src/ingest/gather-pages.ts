import type { Page } from '@esplanade/connector-kit'
import type { Clock } from '@esplanade/core/schema'

/** Rows stored at once: a transaction costs about the same for 100 rows as for thousands. */
const ROWS_AT_ONCE = 5_000
/** Pages of a slow vendor are not kept waiting longer than this: they would be lost to a kill. */
const LONGEST_WAIT_MS = 5_000

/**
 * Joins small pages into larger ones. The checkpoint of a joined page is that of its last part, so it
 * is safe once all of them are stored; the order of rows stays.
 */
export async function* gatherPages<Item>(
  pages: AsyncIterable<Page<Item>>,
  clock: Clock,
): AsyncGenerator<Page<Item>> {
  let items: Item[] = []
  let last: Page<Item> | undefined
  let since = clock.now()
  let failure: { readonly error: unknown } | undefined
  try {
    for await (const page of pages) {
      items.push(...page.items)
      last = page
      if (items.length < ROWS_AT_ONCE && clock.now() - since < LONGEST_WAIT_MS) continue
      yield { items, checkpoint: page.checkpoint }
      items = []
      last = undefined
      since = clock.now()
    }
  } catch (error) {
    failure = { error }
  }
  // A vendor that fails again and again still gets us further each time.
  if (last !== undefined) yield { items, checkpoint: last.checkpoint }
  if (failure !== undefined) throw failure.error
}
