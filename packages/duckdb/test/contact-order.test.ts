import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUCKET_BITS, type BucketCount, ContactOrder } from '../src/facts/contact-order.ts'

/** Times, places and ids repeat often, so that every rule of the order decides somewhere. */
const row = fc.record({
  contact: fc.oneof(fc.integer({ min: 4_090, max: 4_100 }), fc.integer({ min: 0, max: 70_000 })),
  at: fc.integer({ min: 0, max: 3 }),
  place: fc.integer({ min: 0, max: 2 }),
  id: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
})
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never

const key = ({ contact, at, place, id }: Row) => [contact, at, place, id] as const

function before(left: Row, right: Row): number {
  const [a, b] = [key(left), key(right)]
  const place = a.findIndex((value, index) => value !== b[index])
  return place < 0 ? 0 : (a[place] as number) < (b[place] as number) ? -1 : 1
}

test('rows in any order come out by contact, time, place and event id, each once', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 60 }),
      fc.constantFrom('as they come', 'in order of time', 'of one type'),
      fc.integer({ min: 1, max: 60 }),
      (generated, kind, chunk) => {
        const rows = kind === 'of one type' ? generated.map(one => ({ ...one, place: 0 })) : [...generated]
        if (kind === 'in order of time')
          rows.sort((a, b) => before({ ...a, contact: 0 }, { ...b, contact: 0 }))
        const counts = Map.groupBy(rows, ({ contact }) => contact >>> BUCKET_BITS)
        const buckets: BucketCount[] = [...counts].map(([bucket, own]) => ({ bucket, rows: own.length }))
        const order = new ContactOrder(buckets.toSorted((a, b) => a.bucket - b.bucket))
        for (let from = 0; from < rows.length; from += chunk) {
          const part = rows.slice(from, from + chunk)
          order.add({
            contacts: Uint32Array.from(part, ({ contact }) => contact),
            at: Float64Array.from(part, ({ at }) => at),
            // The place in the list stands for the row.
            marks: Uint32Array.from(part, (_, index) => from + index),
            places: kind === 'of one type' ? null : Uint32Array.from(part, ({ place }) => place),
            ids: new Uint32Array(BigUint64Array.from(part, ({ id }) => id).buffer),
          })
        }
        const told = [...order.chunks()].flatMap(({ contactNo, at, marks }) =>
          [...marks].map((mark, index) => ({ mark, contact: contactNo[index], at: at[index] })),
        )
        expect(told.map(({ mark }) => key(rows[mark] as Row))).toEqual(rows.toSorted(before).map(key))
        expect(told.map(({ mark }) => mark).toSorted((a, b) => a - b)).toEqual([...rows.keys()])
        for (const { mark, contact, at } of told) expect(rows[mark]).toMatchObject({ contact, at })
      },
    ),
  )
})
