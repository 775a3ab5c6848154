import type { LimitPolicy, RateLimit } from '../limit.ts'
import { windowEnd } from './window-end.ts'

/** The calls that count against one limit: in flight, and answered lately. */
export interface Bucket {
  readonly policy: LimitPolicy
  /** Calls that count at this moment. */
  used(now: number): number
  /** The earliest moment at which one more call may start; Infinity while that hangs on an answer. */
  notBefore(now: number): number
  start(): BucketEntry
  /** Starts nothing before this moment. Never brought forward. */
  pauseUntil(at: number): void
  /** The vendor says that only so many calls are left until then. Never raises the budget. */
  lower(remaining: number, until: number, now: number): void
}

export interface BucketEntry {
  /** The vendor has received the call by now, whatever becomes of its answer. */
  readonly arrived: (now: number) => void
  /** The call is over: its connection is free. */
  readonly settled: (now: number) => void
}

/**
 * The vendor counts a call when it arrives, which is some time between its start and its answer, and
 * starts its fixed windows at moments that we don't know. So a call counts from its start until a whole
 * `perMs` after its *answer*, and fixed windows are kept as rolling ones. However the network delays calls,
 * no window of the vendor then holds more than `calls`; the price is one round trip per window. Only a
 * window that is known to end at a midnight gives its calls back then.
 */
export function createBucket(policy: LimitPolicy): Bucket {
  return policy.kind === 'rate' ? rateBucket(policy) : concurrencyBucket(policy)
}

/** A clock in whole milliseconds may show an answer up to one early. */
const ROUNDING_MS = 1

function rateBucket(policy: RateLimit): Bucket {
  const endOf = windowEnd(policy)
  let inFlight = 0
  // When each answered call stops counting, ascending; `head` skips those that have.
  let ends: number[] = []
  let head = 0
  let pausedUntil = Number.NEGATIVE_INFINITY
  // Calls of somebody else that the vendor told us about.
  let foreign = { calls: 0, until: Number.NEGATIVE_INFINITY }

  const forget = (now: number) => {
    while (head < ends.length && (ends[head] as number) <= now) head += 1
    if (head * 2 > ends.length) {
      ends = ends.slice(head)
      head = 0
    }
    if (foreign.until <= now) foreign = { calls: 0, until: Number.NEGATIVE_INFINITY }
  }
  const used = (now: number) => {
    forget(now)
    return inFlight + ends.length - head + foreign.calls
  }
  /** When the `count`-th of the answered calls stops counting. */
  const leftAt = (count: number) =>
    count <= 0 ? pausedUntil : (ends[head + count - 1] ?? Number.POSITIVE_INFINITY)

  return {
    policy,
    used,
    notBefore: now => {
      const tooMany = used(now) - policy.calls + 1
      if (tooMany <= 0) return Math.max(now, pausedUntil)
      const withoutForeign = Math.max(foreign.until, leftAt(tooMany - foreign.calls))
      const free = foreign.calls > 0 ? Math.min(leftAt(tooMany), withoutForeign) : leftAt(tooMany)
      return Math.max(now, pausedUntil, free)
    },
    start: () => {
      inFlight += 1
      let counted = true
      const arrived = (now: number) => {
        if (!counted) return
        counted = false
        inFlight -= 1
        ends.push(Math.max(endOf(now) + ROUNDING_MS, ends.at(-1) ?? 0))
      }
      return { arrived, settled: arrived }
    },
    pauseUntil: at => {
      pausedUntil = Math.max(pausedUntil, at)
    },
    lower: (remaining, until, now) => {
      const unseen = policy.calls - used(now) - Math.max(0, remaining)
      if (unseen > 0) foreign = { calls: foreign.calls + unseen, until: Math.max(foreign.until, until) }
    },
  }
}

function concurrencyBucket(policy: LimitPolicy): Bucket {
  let inFlight = 0
  return {
    policy,
    used: () => inFlight,
    notBefore: now => (inFlight < policy.calls ? now : Number.POSITIVE_INFINITY),
    start: () => {
      inFlight += 1
      let counted = true
      return {
        arrived: () => {},
        settled: () => {
          if (counted) inFlight -= 1
          counted = false
        },
      }
    },
    // A vendor that is busy or counts connections says nothing about when one of ours is free.
    pauseUntil: () => {},
    lower: () => {},
  }
}
