import { createHash } from 'node:crypto'
import type { RateSpan } from '@esplanade/core/schema'
import type { FactContext, RatesPointer } from './context.ts'

const COLUMNS = ['run', 'currency', 'digits', 'day', 'starts', 'ends', 'numerator', 'denominator']

/**
 * Stores these rates as a new run if they are others than before, and names the run that holds. They
 * replace the others when the document that names it is saved.
 */
export async function savedRates(
  context: FactContext,
  rates: readonly RateSpan[],
): Promise<RatesPointer | null> {
  if (rates.length === 0) return null
  const hash = createHash('sha256')
  for (const rate of rates) hash.update(`${Object.values(rate).join(' ')}\n`)
  const digest = hash.digest('hex')
  const before = context.prepared.rates ?? null
  if (before?.digest === digest) return before
  const run = context.nextRevision()
  const rows = rates.map(({ currency, digits, date, from, until, numerator, denominator }) => [
    run,
    currency,
    digits,
    date,
    from,
    until,
    String(numerator),
    String(denominator),
  ])
  await context.server.insert('exchange_rate', COLUMNS, rows)
  return { digest, run }
}
