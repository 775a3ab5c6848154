import type { LimitPolicy } from '../limit.ts'

/** How long a vendor usually takes to answer, where nothing better is known. */
const TYPICAL_ANSWER_MS = 250
/** Calls that a connector keeps in flight where no limit says less. */
const TYPICAL_LANES = 4

/**
 * How long these requests, counted by route, would take under the limits, in milliseconds: a plan's
 * "612 requests, about 4 minutes". The slowest limit decides.
 */
export function forecast(requests: ReadonlyMap<string, number>, limits: readonly LimitPolicy[]): number {
  const total = sum(requests.values())
  if (total === 0) return 0
  const waits = limits.map(policy => waitOf(policy, requests))
  return Math.max((total * TYPICAL_ANSWER_MS) / TYPICAL_LANES, TYPICAL_ANSWER_MS, ...waits)
}

function waitOf(policy: LimitPolicy, requests: ReadonlyMap<string, number>): number {
  const concerned = [...requests].filter(([route]) => !policy.routes || policy.routes.includes(route))
  const calls = sum(concerned.map(([, count]) => count))
  if (policy.kind === 'concurrency') return (calls * TYPICAL_ANSWER_MS) / policy.calls
  const counted = policy.each ? Math.max(0, ...concerned.map(([, count]) => count)) : calls
  // The first window's worth goes out at once; every further one waits for a whole window.
  return Math.max(0, Math.ceil(counted / policy.calls) - 1) * policy.perMs
}

const sum = (counts: Iterable<number>): number => {
  let total = 0
  for (const count of counts) total += count
  return total
}
