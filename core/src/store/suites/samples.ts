import type {
  AttributeFact,
  BatchId,
  ConnectionId,
  ContactNo,
  Identity,
  IdentityNo,
  Instant,
  Value,
} from '../../schema/index.ts'
import { buildCatalog } from '../../schema/index.ts'
import type { EventColumns, FactNeeds, FactPage } from '../fact-store.ts'
import type { TargetKey } from '../mirror.ts'
import type { Store } from '../store.ts'

/** Plain values with the names that the ports ask for. */
export const at = (ms: number): Instant => ms as Instant
const connection = (id: string): ConnectionId => id as ConnectionId
export const contactNo = (no: number): ContactNo => no as ContactNo
export const identityNo = (no: number): IdentityNo => no as IdentityNo
export const batch = (id: string): BatchId => id as BatchId

export const SHOP = connection('shop')
export const NEWS = connection('news')
export const TARGET: TargetKey = { connection: SHOP, container: 'main', target: 'tag:VIP' }

/** An e-mail identity; identity `n` belongs to contact `n` unless told otherwise. */
export const email = (no: number, contact = no, value = `${no}@example.com`): Identity => ({
  kind: 'email',
  value,
  connection: null,
  identityNo: identityNo(no),
  contactNo: contactNo(contact),
})

/** Contacts 1 to `count`, each with one e-mail identity of the same number. */
export async function saveContacts(store: Store, count: number): Promise<void> {
  const created = Array.from({ length: count }, (_, i) => email(i + 1))
  await store.state.saveIdentities({ created, merges: [] })
}

/** One event as a test writes it; `id` and `contact` number it, `at` is in milliseconds. */
export interface SampleEvent {
  readonly id: number
  readonly contact: number
  readonly at: number
  readonly properties?: Readonly<Record<string, unknown>>
  readonly retracted?: boolean
}

export function events(type: string, rows: readonly SampleEvent[], source = SHOP): EventColumns {
  return {
    type,
    source,
    eventId: BigUint64Array.from(rows, row => BigInt(row.id)),
    contactNo: Uint32Array.from(rows, row => row.contact),
    identityNo: Uint32Array.from(rows, row => row.contact),
    at: Float64Array.from(rows, row => row.at),
    properties: rows.map(row => JSON.stringify(row.properties ?? {})),
    ...(rows.some(row => row.retracted)
      ? { retracted: Uint8Array.from(rows, row => (row.retracted ? 1 : 0)) }
      : {}),
  }
}

export function page(
  id: string,
  {
    events: columns = [],
    attributes = [],
    ...more
  }: Partial<Pick<FactPage, 'events' | 'attributes' | 'receivedAt'>>,
): FactPage {
  return { batch: batch(id), events: columns, attributes, ...more }
}

export const fact = (
  identity: number,
  name: string,
  value: Value,
  when: number,
  source = SHOP,
): AttributeFact => ({ identityNo: identityNo(identity), name, value, source, at: at(when) })

/** A catalog with a property and an attribute of every type, of which definitions name all. */
export const CATALOG = buildCatalog({
  attributes: {
    nickname: 'text',
    points: 'number',
    balance: 'money',
    member: 'boolean',
    joined: 'instant',
    born: 'date',
    interests: 'texts',
  },
  events: {
    visited: {
      properties: {
        page: 'text',
        seconds: 'number',
        value: 'money',
        mobile: 'boolean',
        until: 'instant',
        day: 'date',
        tags: 'texts',
      },
    },
    order_placed: { correctable: true },
  },
})

export const NEEDS: FactNeeds = {
  catalog: CATALOG,
  currency: 'EUR',
  owners: new Map(),
  events: new Map([
    ['visited', new Set(['page', 'seconds', 'value', 'mobile', 'until', 'day', 'tags'])],
    ['order_placed', new Set(['total', 'category'])],
  ]),
}
