import { z } from 'zod'
import type { Brand } from './brand.ts'

/** A moment in milliseconds since 1970-01-01T00:00:00Z. Always UTC; always a whole number. */
export type Instant = Brand<number, 'Instant'>

/** Names milliseconds since the epoch as an instant. Throws `RangeError` for what no date can hold. */
export function instant(ms: number): Instant {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) {
    throw new RangeError(`${ms} is not a moment: expected milliseconds since 1970-01-01T00:00:00Z.`)
  }
  return Math.trunc(ms) as Instant
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * Reads an ISO 8601 date or date-time; one without an offset is UTC, never the machine's zone.
 * Returns undefined for anything else, so that a caller can reject the row with its own words.
 */
export function parseInstant(text: string): Instant | undefined {
  if (!ISO.test(text)) return undefined
  const spaced = text.replace(' ', 'T')
  const zoned = spaced.includes('T') && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(spaced) ? `${spaced}Z` : spaced
  const ms = Date.parse(zoned)
  if (Number.isNaN(ms)) return undefined
  // Date.parse rolls the 31st of a short month over to the next one; a date that nobody wrote is no date.
  const day = Number(text.slice(8, 10))
  if (day > SHORTEST_MONTH && day > daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7))))
    return undefined
  return ms as Instant
}

export const isoInstant = (at: Instant): string => new Date(at).toISOString()

const SECOND_MS = 1_000
export const seconds = (n: number): number => n * SECOND_MS
export const minutes = (n: number): number => n * 60 * SECOND_MS
export const hours = (n: number): number => n * 3_600 * SECOND_MS
export const days = (n: number): number => n * 86_400 * SECOND_MS

/** An instant as it travels in JSON: ISO 8601 text with an offset. */
export const instantSchema = z.string().transform((text, context): Instant => {
  const at = parseInstant(text)
  if (at !== undefined) return at
  context.addIssue({ code: 'custom', message: 'expected a date such as 2026-01-31 or 2026-01-31T09:00:00Z' })
  return z.NEVER
})

const SHORTEST_MONTH = 28
const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()
