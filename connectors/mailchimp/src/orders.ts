import {
  afterRows,
  contractError,
  days,
  FIRST_ROWS,
  type Instant,
  type PulledEvent,
  rowPlaceSchema,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import type { MailchimpStream } from './client.ts'
import { readRows } from './rows.ts'
import { type Order, orderShape } from './shapes.ts'

const MAX_PAGES = 1_000_000
/** Shops upload orders late, and change those of the last days. */
const LATE_MS = days(7)

const walkShape = z.object({
  until: z.number(),
  place: rowPlaceSchema,
  /** Orders newer than the last finished pull so far, to be compared with how many were added. */
  fresh: z.number(),
  /** Whether every order so far was no newer than the one before. */
  newestFirst: z.boolean(),
  /** Time of the last order seen. */
  last: z.number().nullable(),
})
type Walk = z.output<typeof walkShape>

const checkpointShape = z.object({
  readTo: z.number().nullable(),
  /** Orders in the account then, and whether they came newest first. */
  total: z.number(),
  newestFirst: z.boolean(),
  walk: walkShape.optional(),
})

/**
 * Orders of all connected stores. The call knows no bound of time and promises no order, so a pull
 * reads everything; but where the last whole walk met the newest first, the next one stops at orders
 * that are old, once it has met as many new ones as were added.
 */
export const orders: MailchimpStream = {
  name: 'orders',
  async *pull(context, request) {
    const known = checkpointShape.parse(request.checkpoint ?? { readTo: null, total: 0, newestFirst: false })
    const { readTo, total: knownTotal, newestFirst: wasNewestFirst } = known
    let walk: Walk = known.walk ?? {
      until: request.until,
      place: FIRST_ROWS,
      fresh: 0,
      newestFirst: true,
      last: null,
    }
    for (let page = 0; page < MAX_PAGES; page++) {
      const { rows, total } = await readRows(context, ORDERS, walk.place.offset)
      const times = rows.map(changedAt)
      walk = { ...walk, ...inOrder(walk, rows.map(placedAt)) }
      walk.fresh += times.filter(at => readTo !== null && at > readTo).length
      const old = readTo !== null && times.every(at => at < readTo - LATE_MS)
      const enough = wasNewestFirst && old && walk.fresh >= total - knownTotal
      const next = enough ? null : afterRows(walk.place, times.length, total)
      const items = rows.flatMap(orderEvents)
      if (next === null) {
        const { until, newestFirst } = walk
        yield { items, checkpoint: { readTo: until, total, newestFirst } }
        return
      }
      walk = { ...walk, place: next }
      yield { items, checkpoint: { ...known, walk } }
    }
    throw contractError(ORDERS.route, `the orders did not end after ${MAX_PAGES} pages`)
  },
}

function inOrder({ newestFirst, last }: Walk, times: readonly number[]): Pick<Walk, 'newestFirst' | 'last'> {
  const sorted = times.every((at, index) => at <= (times[index - 1] ?? last ?? Number.POSITIVE_INFINITY))
  return { newestFirst: newestFirst && sorted, last: times.at(-1) ?? last }
}

const placedAt = (order: Order): number => order.processed_at_foreign ?? 0

const changedAt = (order: Order): number =>
  Math.max(placedAt(order), order.updated_at_foreign ?? 0, order.cancelled_at_foreign ?? 0)

/** An order without a time or an address happened to nobody we could name, at no moment. */
function orderEvents(order: Order): PulledEvent[] {
  const { processed_at_foreign: at, customer } = order
  if (at === null || customer.email_address === '') return []
  const event = (type: string, moment: Instant): PulledEvent => ({
    kind: 'event',
    type,
    sourceId: `${order.store_id}:${order.id}`,
    at: moment,
    who: [{ kind: 'email', value: customer.email_address }],
    properties: {
      order: order.id,
      total: String(order.order_total),
      currency: order.currency_code,
      items: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    },
  })
  const placed = event('order_placed', at)
  if (order.cancelled_at_foreign !== null) return [{ ...placed, retracted: true }]
  if (order.financial_status !== 'refunded') return [placed]
  return [placed, event('order_refunded', order.updated_at_foreign ?? at)]
}

const ORDERS = { route: 'GET /ecommerce/orders', key: 'orders', row: orderShape }
