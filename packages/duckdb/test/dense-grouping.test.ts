import { type BatchId, buildCatalog, type ConnectionId, type Instant } from '@esplanade/core/schema'
import type { Aggregate } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import type { Database } from '../src/engine/database.ts'
import { type Reader, readerOf } from '../src/engine/reader.ts'
import { countPlaces, groupsByPlace } from '../src/facts/dense-grouping.ts'
import { factStore } from '../src/facts/fact-store.ts'
import { scan } from '../src/facts/scan.ts'
import { openDatabase } from '../src/open-database.ts'

const CONTACTS = 6_000
const ROWS_PER_CONTACT = 4
const EVER = { after: null, until: 8.64e15 as Instant }

const counted = (after: number | null): Aggregate => ({
  key: `count ${after}`,
  fn: 'count',
  property: null,
  after: after as Instant | null,
  until: EVER.until,
  where: null,
})

/** An event each second, of one contact after the other: more contacts than the engine groups by place unasked. */
async function openShop(): Promise<Database> {
  const database = await openDatabase({ file: ':memory:', threads: 2 })
  const rows = Array.from({ length: CONTACTS * ROWS_PER_CONTACT }, (_, row) => row)
  const contactNo = Uint32Array.from(rows, row => 1 + (row % CONTACTS))
  const facts = factStore(database)
  await facts.append({
    batch: 'b' as BatchId,
    attributes: [],
    events: [
      {
        type: 'visited',
        source: 'shop' as ConnectionId,
        eventId: BigUint64Array.from(rows, BigInt),
        contactNo,
        identityNo: contactNo,
        at: Float64Array.from(rows, row => row * 1_000),
        properties: rows.map(() => '{}'),
      },
    ],
  })
  await facts.prepare({
    catalog: buildCatalog(),
    events: new Map([['visited', new Set<string>()]]),
    currency: 'EUR',
    owners: new Map(),
  })
  return database
}

async function answers(reader: Reader, aggregates: readonly Aggregate[]): Promise<number[][]> {
  const told: number[][] = []
  for await (const { contactNo, columns } of scan(reader, { type: 'visited', aggregates })) {
    for (const [row, contact] of contactNo.entries())
      told.push([contact, ...columns.map(column => Number(column?.values[row]))])
  }
  return told.sort(([a = 0], [b = 0]) => a - b)
}

test('grouping by place answers as hashing does, and leaves out who has no row in reach', async () => {
  const database = await openShop()
  const half = (CONTACTS * ROWS_PER_CONTACT * 1_000) / 2
  const bounds = [half - 1, half + 999_999]
  const aggregates = bounds.map(counted)
  const dense = await answers(database, aggregates)
  const hashed = await database.read(session => answers(readerOf(session), aggregates))
  expect(dense).toEqual(hashed)
  expect(dense.length).toBe(CONTACTS)
  expect(dense[0]).toEqual([1, 2, 1])
  const last = await answers(database, [counted((CONTACTS * ROWS_PER_CONTACT - 2) * 1_000)])
  expect(last).toEqual([[CONTACTS, 1]])
  await database.close()
})

test('the engine groups by place where it is asked to, and hashes elsewhere', async () => {
  const database = await openShop()
  expect(await planned(database, true)).toContain('PERFECT_HASH_GROUP_BY')
  expect(await planned(database, false)).not.toContain('PERFECT_HASH_GROUP_BY')
  await database.close()
})

test('a transaction groups by place until it writes what other sessions do not see', async () => {
  const database = await openShop()
  const count = async () => (await answers(database, [counted(null)])).length
  await database.atomically(async () => {
    expect(await planned(database, true)).toContain('PERFECT_HASH_GROUP_BY')
    expect(await count()).toBe(CONTACTS)
    await database.write(session => session.run('delete from events_1 where contact_no > 10'))
    expect(await planned(database, true)).not.toContain('PERFECT_HASH_GROUP_BY')
    expect(await count()).toBe(10)
  })
  expect(await planned(database, true)).toContain('PERFECT_HASH_GROUP_BY')
  expect(await count()).toBe(10)
  await database.close()
})

async function planned(database: Database, dense: boolean): Promise<string> {
  const sql = 'explain select contact_no, count(*) from events_1 group by contact_no'
  const texts: string[] = []
  for await (const chunk of database.chunks(sql, [], { dense })) texts.push(...chunk.values(1).map(String))
  return texts.join()
}

test('it is asked to for many rows and few aggregates', async () => {
  const database = await openShop()
  const half = CONTACTS * ROWS_PER_CONTACT * 500
  const reaches = [EVER, { ...EVER, after: half - 1 }, { ...EVER, after: EVER.until }]
  const { rows, ...places } = await database.read(session => countPlaces(session, 'events_1', reaches))
  expect(rows).toEqual([CONTACTS * ROWS_PER_CONTACT, (CONTACTS * ROWS_PER_CONTACT) / 2, 0])
  expect(places).toEqual({ places: CONTACTS + 1, threads: 2 })
  const choice = (aggregates: number, rows: number) => groupsByPlace(places, { aggregates, rows })
  expect(choice(ROWS_PER_CONTACT * 3 - 1, CONTACTS * ROWS_PER_CONTACT)).toBe(true)
  expect(choice(ROWS_PER_CONTACT * 3 + 1, CONTACTS * ROWS_PER_CONTACT)).toBe(false)
  expect(choice(1, CONTACTS / 3 - 1)).toBe(false)
  expect(groupsByPlace({ places: 6_000_000, threads: 2 }, { aggregates: 1, rows: 1e9 })).toBe(true)
  expect(groupsByPlace({ places: 6_000_000, threads: 2 }, { aggregates: 2, rows: 1e9 })).toBe(false)
  await database.close()
})
