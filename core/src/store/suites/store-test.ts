import { test } from 'vitest'
import type { Store } from '../store.ts'

/** A place for one store, empty at first. Opening it again after a close finds what was stored. */
export interface FreshStore {
  open(): Promise<Store>
  remove(): Promise<void>
}

/** One test on a store of its own. `reopen` closes it and opens the same place again. */
export function storeTest(
  fresh: () => Promise<FreshStore>,
  title: string,
  body: (store: Store, reopen: () => Promise<Store>) => Promise<void>,
): void {
  test(title, { timeout: TIMEOUT_MS }, async () => {
    const place = await fresh()
    let store = await place.open()
    try {
      await body(store, async () => {
        await store.close()
        store = await place.open()
        return store
      })
    } finally {
      await store.close()
      await place.remove()
    }
  })
}

/** Far beyond what any test takes; a machine busy with other work must not turn one red. */
const TIMEOUT_MS = 60_000

/** All rows of a paged answer. */
export async function collect<Row>(pages: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}
