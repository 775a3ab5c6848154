import { type Clock, type Instant, instant } from '@esplanade/core/schema'
import type { Budget } from '../../src/budget/create-budget.ts'

/** Turns of the event loop to wait for answers under way; an emulator in this process needs a few dozen. */
const MAX_TURNS = 10_000_000

/** A clock that stands still while requests are under way, and jumps to whoever wakes first when none is. */
export interface QuietClock {
  readonly clock: Clock
  /** Watches a budget's calls: the clock stands still until all of them are over. */
  readonly watch: (budget: Budget) => Budget
}

/**
 * Time as it would pass if answers took none: the only waits that count are those for limits and jobs.
 * Hours of a push take as long as its requests do. Sleeping moves time when nothing else can happen.
 */
export function quietClock(start: Instant): QuietClock {
  let now: number = start
  let underWay = 0
  const wakeTimes: number[] = []
  const turn = () => new Promise<void>(resolve => setImmediate(resolve))
  return {
    clock: {
      now: () => instant(now),
      async sleep(ms, signal) {
        signal?.throwIfAborted()
        const at = now + Math.max(0, ms)
        wakeTimes.push(at)
        try {
          for (let turns = 0; turns < MAX_TURNS; turns += 1) {
            await turn()
            signal?.throwIfAborted()
            if (now >= at) return
            if (underWay === 0 && at <= Math.min(...wakeTimes)) {
              now = at
              return
            }
          }
          throw new Error('Nothing answered for millions of turns; is the emulator in another process?')
        } finally {
          wakeTimes.splice(wakeTimes.indexOf(at), 1)
        }
      },
    },
    watch: budget => ({
      ...budget,
      acquire: async (route, options) => {
        const slot = await budget.acquire(route, options)
        underWay += 1
        let over = false
        return {
          ...slot,
          release: () => {
            slot.release()
            if (!over) underWay -= 1
            over = true
          },
        }
      },
    }),
  }
}
