/**
 * Runs `work` for all items at once and waits for every one to end before it answers: a failure of
 * one leaves no other working behind its caller's back. Throws the first failure.
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const ends = await Promise.allSettled(items.map(work))
  return ends.map(end => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}
