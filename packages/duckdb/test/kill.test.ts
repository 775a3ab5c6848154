import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildCatalog, type ConnectionId, type Instant } from '@esplanade/core/schema'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

const PULLER = fileURLToPath(new URL('./children/append.ts', import.meta.url))
const PAGES = 40
const ROWS = 500

/** Runs the pull until it has said `pages` pages, then kills it in the middle of whatever it does. */
async function pullUntil(file: string, pages: number): Promise<number> {
  const pull = spawn(process.execPath, [PULLER, file, String(PAGES)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(pull, 'close')
  let stored = 0
  for await (const line of createInterface({ input: pull.stdout })) {
    stored = Number(line)
    if (stored === pages && pages < PAGES) pull.kill('SIGKILL')
  }
  await ended
  return stored
}

test('kill -9 in the middle of appending loses no page and repeats none', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'esplanade-kill-'))
  const file = join(folder, 'hub.duckdb')
  const key = { connection: 'shop' as ConnectionId, stream: 'events' }
  try {
    for (const pages of [3, 11, 12, 29, PAGES]) {
      const said = await pullUntil(file, pages)
      const store = await duckdb({ file }).open()
      const cursor = Number(await store.state.cursor(key))
      expect(cursor).toBeGreaterThanOrEqual(said)
      expect(await store.facts.countEvents()).toEqual(new Map([['order_placed', cursor * ROWS]]))
      await store.facts.prepare({
        catalog: buildCatalog(),
        currency: 'EUR',
        owners: new Map(),
        events: new Map([['order_placed', new Set(['total'])]]),
      })
      const sum = {
        key: 'sum',
        fn: 'sum' as const,
        property: { name: 'total', type: 'money' as const },
        after: null,
        until: 1e15 as Instant,
        where: null,
      }
      for await (const { columns } of store.facts.scan({ type: 'order_placed', aggregates: [sum] })) {
        expect(columns[0]?.values[0]).toBe(cursor * ROWS * 100)
      }
      await store.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})
