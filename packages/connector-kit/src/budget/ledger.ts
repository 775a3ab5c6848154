import type { LimitPolicy } from '../limit.ts'
import { type Bucket, type BucketEntry, createBucket } from './bucket.ts'
import { windowEnd } from './window-end.ts'

/** Every call of a connection against every limit of its vendor. Knows no clock: moments come in. */
export interface Ledger {
  /** The earliest moment at which a call of this route may start; Infinity while that hangs on an answer. */
  notBefore(route: string, now: number): number
  /** Counts a call that starts now. */
  start(route: string): BucketEntry
  /**
   * Starts nothing on the route before this moment, nor on the routes that share its narrowest limit:
   * a vendor that refuses a call seldom says which limit it hit, and the narrowest is the likeliest.
   * Were it a wider one, the next route to be refused is paused in turn. Where it does say, all calls
   * that the `limit` counts wait, and a window that ends at midnight is over then.
   */
  pause(route: string, until: number, limit: string | undefined, now: number): void
  /** Takes in what an answer's headers report, where policies name headers. */
  heed(route: string, header: (name: string) => string | undefined, now: number): void
}

export function createLedger(policies: readonly LimitPolicy[]): Ledger {
  const buckets = new Map<string, Bucket>()
  const byRoute = new Map<string, readonly Bucket[]>()
  const pauses = new Map<string, number>()

  const bucketsOf = (route: string): readonly Bucket[] => {
    const known = byRoute.get(route)
    if (known) return known
    const concerned = policies.filter(policy => !policy.routes || policy.routes.includes(route))
    const found = concerned.map(policy => {
      const key = policy.kind === 'rate' && policy.each ? `${policy.name} ${route}` : policy.name
      const bucket = buckets.get(key) ?? createBucket(policy)
      buckets.set(key, bucket)
      return bucket
    })
    byRoute.set(route, found)
    return found
  }

  return {
    notBefore: (route, now) =>
      bucketsOf(route).reduce(
        (latest, bucket) => Math.max(latest, bucket.notBefore(now)),
        Math.max(now, pauses.get(route) ?? now),
      ),
    start: route => {
      const entries = bucketsOf(route).map(bucket => bucket.start())
      return {
        arrived: now => {
          for (const entry of entries) entry.arrived(now)
        },
        settled: now => {
          for (const entry of entries) entry.settled(now)
        },
      }
    },
    pause: (route, until, limit, now) => {
      const named = bucketsOf(route).find(({ policy }) => policy.name === limit)
      if (named !== undefined) {
        const { policy } = named
        const atMidnight = policy.kind === 'rate' && policy.midnightIn !== undefined
        named.pauseUntil(atMidnight ? windowEnd(policy)(now) : until)
        return
      }
      pauses.set(route, Math.max(until, pauses.get(route) ?? until))
      narrowest(bucketsOf(route))?.pauseUntil(until)
    },
    heed: (route, header, now) => {
      for (const bucket of bucketsOf(route)) heedOne(bucket, header, now)
    },
  }
}

function heedOne(bucket: Bucket, header: (name: string) => string | undefined, now: number): void {
  const { policy } = bucket
  if (policy.kind !== 'rate' || !policy.feedback) return
  const remaining = count(header(policy.feedback.remaining))
  if (remaining === undefined) return
  const resetSeconds = policy.feedback.resetSeconds ? count(header(policy.feedback.resetSeconds)) : undefined
  // A reset beyond the window is not this limit's; nothing is held back for longer than the window lasts.
  const end = windowEnd(policy)(now)
  bucket.lower(remaining, resetSeconds === undefined ? end : Math.min(end, now + resetSeconds * 1_000), now)
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined
}

function narrowest(buckets: readonly Bucket[]): Bucket | undefined {
  const breadth = ({ policy }: Bucket) =>
    policy.kind === 'rate' && policy.each ? 1 : (policy.routes?.length ?? Number.POSITIVE_INFINITY)
  return buckets.filter(({ policy }) => policy.kind === 'rate').sort((a, b) => breadth(a) - breadth(b))[0]
}
