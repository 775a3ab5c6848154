import type { Instant } from '@esplanade/core/schema'
import type { Journal, JournalEntry } from './definition.ts'

/** How many of the latest requests the journal keeps; counts go on beyond it. */
const MAX_JOURNAL_ENTRIES = 10_000

/** The journal from the host's side: an entry is opened when a request arrives and closed with its status. */
export interface JournalKeeper {
  readonly journal: Journal
  /** Status 0 stands for "no answer" until `answered` is called. */
  arrived(call: { at: Instant; route: string; method: string; path: string }): {
    answered(status: number): void
  }
  throttled(): void
}

export function createJournal(): JournalKeeper {
  let entries: JournalEntry[] = []
  const byRoute = new Map<string, number>()
  let seq = 0
  let requests = 0
  let throttled = 0
  return {
    journal: {
      get requests() {
        return requests
      },
      get throttled() {
        return throttled
      },
      get entries() {
        return entries.slice(-MAX_JOURNAL_ENTRIES)
      },
      byRoute,
      clear: () => {
        entries = []
        byRoute.clear()
        requests = 0
        throttled = 0
      },
    },
    arrived: call => {
      seq += 1
      requests += 1
      byRoute.set(call.route, (byRoute.get(call.route) ?? 0) + 1)
      const entry = { seq, ...call, status: 0 }
      // Trimmed at twice the bound, so that dropping the oldest costs nothing per request.
      if (entries.length >= 2 * MAX_JOURNAL_ENTRIES) entries = entries.slice(-MAX_JOURNAL_ENTRIES)
      entries.push(entry)
      return {
        answered: status => {
          entry.status = status
        },
      }
    },
    throttled: () => {
      throttled += 1
    },
  }
}
