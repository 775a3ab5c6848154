import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type BatchId, buildCatalog, type ConnectionId, type Instant } from '@esplanade/core/schema'
import type { EventScan } from '@esplanade/core/segments'
import type { Store } from '@esplanade/core/store'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

const COMPACTER = fileURLToPath(new URL('./children/compact.ts', import.meta.url))
const ROWS = 100_000

const SPENT: EventScan = {
  type: 'order_placed',
  aggregates: [
    {
      key: 'sum',
      fn: 'sum',
      property: { name: 'total', type: 'money' },
      after: null,
      until: 1e15 as Instant,
      where: null,
    },
  ],
}

test('kill -9 in the middle of compacting leaves every row once', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'esplanade-kill-'))
  const file = join(folder, 'hub.duckdb')
  try {
    const expected = await filled(file)
    // Milliseconds after a compaction begins: before its rows are written, among them, about its commit.
    for (const delay of [0, 20, 60, 120]) {
      const compacting = spawn(process.execPath, [COMPACTER, file], { stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = once(compacting, 'close')
      for await (const round of createInterface({ input: compacting.stdout })) {
        if (round !== '1') continue
        await setTimeout(delay)
        compacting.kill('SIGKILL')
      }
      await ended
      const store = await duckdb({ file }).open()
      expect(await spent(store)).toEqual(expected)
      await store.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** A store of orders that came newest first, and what each contact spent. */
async function filled(file: string): Promise<Map<number, number>> {
  const store = await duckdb({ file }).open()
  await store.facts.prepare({
    catalog: buildCatalog(),
    currency: 'EUR',
    owners: new Map(),
    events: new Map([['order_placed', new Set(['total'])]]),
  })
  const contactNo = Uint32Array.from({ length: ROWS }, (_, i) => 1 + (i % 1_000))
  await store.facts.append({
    batch: 'orders' as BatchId,
    attributes: [],
    events: [
      {
        type: 'order_placed',
        source: 'shop' as ConnectionId,
        eventId: BigUint64Array.from({ length: ROWS }, (_, i) => BigInt(i)),
        contactNo,
        identityNo: contactNo,
        at: Float64Array.from({ length: ROWS }, (_, i) => ROWS - i),
        properties: Array.from({ length: ROWS }, (_, i) => `{"total":${i}}`),
      },
    ],
  })
  const expected = await spent(store)
  await store.close()
  return expected
}

async function spent({ facts }: Store): Promise<Map<number, number>> {
  const sums: [number, number][] = []
  for await (const { contactNo, columns } of facts.scan(SPENT)) {
    const [column] = columns
    contactNo.forEach((no, row) => {
      sums.push([no, column?.values[row] as number])
    })
  }
  return new Map(sums.sort(([a], [b]) => a - b))
}
