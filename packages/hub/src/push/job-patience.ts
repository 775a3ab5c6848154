/** How long a request waits for vendors' jobs, counted from its start; those that take longer are asked after by the next. */
export const JOB_PATIENCE_MS = 10 * 60_000
