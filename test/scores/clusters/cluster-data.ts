import { readFileSync } from 'node:fs'
import {
  applyPreparation,
  type FeatureTable,
  fitPreparation,
  type Points,
  pointsOf,
} from '@esplanade/core/scores'
import { groupBy, readCdnow, readRetail } from '../../e2e/real-data/data-sets.ts'
import { referenceData } from '../../reference-dir.ts'

const DAY_MS = 86_400_000

/** One purchase day of a customer with its summed amount. */
interface PurchaseDay {
  readonly customer: number
  readonly at: number
  readonly amount: number
}

/** Annual spend of 440 wholesale customers in six categories. */
export function wholesaleTable(): FeatureTable {
  const [header = '', ...lines] = readFileSync(referenceData('wholesale_customers.csv'), 'utf8')
    .trim()
    .split('\n')
  const columns = ['fresh', 'milk', 'grocery', 'frozen', 'detergents_paper', 'delicassen']
  const names = header.trim().toLowerCase().split(',')
  const rows = lines.map(line => line.trim().split(',').map(Number))
  return {
    names: columns,
    rows: rows.length,
    columns: columns.map(name => Float64Array.from(rows, row => row[names.indexOf(name)] as number)),
  }
}

/** Recency, orders and total of every customer who bought by `snapshot`, in the order of customer numbers. */
export function rfmTable(
  days: readonly PurchaseDay[],
  snapshot: string,
): FeatureTable & { customers: number[] } {
  const until = Date.parse(`${snapshot}T00:00:00Z`)
  const groups = groupBy(
    days.filter(({ at }) => at <= until),
    ({ customer }) => customer,
  )
  const customers = [...groups.keys()].sort((a, b) => a - b)
  const summaries = customers.map(customer => {
    const own = groups.get(customer) ?? []
    const last = Math.max(...own.map(({ at }) => at))
    return [(until - last) / DAY_MS, own.length, own.reduce((total, { amount }) => total + amount, 0)]
  })
  return {
    names: ['recency_days', 'orders', 'total'],
    rows: customers.length,
    columns: [0, 1, 2].map(c => Float64Array.from(summaries, summary => summary[c] as number)),
    customers,
  }
}

/** z-scores of log(1 + value) of every column, as all reference clusterings are made. */
export function referencePoints(table: FeatureTable): Points {
  const plan = { fill: 'median', logarithm: table.names, scale: 'z-score' } as const
  return pointsOf(applyPreparation(fitPreparation(table, plan), table))
}

export function cdnowDays(customers?: ReadonlySet<number>): PurchaseDay[] {
  return byDay(
    readCdnow()
      .filter(({ customer }) => customers?.has(customer) ?? true)
      .map(({ customer, at, cents }) => ({ customer, at, amount: cents / 100 })),
  )
}

/** The customers of CDNOW's tenth, by their number in the full set. */
export function cdnowSample(): Set<number> {
  const [, ...lines] = readFileSync(referenceData('cdnow_sample.csv'), 'utf8').trim().split('\n')
  return new Set(lines.map(line => Number(line.split(',')[0])))
}

/** Online Retail without cancellations, by day. */
export function retailDays(): PurchaseDay[] {
  return byDay(
    readRetail()
      .filter(({ invoice, quantity, unitPrice }) => !invoice.startsWith('C') && quantity > 0 && unitPrice > 0)
      .map(({ customer, at, quantity, unitPrice }) => ({
        customer,
        at: Math.floor(at / DAY_MS) * DAY_MS,
        amount: quantity * unitPrice,
      })),
  )
}

function byDay(purchases: readonly PurchaseDay[]): PurchaseDay[] {
  const days = new Map<string, PurchaseDay>()
  for (const { customer, at, amount } of purchases) {
    const key = `${customer}:${at}`
    days.set(key, { customer, at, amount: amount + (days.get(key)?.amount ?? 0) })
  }
  return [...days.values()]
}
