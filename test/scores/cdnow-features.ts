import { type Purchase, readCdnow } from '../e2e/real-data/data-sets.ts'
import type { LabelledData } from './labelled-data.ts'

const DAY_MS = 86_400_000
const LABEL_DAYS = 180

/** Purchases of one day are one; days since 1970. */
interface PurchaseDay {
  readonly day: number
  readonly amount: number
}

/**
 * CDNOW at two snapshots with the reference's features and label: a purchase within 180 days after.
 * The first snapshot's label window ends before the second snapshot.
 */
export function readCdnow180(): LabelledData {
  const customers = byCustomer(readCdnow())
  const at = (date: string) => snapshot(customers, Date.parse(`${date}T00:00:00Z`) / DAY_MS)
  return { train: at('1997-06-30'), test: at('1997-12-31') }
}

function snapshot(customers: readonly (readonly PurchaseDay[])[], day: number) {
  const seen = customers.flatMap(purchases => {
    const past = purchases.filter(purchase => purchase.day <= day)
    return past.length === 0 ? [] : [{ past, gaps: gapsOf(past), purchases }]
  })
  const pooled = seen.flatMap(({ gaps }) => gaps)
  const meanGap = mean(pooled)
  const spread = Math.sqrt((variance(pooled) * pooled.length) / (pooled.length - 1))
  const rows = seen.map(({ past, gaps }) => {
    const recency = day - (past.at(-1)?.day ?? 0)
    const total = sum(past.map(({ amount }) => amount))
    const within = (days: number) => past.filter(purchase => day - purchase.day < days)
    const ownGap = (sum(gaps) + 2 * meanGap) / (gaps.length + 2)
    return {
      orders: past.length,
      recency_days: recency,
      tenure_days: day - (past[0]?.day ?? 0),
      log_total: Math.log1p(total),
      log_mean: Math.log1p(total / past.length),
      orders_30d: within(30).length,
      orders_90d: within(90).length,
      orders_180d: within(180).length,
      log_spend_90d: Math.log1p(sum(within(90).map(({ amount }) => amount))),
      mean_gap_days: ownGap,
      gap_std_days: gaps.length >= 2 ? Math.sqrt(variance(gaps)) : spread,
      recency_over_gap: recency / ownGap,
    }
  })
  const names = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[]
  const columns = names.map(name => Float64Array.from(rows, row => row[name]))
  const labels = Uint8Array.from(seen, ({ purchases }) =>
    purchases.some(purchase => purchase.day > day && purchase.day <= day + LABEL_DAYS) ? 1 : 0,
  )
  return { table: { names, rows: rows.length, columns }, labels }
}

function byCustomer(purchases: readonly Purchase[]): PurchaseDay[][] {
  const customers = new Map<number, Map<number, number>>()
  for (const { customer, at, cents } of purchases) {
    const days = customers.get(customer) ?? new Map<number, number>()
    customers.set(customer, days)
    days.set(at / DAY_MS, (days.get(at / DAY_MS) ?? 0) + cents / 100)
  }
  return [...customers.values()].map(days =>
    [...days].map(([day, amount]) => ({ day, amount })).sort((a, b) => a.day - b.day),
  )
}

const gapsOf = (past: readonly PurchaseDay[]): number[] =>
  past.slice(1).map(({ day }, index) => day - (past[index]?.day ?? 0))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
const variance = (values: readonly number[]): number => {
  const middle = mean(values)
  return mean(values.map(value => (value - middle) ** 2))
}
