import { dayAt, startOfDay } from '@esplanade/core/schema'
import type { RateLimit } from '../limit.ts'

/**
 * When a call of this moment stops to count, by the vendor's clock: a whole window later, or at the
 * next midnight where the policy names a zone.
 */
export function windowEnd({ perMs, midnightIn }: RateLimit): (now: number) => number {
  if (midnightIn === undefined) return now => now + perMs
  let [from, to] = [0, 0]
  return now => {
    // Midnights are costly to find and seldom asked anew.
    if (now < from || now >= to) {
      const day = dayAt(now, midnightIn)
      from = startOfDay(day, midnightIn)
      to = startOfDay(day + 1, midnightIn)
    }
    return to
  }
}
