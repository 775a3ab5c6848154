import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type BatchId, buildCatalog, type ConnectionId, type Instant } from '@esplanade/core/schema'
import type { FactNeeds } from '@esplanade/core/store'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

const DAY = Date.UTC(2026, 1, 20)
const needs: FactNeeds = {
  catalog: buildCatalog(),
  currency: 'USD',
  owners: new Map(),
  events: new Map([['order_placed', new Set(['total'])]]),
}
const rates = [
  {
    currency: 'CHF',
    digits: 2,
    date: '2026-02-20',
    from: DAY as Instant,
    until: (DAY + 1) as Instant,
    numerator: 2n,
    denominator: 1n,
  },
]

test('a store from before amounts in other currencies were noted converts them all the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'esplanade-older-'))
  const file = join(folder, 'hub.duckdb')
  try {
    const store = await duckdb({ file }).open()
    await store.facts.prepare(needs)
    const columns = {
      type: 'order_placed',
      source: 'shop' as ConnectionId,
      eventId: BigUint64Array.of(1n, 2n),
      contactNo: Uint32Array.of(1, 1),
      identityNo: Uint32Array.of(1, 1),
      at: Float64Array.of(DAY, DAY),
      properties: [JSON.stringify({ total: '3.00 CHF' }), JSON.stringify({ total: '1.00 SEK' })],
    }
    await store.facts.append({ batch: 'b' as BatchId, attributes: [], events: [columns] })
    await store.close()

    // What the schema of before lacked, and what came later, taken away again.
    const instance = await DuckDBInstance.create(file)
    const connection = await instance.connect()
    for (const table of ['foreign_amount', 'exchange_rate', 'segment_evaluated'])
      await connection.run(`drop table ${table}`)
    await connection.run('alter table product drop column image')
    await connection.run(`delete from setting where name in ('foreign amounts', 'rates')`)
    await connection.run('update schema_version set version = 9')
    connection.disconnectSync()
    instance.closeSync()

    const again = await duckdb({ file }).open()
    const { facts } = again
    await facts.prepare({ ...needs, rates })
    const place = { event: 'order_placed', property: 'total', after: null, until: (DAY + 1) as Instant }
    expect(await facts.foreignAmounts([place])).toEqual([{ count: 1, currencies: ['SEK'] }])
    expect(await facts.unreadable()).toEqual([{ event: 'order_placed', property: 'total', count: 1 }])
    await again.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})
