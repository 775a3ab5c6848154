import type { Clock } from '@esplanade/core/schema'
import type { LimitPolicy, RateLimit } from '../../src/limit.ts'
import type { LimitUsage } from './definition.ts'

/** Keeps a vendor's limits as the vendor does: by the moment a call arrives, refused calls left out. */
export interface LimitGate {
  /** A call begins to come in: from now on it is one of those that are under way at once. */
  arrive(route: string): Arrival
  usage(route: string): LimitUsage[]
}

export interface Arrival {
  /** Counts the call against every rate that holds for the route, or names the first limit that refuses it. */
  enter(): Admission
  /** It is over: answered, cut, or given up. A second time does nothing. */
  leave(): void
}

type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'refused'; readonly policy: LimitPolicy; readonly retryAfterMs: number }

/**
 * Written apart from the budget of `session.call`, on purpose: if both read a policy wrongly in the
 * same way, no test would tell.
 */
export function createLimitGate(policies: readonly LimitPolicy[], clock: Clock): LimitGate {
  const counters = new Map<string, Counter>()
  const countersOf = (route: string): { policy: LimitPolicy; counter: Counter }[] =>
    policies
      .filter(policy => !policy.routes || policy.routes.includes(route))
      .map(policy => {
        const key = policy.kind === 'rate' && policy.each ? `${policy.name} ${route}` : policy.name
        const counter = counters.get(key) ?? createCounter(policy)
        counters.set(key, counter)
        return { policy, counter }
      })

  return {
    arrive: route => {
      const concerned = countersOf(route)
      const lanes = concerned.filter(({ policy }) => policy.kind === 'concurrency')
      const full = lanes.find(({ policy, counter }) => counter.used(clock.now()) >= policy.calls)
      let inside = full === undefined
      if (inside) for (const { counter } of lanes) counter.enter(clock.now())
      return {
        enter: () => {
          if (full) return { kind: 'refused', policy: full.policy, retryAfterMs: 0 }
          const now = clock.now()
          const rates = concerned.filter(({ policy }) => policy.kind === 'rate')
          for (const { policy, counter } of rates) {
            if (counter.used(now) < policy.calls) continue
            return { kind: 'refused', policy, retryAfterMs: counter.resetsInMs(now) }
          }
          for (const { counter } of rates) counter.enter(now)
          return { kind: 'admitted' }
        },
        leave: () => {
          if (inside) for (const { counter } of lanes) counter.leave()
          inside = false
        },
      }
    },
    usage: route => {
      const now = clock.now()
      return countersOf(route).map(({ policy, counter }) => ({
        policy,
        used: counter.used(now),
        resetsInMs: counter.resetsInMs(now),
      }))
    },
  }
}

interface Counter {
  used(now: number): number
  resetsInMs(now: number): number
  enter(now: number): void
  leave(): void
}

function createCounter(policy: LimitPolicy): Counter {
  if (policy.kind === 'concurrency') return concurrencyCounter()
  return policy.window === 'fixed' ? fixedCounter(policy) : rollingCounter(policy)
}

function concurrencyCounter(): Counter {
  let inside = 0
  return {
    used: () => inside,
    resetsInMs: () => 0,
    enter: () => {
      inside += 1
    },
    leave: () => {
      inside -= 1
    },
  }
}

/** The next midnight by the calendar of the zone; a change of the clocks in between is not looked at. */
function midnightAfter(now: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en', { timeZone, timeStyle: 'medium', hourCycle: 'h23' })
  const [hour = 0, minute = 0, second = 0] = clock.format(now).split(':').map(Number)
  const sinceMs = ((hour * 60 + minute) * 60 + second) * 1_000 + (now % 1_000)
  return now - sinceMs + 86_400_000
}

function fixedCounter(policy: RateLimit): Counter {
  const endOf = (now: number) =>
    policy.midnightIn === undefined ? now + policy.perMs : midnightAfter(now, policy.midnightIn)
  let endsAt = Number.NEGATIVE_INFINITY
  let count = 0
  return {
    used: now => (now < endsAt ? count : 0),
    resetsInMs: now => Math.max(0, endsAt - now),
    enter: now => {
      if (now >= endsAt) {
        endsAt = endOf(now)
        count = 0
      }
      count += 1
    },
    leave: () => {},
  }
}

function rollingCounter({ perMs }: RateLimit): Counter {
  // Arrivals in order; `head` skips those that left the window, and the array is cut when half is skipped.
  let arrivals: number[] = []
  let head = 0
  const forget = (now: number) => {
    while (head < arrivals.length && (arrivals[head] as number) <= now - perMs) head += 1
    if (head * 2 > arrivals.length) {
      arrivals = arrivals.slice(head)
      head = 0
    }
  }
  return {
    used: now => {
      forget(now)
      return arrivals.length - head
    },
    resetsInMs: now => {
      forget(now)
      const oldest = arrivals[head]
      return oldest === undefined ? 0 : oldest + perMs - now
    },
    enter: now => {
      arrivals.push(now)
    },
    leave: () => {},
  }
}
