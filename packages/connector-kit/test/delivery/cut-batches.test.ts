import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutBatches, type FieldRow } from '../../src/index.ts'

const row = (remoteId: string, text = ''): FieldRow => ({ remoteId, email: null, values: { NOTE: text } })
const rows = (count: number) => Array.from({ length: count }, (_, at) => row(`m${at}`))
const sizes = (cut: { batches: readonly (readonly unknown[])[] }) => cut.batches.map(batch => batch.length)

describe('cutting batches', () => {
  it.each([
    [0, []],
    [1, [1]],
    [500, [500]],
    [501, [500, 1]],
    [1000, [500, 500]],
  ])('of %i rows by 500', (count, expected) => {
    expect(sizes(cutBatches({ maxRows: 500 }, rows(count)))).toEqual(expected)
  })

  it('never lets rows with different keys share a batch, and fills the batch of each', () => {
    const batchKey = ({ remoteId }: { remoteId: string }) => remoteId.slice(0, 1)
    const given = ['a1', 'b1', 'a2', 'b2', 'a3'].map(id => row(id))
    const cut = cutBatches({ maxRows: 2, batchKey }, given)
    expect(cut.batches.map(batch => batch.map(({ remoteId }) => remoteId))).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2'],
      ['a3'],
    ])
  })

  it('refuses a row that no request can hold, one byte past the limit, and keeps the others', () => {
    const fits = row('m1', 'x'.repeat(100))
    const maxBytes = JSON.stringify(fits).length + 1 + 1_024
    const cut = cutBatches({ maxRows: 10, maxBytes }, [fits, row('m2', 'x'.repeat(101)), row('m3')])
    expect(sizes(cut)).toEqual([1, 1])
    expect(cut.refused).toEqual([
      {
        row: row('m2', 'x'.repeat(101)),
        outcome: {
          status: 'refused',
          code: 'row-too-large',
          message: expect.stringContaining('Shorten its values.'),
        },
      },
    ])
  })

  it("measures what the operation says that a row takes on the vendor's side", () => {
    expect(sizes(cutBatches({ maxRows: 10, maxBytes: 2_000, rowBytes: () => 400 }, rows(3)))).toEqual([2, 1])
  })

  it('refuses two rows of one member', () => {
    expect(() => cutBatches({ maxRows: 10 }, [row('m1'), row('m1', 'other')])).toThrow(
      'Member "m1" has two rows',
    )
  })

  it('loses no row, keeps order within a key and stays within every bound', () => {
    const given = fc.uniqueArray(
      fc.tuple(fc.string({ maxLength: 6 }), fc.string({ maxLength: 900, unit: 'grapheme' })),
      {
        selector: ([id]) => id,
        maxLength: 40,
      },
    )
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 7 }), (texts, maxRows) => {
        const all = texts.map(([id, text]) => row(id, text))
        const cut = cutBatches({ maxRows, maxBytes: 2_500 }, all)
        expect([...cut.batches.flat(), ...cut.refused.map(({ row: refused }) => refused)].sort(byId)).toEqual(
          [...all].sort(byId),
        )
        for (const batch of cut.batches) {
          expect(batch.length).toBeLessThanOrEqual(maxRows)
          expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThanOrEqual(2_500)
        }
        expect(cutBatches({ maxRows, maxBytes: 2_500 }, all)).toEqual(cut)
      }),
      { numRuns: 50, seed: 11 },
    )
  })
})

const byId = (a: FieldRow, b: FieldRow) => (a.remoteId < b.remoteId ? -1 : 1)
