import { z } from 'zod'

/** Where a walk over rows counted by offset goes on, with how many there were in all. JSON, for checkpoints. */
export const rowPlaceSchema = z.object({ offset: z.number(), total: z.number().nullable() })
export type RowPlace = z.output<typeof rowPlaceSchema>

export const FIRST_ROWS: RowPlace = { offset: 0, total: null }

/**
 * The place after a page of `got` rows out of `total`; null when it was the last. Rows that come
 * while we read only repeat some; when rows go, those behind move up, so the walk goes back by as many.
 */
export function afterRows({ offset, total: before }: RowPlace, got: number, total: number): RowPlace | null {
  const gone = Math.max(0, (before ?? total) - total)
  if (gone > 0) return { offset: Math.max(0, offset - gone), total }
  return got === 0 || offset + got >= total ? null : { offset: offset + got, total }
}
