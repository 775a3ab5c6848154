/** Runs `work` over all items, at most `atOnce` at a time. The first failure stops new ones and is thrown once those under way ended. */
export async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  let failed = false
  const lane = async () => {
    while (next < items.length && !failed) {
      const item = items[next++] as T
      try {
        await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, lane))
  const failure = ends.find(end => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}
