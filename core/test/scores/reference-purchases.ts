import type { Purchases } from '../../src/scores/index.ts'
import { referenceRows } from '../reference-dir.ts'

const DAY_MS = 86_400_000

/** The day number of an ISO date or time, UTC. */
export const dayOf = (text: string) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / DAY_MS

export const cdnowSample = () =>
  purchasesOf(referenceRows('cdnow_sample.csv'), 'date', row => Number(row.amount))
export const cdnowMaster = once(() =>
  purchasesOf(referenceRows('cdnow_master.csv.gz'), 'date', row => Number(row.amount)),
)

/** Lines that are purchases: no cancellation, a quantity and a price above 0, as the reference's protocol says. */
export const onlineRetail = once(() => {
  const rows = ['online_retail_a.csv.gz', 'online_retail_b.csv.gz'].flatMap(referenceRows)
  const sold = rows.filter(
    row => !row.invoice?.startsWith('C') && Number(row.quantity) > 0 && Number(row.unit_price) > 0,
  )
  return purchasesOf(sold, 'invoice_ts', row => Number(row.quantity) * Number(row.unit_price))
})

function purchasesOf(
  rows: readonly Record<string, string>[],
  time: string,
  amount: (row: Record<string, string>) => number,
): Purchases {
  return {
    contactNos: Uint32Array.from(rows, row => Number(row.customer_id)),
    days: Float64Array.from(rows, row => dayOf(row[time] ?? '')),
    amounts: Float64Array.from(rows, amount),
  }
}

function once<T>(read: () => T): () => T {
  let found: T | undefined
  return () => {
    found ??= read()
    return found
  }
}
