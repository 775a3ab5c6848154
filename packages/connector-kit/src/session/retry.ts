import { ConnectorError } from '../fault.ts'

/** Tries of one call, the first included. */
export const MAX_ATTEMPTS = 6
/**
 * Tries of a call where nothing listens, or of which nobody knows the host, while the service has not
 * answered once: its address is then more likely wrong than the service about to come back.
 */
const MAX_UNREACHED_ATTEMPTS = 3
const UNREACHED: ReadonlySet<string | null> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const FIRST_BACKOFF_MS = 1_000
const MAX_BACKOFF_MS = 60_000
/** A vendor that asks for a longer pause than this (a daily quota) is not waited for: the call fails with its words. */
export const LONGEST_WAIT_MS = 15 * 60_000

/**
 * Whether the same call may be made once more. Throttled calls did nothing there, so any may; after
 * a transient failure nobody knows what the vendor did, so only an idempotent one may.
 */
export function mayRetry(error: unknown, idempotent: boolean): error is ConnectorError {
  if (!(error instanceof ConnectorError)) return false
  if ((error.failure.retryAfterMs ?? 0) > LONGEST_WAIT_MS) return false
  return error.kind === 'throttled' || (error.kind === 'transient' && idempotent)
}

/** Whether to stop early after `attempt`: nobody is there, and nobody ever was as far as this session knows. */
export function isUnreached(
  { failure }: ConnectorError,
  { attempt, answered }: { readonly attempt: number; readonly answered: boolean },
): boolean {
  return (
    !answered && attempt >= MAX_UNREACHED_ATTEMPTS && failure.status === null && UNREACHED.has(failure.code)
  )
}

/**
 * How long to wait before the next try: doubling from a second, spread over its upper half so
 * that many callers don't come back together, and never less than the vendor asked for.
 */
export function backoffMs(attempt: number, error: ConnectorError, random: () => number): number {
  const full = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1))
  const spread = full * (0.5 + random() / 2)
  return Math.ceil(Math.max(spread, error.failure.retryAfterMs ?? 0))
}
