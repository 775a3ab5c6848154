import type {
  AttributeFact,
  BatchId,
  ConnectionId,
  ContactNo,
  Identity,
  IdentityNo,
} from '@esplanade/core/schema'
import type { EventColumns, FactNeeds, Store } from '@esplanade/core/store'
import { type Database, openDatabase } from '@esplanade/duckdb/engine'
import type { Size } from './size.ts'
import { AS_OF, contactsSql, countOf, eventsSql, type GeneratedType, worldSql } from './world-sql.ts'

/** One vendor's history, read from its end or its beginning. */
interface Backfill {
  readonly source: ConnectionId
  readonly types: readonly GeneratedType[]
  readonly newestFirst: boolean
}

const BACKFILLS: readonly Backfill[] = [
  {
    source: 'news' as ConnectionId,
    types: ['email_sent', 'email_opened', 'email_clicked'],
    newestFirst: false,
  },
  {
    source: 'web' as ConnectionId,
    types: ['page_viewed', 'product_viewed', 'cart_added'],
    newestFirst: true,
  },
  { source: 'shop' as ConnectionId, types: ['order_placed'], newestFirst: false },
]

const CONTACTS_PER_PAGE = 50_000

/** Fills an empty store as three vendors would: part of each backfill in turn, one of them newest first. */
export async function loadWorld(
  store: Store,
  size: Size,
  needs: FactNeeds,
  tell: (text: string) => void,
): Promise<void> {
  const world = await openDatabase({ file: ':memory:' })
  try {
    await world.read(async session => {
      for (const statement of worldSql(size)) await session.run(statement)
    })
    await store.facts.prepare(needs)
    for (let from = 1; from <= size.contacts; from += CONTACTS_PER_PAGE) {
      await loadContacts(world, store, from, Math.min(from + CONTACTS_PER_PAGE, size.contacts + 1))
    }
    tell(`${size.contacts} contacts stored`)
    for (let part = 0; part < size.parts; part++) {
      for (const backfill of BACKFILLS) await loadPart(world, store, size, backfill, part)
      if ((part + 1) % Math.ceil(size.parts / 10) === 0) tell(`part ${part + 1} of ${size.parts} stored`)
    }
    const { rows } = await store.facts.compact({ force: true })
    tell(`${rows} rows compacted`)
  } finally {
    await world.close()
  }
}

async function loadContacts(
  world: Database,
  { state, facts }: Store,
  from: number,
  to: number,
): Promise<void> {
  const attributes: AttributeFact[] = []
  const created: Identity[] = []
  for await (const chunk of world.chunks(contactsSql(from, to))) {
    const numbers = chunk.uint32(0)
    const columns = ATTRIBUTES.map((_, column) => chunk.texts(column + 1))
    for (const [row, no] of numbers.entries()) {
      const [identityNo, contactNo] = [no as IdentityNo, no as ContactNo]
      created.push({ kind: 'email', value: `c${no}@bench.example`, connection: null, identityNo, contactNo })
      for (const [column, name] of ATTRIBUTES.entries()) {
        const value = columns[column]?.[row]
        if (value != null) attributes.push({ identityNo, name, value, source: SOURCE, at: AS_OF })
      }
    }
  }
  await state.saveIdentities({ created, merges: [] })
  await facts.append({ batch: `contacts ${from}` as BatchId, attributes, events: [] })
}

const SOURCE = 'news' as ConnectionId
const ATTRIBUTES = ['country', 'region', 'gender', 'birthday', 'loyalty_member', 'points']

async function loadPart(
  world: Database,
  store: Store,
  size: Size,
  backfill: Backfill,
  part: number,
): Promise<void> {
  const { source, types, newestFirst } = backfill
  const place = newestFirst ? size.parts - 1 - part : part
  const events: EventColumns[] = []
  for (const type of types) {
    const count = countOf(type, size)
    const [from, to] = [place, place + 1].map(border => Math.floor((count * border) / size.parts)) as [
      number,
      number,
    ]
    events.push({ type, source, ...(await generated(world, type, from, to)) })
  }
  await store.facts.append({ batch: `${source} ${part}` as BatchId, attributes: [], events })
}

/** Events as columns, in the shape that stores take. */
export async function generated(
  world: Database,
  type: GeneratedType,
  from: number,
  to: number,
): Promise<Omit<EventColumns, 'type' | 'source'>> {
  const length = to - from
  const eventId = new BigUint64Array(length)
  const contactNo = new Uint32Array(length)
  const at = new Float64Array(length)
  const properties: string[] = []
  let row = 0
  for await (const chunk of world.chunks(eventsSql(type, from, to))) {
    eventId.set(chunk.uint64(0), row)
    contactNo.set(chunk.uint32(1), row)
    at.set(chunk.numbers(2), row)
    for (const text of chunk.texts(3)) properties.push(text ?? '{}')
    row += chunk.rowCount
  }
  return { eventId, contactNo, identityNo: contactNo, at, properties }
}
