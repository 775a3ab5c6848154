import type { LimitPolicy } from '../../src/limit.ts'
import type { JournalEntry } from '../emulator/definition.ts'

/**
 * Which limits a journal exceeds, in words. Counted here once more, over any span of a limit's length,
 * apart from the budget that kept it and the gate that enforced it: what both read wrongly shows.
 */
export function brokenLimits(
  entries: readonly Pick<JournalEntry, 'at' | 'route'>[],
  limits: readonly LimitPolicy[],
): string[] {
  return limits.flatMap(limit => {
    if (limit.kind === 'concurrency') return []
    const { calls, perMs, routes, each, name } = limit
    const counted = entries.filter(({ route }) => !routes || routes.includes(route))
    const groups = each ? Object.values(Object.groupBy(counted, ({ route }) => route)) : [counted]
    const most = Math.max(0, ...groups.map(group => busiest(group ?? [], perMs)))
    return most > calls ? [`${name}: ${most} calls within ${perMs} ms, and ${calls} are allowed`] : []
  })
}

/** The most entries within any half-open span of this length. */
function busiest(entries: readonly { readonly at: number }[], spanMs: number): number {
  let most = 0
  let from = 0
  for (const [to, { at }] of entries.entries()) {
    while ((entries[from]?.at ?? at) <= at - spanMs) from += 1
    most = Math.max(most, to - from + 1)
  }
  return most
}
