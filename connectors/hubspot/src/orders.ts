import {
  instant,
  type Page,
  type PulledEvent,
  type PulledItem,
  type PullRequest,
  parseInstant,
  type Value,
} from '@esplanade/connector-kit'
import type { Context } from './api-request.ts'
import { pullRecords } from './pull-records.ts'
import type { ObjectKind, RemoteRecord } from './records.ts'

const ORDERS: ObjectKind = {
  type: 'orders',
  path: '/crm/v3/objects/orders',
  modified: 'hs_lastmodifieddate',
  associations: ['contacts'],
}

/** When the order was placed in the shop: named from memory, so the record's own time stands in where it is missing. */
const PLACED_AT = 'hs_external_created_date'
const NAME = 'hs_order_name'
const TOTAL = 'hs_total_price'
const CURRENCY = 'hs_currency_code'
const PROPERTIES = [NAME, TOTAL, CURRENCY, PLACED_AT, ORDERS.modified]

/**
 * Orders as `order_placed` events of the contact they belong to. A changed order comes again under
 * the same id; an archived one is taken back, if HubSpot still tells whose it was.
 */
export async function* pullOrders(context: Context, request: PullRequest): AsyncGenerator<Page<PulledItem>> {
  for await (const { source, records, checkpoint } of pullRecords(context, ORDERS, PROPERTIES, request)) {
    const owners = await ownersOf(context, records)
    const items = records.flatMap(record => {
      const owner = owners.get(record.id)
      const at = placedAt(record)
      // An order of nobody is no event; one older than the pull reaches back is not asked for.
      if (owner === undefined || (source === 'list' && at < request.since)) return []
      return [eventOf(record, owner, source === 'archived')]
    })
    yield { items, checkpoint }
  }
}

function eventOf(record: RemoteRecord, contactId: string, retracted: boolean): PulledEvent {
  const { id, properties } = record
  const values: Record<string, Value> = { order: properties[NAME] || id }
  if (properties[TOTAL]) values.total = properties[TOTAL]
  if (properties[CURRENCY]) values.currency = properties[CURRENCY]
  return {
    kind: 'event',
    type: 'order_placed',
    sourceId: id,
    at: placedAt(record),
    who: [{ kind: 'vendor', value: contactId }],
    properties: values,
    ...(retracted && { retracted }),
  }
}

const placedAt = ({ properties, createdAt }: RemoteRecord) =>
  parseInstant(properties[PLACED_AT] ?? '') ?? instant(createdAt)

const ASSOCIATIONS_ROUTE = 'POST /crm/v4/associations/orders/contacts/batch/read'

/**
 * One contact per order: naming several would make one person of them. The list call brings them
 * along; after a search one more call asks for the whole page (200 of the 1,000 orders it takes).
 */
async function ownersOf(
  { client, session }: Context,
  records: readonly RemoteRecord[],
): Promise<ReadonlyMap<string, string>> {
  const owners = new Map<string, string>()
  const unknown: string[] = []
  for (const { id, contactIds } of records) {
    if (contactIds === undefined) unknown.push(id)
    else if (contactIds[0] !== undefined) owners.set(id, contactIds[0])
  }
  if (unknown.length === 0) return owners
  const { data } = await session.call(ASSOCIATIONS_ROUTE, { idempotent: true }, () =>
    client.crm.associations.v4.batchApi.getPageWithHttpInfo('orders', 'contacts', {
      inputs: unknown.map(id => ({ id })),
    }),
  )
  for (const { _from, to } of data.results) {
    if (to[0] !== undefined) owners.set(_from.id, to[0].toObjectId)
  }
  return owners
}
