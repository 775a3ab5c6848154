import { strictShape } from '@esplanade/core/schema'
import { z } from 'zod'

/** What converts events' amounts in other currencies into the hub's. */
export interface RatesConfig {
  /**
   * A table (CSV, NDJSON or Parquet) with the columns `date`, `currency` and `rate`, relative to the
   * configuration. It is read anew at every evaluation, and what it says is all that holds.
   */
  readonly file?: string
  /** The same rows in place; with a file they are added to its rows. */
  readonly table?: readonly RateRow[]
  /**
   * What one unit of is priced: `currency` for 1.09 meaning that one franc costs 1.09 of the hub's currency,
   * `hub` for 1.09 francs to one unit of the hub's, as central banks publish. Default `currency`.
   */
  readonly unit?: 'currency' | 'hub'
  /** For how many later days without a rate the latest one stands in. Default 7. */
  readonly maxAgeDays?: number
}

interface RateRow {
  /** `2026-01-31`, a day in the hub's time zone. */
  readonly date: string
  /** ISO 4217. */
  readonly currency: string
  /** A positive decimal; as text where a number of JavaScript would not print it so. */
  readonly rate: string | number
}

export interface CheckedRates {
  readonly file: string | null
  readonly table: readonly RateRow[]
  readonly unit: 'currency' | 'hub'
  readonly maxAgeDays: number
}

const DEFAULT_MAX_AGE_DAYS = 7

export const ratesSchema = strictShape({
  file: z.string().min(1).optional(),
  table: z
    .array(strictShape({ date: z.string(), currency: z.string(), rate: z.union([z.string(), z.number()]) }))
    .default([]),
  unit: z.enum(['currency', 'hub']).default('currency'),
  maxAgeDays: z.int().min(0).max(366).default(DEFAULT_MAX_AGE_DAYS),
}).transform(({ file, ...rest }): CheckedRates => ({ file: file ?? null, ...rest }))
