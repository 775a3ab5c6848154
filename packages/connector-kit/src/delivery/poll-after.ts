const SOONEST_POLL_MS = 500
const LATEST_POLL_MS = 30_000

/** Half of the time that a job is waited for already: short jobs are seen soon, long ones asked seldom. */
export const pollAfterMs = (waitedMs: number): number =>
  Math.min(LATEST_POLL_MS, Math.max(SOONEST_POLL_MS, waitedMs / 2))
