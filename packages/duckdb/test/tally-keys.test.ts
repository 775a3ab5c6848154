import type { BatchId, ConnectionId, Instant } from '@esplanade/core/schema'
import type { KeyScan } from '@esplanade/core/segments'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factStore } from '../src/facts/fact-store.ts'
import { scanKeys } from '../src/facts/scan-keys.ts'
import { TALLY_LIMITS, type TallyLimits } from '../src/facts/tally-keys.ts'
import { openDatabase } from '../src/open-database.ts'

const MESSAGE = { name: 'message', type: 'text' } as const
const ENGINE: TallyLimits = { rows: 0, bits: 0, kept: 0 }

const source = (type: string) => ({
  type,
  property: MESSAGE,
  after: 0 as Instant,
  until: 8.64e15 as Instant,
  where: { op: 'text' as const, property: MESSAGE, is: 'contains' as const, values: ['m'] },
})

/** Times, ids and messages repeat often, so that every rule of the order decides somewhere. */
const row = fc.record({
  type: fc.constantFrom('sent', 'posted', 'opened'),
  contact: fc.integer({ min: 1, max: 1_000 }),
  at: fc.integer({ min: 0, max: 4 }),
  message: fc.constantFrom('m1', 'm2', 'm3', 'm4', 'other', null),
})

async function openWith(
  rows: readonly { type: string; contact: number; at: number; message: string | null }[],
) {
  const database = await openDatabase({ file: ':memory:' })
  const byType = [...Map.groupBy(rows, ({ type }) => type)]
  await factStore(database).append({
    batch: 'b' as BatchId,
    attributes: [],
    events: byType.map(([type, own]) => ({
      type,
      source: 'shop' as ConnectionId,
      // Ids fall while rows come, and their high and low words tell different stories.
      eventId: BigUint64Array.from(own, (_, index) => BigInt((index * 7) % 61) * 2n ** 32n + BigInt(index)),
      contactNo: Uint32Array.from(own, ({ contact }) => contact),
      identityNo: Uint32Array.from(own, ({ contact }) => contact),
      at: Float64Array.from(own, ({ at }) => at),
      properties: own.map(({ message }) => JSON.stringify(message === null ? {} : { message })),
    })),
  })
  return database
}

test('a tally answers as grouping in the engine does, for all keys and for the latest', async () => {
  const database = await openWith(fc.sample(row, { numRuns: 5_000, seed: 3 }))
  const answers = async (last: number | null, limits: TallyLimits) => {
    const subject = [source('posted'), source('sent')]
    const scan: KeyScan = { key: '', subject, match: [source('opened')], last }
    const told: number[][] = []
    for await (const { contactNo, columns } of scanKeys(database, scan, { limits })) {
      for (const [row, contact] of contactNo.entries())
        told.push([contact, ...columns.map(({ values }) => Number(values[row]))])
    }
    return told.sort(([a = 0], [b = 0]) => a - b)
  }
  for (const last of [null, 1, 2, 3, 9]) {
    const engine = await answers(last, ENGINE)
    expect(engine.length).toBeGreaterThan(700)
    expect(await answers(last, TALLY_LIMITS)).toEqual(engine)
  }
  await database.close()
})
