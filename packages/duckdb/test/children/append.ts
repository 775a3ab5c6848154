import type { BatchId, ConnectionId } from '@esplanade/core/schema'
import { duckdb } from '../../src/index.ts'

/**
 * Pulls as a hub does: facts of a page, then the cursor, in one work; from the cursor on, page after
 * page. Prints each page once it is stored. Runs until killed, or to the last page.
 */
const [file = '', last = '0'] = process.argv.slice(2)
const ROWS = 500
const source = 'shop' as ConnectionId
const key = { connection: source, stream: 'events' }
const store = await duckdb({ file }).open()
const from = Number((await store.state.cursor(key)) ?? 0)
for (let page = from; page < Number(last); page++) {
  const ids = Array.from({ length: ROWS }, (_, i) => page * ROWS + i)
  await store.atomically(async () => {
    await store.facts.append({
      batch: `page-${page}` as BatchId,
      attributes: [],
      events: [
        {
          type: 'order_placed',
          source,
          eventId: BigUint64Array.from(ids, BigInt),
          contactNo: Uint32Array.from(ids, () => 1),
          identityNo: Uint32Array.from(ids, () => 1),
          at: Float64Array.from(ids),
          properties: ids.map(id => JSON.stringify({ total: '1.00', order: String(id) })),
        },
      ],
    })
    await store.state.saveCursor(key, String(page + 1))
  })
  console.log(page + 1)
}
await store.close()
