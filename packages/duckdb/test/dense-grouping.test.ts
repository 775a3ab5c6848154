import { type BatchId, buildCatalog, type ConnectionId, type Instant } from '@esplanade/core/schema'
import type { Aggregate } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import type { Database } from '../src/engine/database.ts'
import { groupsDensely } from '../src/facts/dense-grouping.ts'
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

async function answers(database: Database, aggregates: readonly Aggregate[]): Promise<number[][]> {
  const told: number[][] = []
  for await (const { contactNo, columns } of scan(database, { type: 'visited', aggregates })) {
    for (const [row, contact] of contactNo.entries())
      told.push([contact, ...columns.map(({ values }) => Number(values[row]))])
  }
  return told.sort(([a = 0], [b = 0]) => a - b)
}

test('grouping by place answers as hashing does, and leaves out who has no row in reach', async () => {
  const database = await openShop()
  const half = (CONTACTS * ROWS_PER_CONTACT * 1_000) / 2
  const bounds = [half - 1, half + 999_999]
  const aggregates = bounds.map(counted)
  const dense = await answers(database, aggregates)
  const hashed = await database.atomically(() => answers(database, aggregates))
  expect(dense).toEqual(hashed)
  expect(dense.length).toBe(CONTACTS)
  expect(dense[0]).toEqual([1, 2, 1])
  const last = await answers(database, [counted((CONTACTS * ROWS_PER_CONTACT - 2) * 1_000)])
  expect(last).toEqual([[CONTACTS, 1]])
  await database.close()
})

test('the engine groups by place where it is asked to, and hashes elsewhere', async () => {
  const database = await openShop()
  const plan = async (dense: boolean) => {
    const sql = 'explain select contact_no, count(*) from events_1 group by contact_no'
    const texts: string[] = []
    for await (const chunk of database.chunks(sql, [], { dense })) texts.push(...chunk.values(1).map(String))
    return texts.join()
  }
  expect(await plan(true)).toContain('PERFECT_HASH_GROUP_BY')
  expect(await plan(false)).not.toContain('PERFECT_HASH_GROUP_BY')
  await database.close()
})

test('it is asked to for many rows and few aggregates, and never where merges are looked up', async () => {
  const database = await openShop()
  const choice = (aggregates: number, more: { merged?: boolean; after?: number } = {}) =>
    database.read(session =>
      groupsDensely(
        session,
        { relation: 'events_1', merged: more.merged ?? false },
        { aggregates, reach: { ...EVER, after: more.after ?? null } },
      ),
    )
  expect(await choice(ROWS_PER_CONTACT * 3 - 1)).toBe(true)
  expect(await choice(ROWS_PER_CONTACT * 3 + 1)).toBe(false)
  expect(await choice(1, { merged: true })).toBe(false)
  expect(await choice(1, { after: CONTACTS * ROWS_PER_CONTACT * 900 })).toBe(true)
  expect(await choice(2, { after: CONTACTS * ROWS_PER_CONTACT * 900 })).toBe(false)
  await database.close()
})
