import type { BatchId, ConnectionId, Instant } from '@esplanade/core/schema'
import { expect, test } from 'vitest'
import { factStore } from '../src/facts/fact-store.ts'
import { scanTimeline } from '../src/facts/scan-timeline.ts'
import { openDatabase } from '../src/open-database.ts'

test('a timeline too long to sort at once comes in parts, each contact whole and every row once', async () => {
  const database = await openDatabase({ file: ':memory:' })
  const rows = Array.from({ length: 60 }, (_, index) => ({ contact: (index % 7) + 1, at: 1_000 - index }))
  await factStore(database).append({
    batch: 'b' as BatchId,
    attributes: [],
    events: [
      {
        type: 'visited',
        source: 'shop' as ConnectionId,
        eventId: BigUint64Array.from(rows, (_, index) => BigInt(index)),
        contactNo: Uint32Array.from(rows, ({ contact }) => contact),
        identityNo: Uint32Array.from(rows, ({ contact }) => contact),
        at: Float64Array.from(rows, ({ at }) => at),
        properties: rows.map(() => '{}'),
      },
    ],
  })
  const sources = [{ type: 'visited', mark: 0, after: null, until: 8.64e15 as Instant, where: null }]
  const told: { contact: number; at: number }[] = []
  for await (const { contactNo, at } of scanTimeline(database, { key: '', sources }, { maxRows: 20 })) {
    for (const [row, contact] of contactNo.entries()) told.push({ contact, at: at[row] as number })
  }
  await database.close()
  const byContact = Map.groupBy(told, ({ contact }) => contact)
  const together = [...byContact.values()].flat()
  expect(told).toEqual(together)
  for (const [contact, own] of byContact) {
    expect(own).toEqual(rows.filter(row => row.contact === contact).toSorted((a, b) => a.at - b.at))
  }
  expect(told).toHaveLength(60)
})
