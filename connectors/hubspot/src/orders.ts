import {
  ConnectorError,
  type Instant,
  instant,
  type Page,
  type PulledEvent,
  type PulledItem,
  type PullRequest,
  parseInstant,
  plainValues,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import type { Context, HubspotStream } from './api-request.ts'
import { ownersOf } from './order-owners.ts'
import { pullRecords } from './pull-records.ts'
import type { ObjectKind, RemoteRecord } from './records.ts'

/** What an account keeps its orders as: what the properties are called, and when one counts. */
interface OrderKind extends ObjectKind {
  readonly type: 'orders' | 'deals'
  readonly name: string
  readonly total: string
  readonly currency: string
  /** Where it is missing, the record's own time of creation stands in. */
  readonly placedAt: string
  /** The property that is `true` of a record that was bought; absent, every record was. */
  readonly bought?: string
}

const ORDERS: OrderKind = {
  type: 'orders',
  modified: 'hs_lastmodifieddate',
  associations: ['contacts'],
  name: 'hs_order_name',
  total: 'hs_total_price',
  currency: 'hs_currency_code',
  // Named from memory of the vendor's pages.
  placedAt: 'hs_external_created_date',
}

/** Older accounts keep what was bought as deals that were won. `bought` and `currency` are named from memory. */
const DEALS: OrderKind = {
  type: 'deals',
  modified: 'hs_lastmodifieddate',
  associations: ['contacts'],
  name: 'dealname',
  total: 'amount',
  currency: 'deal_currency_code',
  placedAt: 'closedate',
  bought: 'hs_is_closed_won',
}

/** A pull of deals says so in its cursor: one of orders goes on with orders, whatever the configuration says later. */
const dealsCursorSchema = z.object({ of: z.literal('deals'), at: z.unknown() })

/**
 * Orders as `order_placed` events of the contact they belong to. A changed order comes again under
 * the same id; an archived one is taken back, if HubSpot still tells whose it was.
 */
export const orders: HubspotStream = {
  name: 'orders',
  async *pull(context, request) {
    const { orders } = context.config
    const deals = dealsCursorSchema.safeParse(request.checkpoint)
    if (orders === 'deals' || (orders === undefined && deals.success)) {
      yield* pullDeals(context, { ...request, checkpoint: deals.data?.at })
      return
    }
    const checkpoint = deals.success ? undefined : request.checkpoint
    let any = false
    try {
      for await (const page of pullKind(context, ORDERS, { ...request, checkpoint })) {
        any = true
        yield page
      }
    } catch (error) {
      if (any || orders !== undefined || !isUnknownObject(error)) throw error
      yield* pullDeals(context, { ...request, checkpoint: undefined })
    }
  },
}

async function* pullDeals(context: Context, request: PullRequest): AsyncGenerator<Page<PulledItem>> {
  for await (const { items, checkpoint } of pullKind(context, DEALS, request)) {
    yield { items, checkpoint: { of: 'deals', at: checkpoint } }
  }
}

/** How HubSpot names a kind of record that the account does not have. */
const isUnknownObject = (error: unknown): boolean =>
  error instanceof ConnectorError && /unable to infer object type/i.test(error.failure.message)

async function* pullKind(
  context: Context,
  kind: OrderKind,
  request: PullRequest,
): AsyncGenerator<Page<PulledItem>> {
  const { name, total, currency, placedAt, bought, modified } = kind
  const properties = [name, total, currency, placedAt, modified, ...(bought === undefined ? [] : [bought])]
  for await (const { source, records, checkpoint } of pullRecords(context, kind, properties, request)) {
    const owners = await ownersOf(context, kind, records)
    const items = records.flatMap(record => {
      const owner = owners.get(record.id)
      // An order of nobody is no event.
      if (owner === undefined) return []
      const event = eventOf(kind, record, owner, source === 'archived')
      // What is listed was never told before: there is nothing to take back, and no need to go beyond the pull's reach.
      return source === 'list' && (event.retracted || event.at < request.since) ? [] : [event]
    })
    yield { items, checkpoint }
  }
}

function eventOf(kind: OrderKind, record: RemoteRecord, contactId: string, archived: boolean): PulledEvent {
  const { id, properties } = record
  const order = properties[kind.name] || id
  // A deal that is open again, or lost, was told when it was won.
  const retracted = archived || (kind.bought !== undefined && properties[kind.bought] !== 'true')
  return {
    kind: 'event',
    type: 'order_placed',
    sourceId: id,
    at: placedAt(kind, record),
    who: [{ kind: 'vendor', value: contactId }],
    properties: plainValues(
      Object.entries({ order, total: properties[kind.total], currency: properties[kind.currency] }),
    ),
    ...(retracted && { retracted }),
  }
}

const placedAt = (kind: OrderKind, { properties, createdAt }: RemoteRecord): Instant =>
  parseInstant(properties[kind.placedAt] ?? '') ?? instant(createdAt)
