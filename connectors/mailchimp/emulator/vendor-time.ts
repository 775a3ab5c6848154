const SECOND_MS = 1_000

/** The vendor keeps whole seconds. */
export const wholeSecond = (ms: number): number => Math.floor(ms / SECOND_MS) * SECOND_MS

/** `2015-10-21T15:41:36+00:00`, and an empty text for what never happened. */
export const vendorTime = (ms: number | null): string =>
  ms === null ? '' : `${new Date(ms).toISOString().slice(0, 19)}+00:00`

/** Milliseconds of a time in a query or body; undefined when absent or unreadable. */
export function readTime(text: unknown): number | undefined {
  if (typeof text !== 'string' || text === '') return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}
