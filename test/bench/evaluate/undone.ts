import type { Store } from '@esplanade/core/store'

/** Runs `work` in a transaction that is rolled back, so that the store stays as it was. */
export async function undone(store: Store, work: () => Promise<unknown>): Promise<void> {
  const undo = new Error('undone')
  try {
    await store.atomically(async () => {
      await work()
      throw undo
    })
  } catch (error) {
    if (error !== undo) throw error
  }
}
