import { type BatchId, buildCatalog, type ConnectionId, type Instant } from '@esplanade/core/schema'
import type { Aggregate } from '@esplanade/core/segments'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Reader, readerOf } from '../src/engine/reader.ts'
import { factStore } from '../src/facts/fact-store.ts'
import { scan } from '../src/facts/scan.ts'
import { partsOf, scanPasses } from '../src/facts/scan-passes.ts'
import { openDatabase } from '../src/open-database.ts'

const UNTIL = 1_000_000 as Instant

const reaches = fc.array(
  fc.record({
    after: fc.option(fc.integer({ min: 0, max: 999_999 }).map(after => after as Instant)),
    until: fc.constant(UNTIL),
  }),
  { minLength: 1, maxLength: 40 },
)

test('every aggregate has its place in one part, among at most four that reach at least half as far', () => {
  fc.assert(
    fc.property(reaches, aggregates => {
      const parts = partsOf(aggregates)
      expect(parts.flat().toSorted((a, b) => a - b)).toEqual([...aggregates.keys()])
      const reach = (place: number | undefined) =>
        UNTIL - (aggregates[place ?? -1]?.after ?? Number.NEGATIVE_INFINITY)
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(4)
        for (const place of part) expect(reach(place)).toBeGreaterThanOrEqual(reach(part[0]) / 2)
      }
      const firsts = parts.map(part => reach(part[0]))
      expect(firsts).toEqual(firsts.toSorted((a, b) => (a === b ? 0 : b - a)))
    }),
  )
})

const ROWS = 120_000
const CONTACTS = 20_000

const SECONDS = { name: 'seconds', type: 'number' } as const
const PAGE = { name: 'page', type: 'text' } as const

const aggregate = (fn: Aggregate['fn'], property: Aggregate['property'], last: number | null): Aggregate => {
  const rest = {
    fn,
    property,
    after: last === null ? null : ((ROWS - last) as Instant),
    until: ROWS as Instant,
    where: null,
  }
  return { key: JSON.stringify(rest), ...rest }
}

const MIXED = [null, ROWS / 2, 100, 9_000, 1].flatMap(last => [
  aggregate('count', null, last),
  aggregate('sum', SECONDS, last),
  aggregate('last', PAGE, last),
])

test('a large table is read in passes, which together say what one does', { timeout: 60_000 }, async () => {
  const database = await openDatabase({ file: ':memory:', threads: 2 })
  const rows = Array.from({ length: ROWS }, (_, row) => row)
  const contactNo = Uint32Array.from(rows, row => 1 + ((row * 7_919) % CONTACTS))
  const facts = factStore(database)
  const told = {
    type: 'visited',
    source: 'shop' as ConnectionId,
    eventId: BigUint64Array.from(rows, BigInt),
    contactNo,
    identityNo: contactNo,
    at: Float64Array.from(rows),
    properties: rows.map(row => `{"seconds":${row % 50},"page":"/${row % 9}"}`),
  }
  await facts.append({ batch: 'b' as BatchId, attributes: [], events: [told] })
  await facts.prepare({
    catalog: buildCatalog({ events: { visited: { properties: { seconds: 'number', page: 'text' } } } }),
    events: new Map([['visited', new Set(['seconds', 'page'])]]),
    currency: 'EUR',
    owners: new Map(),
  })
  const table = { relation: 'events_1', isTable: true, merged: false }
  const passes = (more: Partial<typeof table> = {}) =>
    database.read(session => scanPasses(session, { ...table, ...more }, MIXED))
  expect((await passes()).map(({ places, dense }) => [places, dense])).toEqual([
    [[0, 1, 2], true],
    [[3, 4, 5], true],
    [[9, 10, 11], false],
    [[6, 7, 8], false],
    [[12, 13, 14], false],
  ])
  const whole = [{ places: [...MIXED.keys()], dense: false }]
  expect(await passes({ merged: true })).toEqual(whole)
  expect(await passes({ isTable: false })).toEqual(whole)
  const inPasses = await answers(database)
  expect(inPasses.size).toBe(CONTACTS)
  expect(inPasses).toEqual(await database.read(session => answers(readerOf(session))))
  await database.close()
})

/** By contact and aggregate; where a part says that there is none, as where no part says anything. */
async function answers(reader: Reader): Promise<Map<number, unknown[]>> {
  const told = new Map<number, unknown[]>()
  for await (const { contactNo, columns } of scan(reader, { type: 'visited', aggregates: MIXED })) {
    for (const [row, contact] of contactNo.entries()) {
      const answer = told.get(contact) ?? MIXED.map(({ fn }) => (fn === 'count' ? 0 : null))
      told.set(contact, answer)
      for (const [column, said] of columns.entries()) {
        const value = said?.values[row]
        if (value !== undefined) answer[column] = Number.isNaN(value) ? null : value
      }
    }
  }
  return told
}
