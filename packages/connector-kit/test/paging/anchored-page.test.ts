import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnchoredRead, anchoredPage, anchoredPages, BEGINNING } from '../../src/index.ts'

interface Row {
  readonly id: string
  at: number
}

const PAGE = 3

/** Rows in order of their time; several may share one. */
function shelfOf(rows: Row[], change: (rows: Row[], read: number) => void = () => {}): AnchoredRead<Row> {
  let reads = 0
  return {
    pageSize: PAGE,
    async read(offset) {
      rows.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      const page = rows.slice(offset, offset + PAGE).map(row => ({ ...row }))
      const last = offset + PAGE >= rows.length
      change(rows, reads)
      reads += 1
      return { rows: page, last }
    },
    keyOf: ({ id, at }) => ({ id, at }),
  }
}

const rowsAt = (...times: number[]): Row[] => times.map((at, no) => ({ id: `r${no}`, at }))

async function walk(read: AnchoredRead<Row>): Promise<string[]> {
  const seen: string[] = []
  for await (const rows of anchoredPages('GET /rows', read)) seen.push(...rows.map(({ id }) => id))
  return seen
}

describe('a walk by offset', () => {
  it('gives each row once where nothing moves', async () => {
    expect(await walk(shelfOf([]))).toEqual([])
    expect(await walk(shelfOf(rowsAt(1, 2, 3)))).toEqual(['r0', 'r1', 'r2'])
    expect(await walk(shelfOf(rowsAt(1, 2, 3, 4, 5, 6, 7)))).toEqual([
      'r0',
      'r1',
      'r2',
      'r3',
      'r4',
      'r5',
      'r6',
    ])
  })

  it('steps back to known ground when rows before the reader have gone', async () => {
    const shelf = shelfOf(rowsAt(1, 2, 3, 4, 5, 6), (rows, read) => {
      if (read === 0) rows.splice(0, 2)
    })
    expect(await walk(shelf)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5'])
  })

  it('loses none of many rows that share an instant', async () => {
    const shelf = shelfOf(rowsAt(1, 1, 1, 1, 1, 1, 1), (rows, read) => {
      if (read === 0) for (const row of rows.slice(0, 2)) row.at = 9
    })
    expect(new Set(await walk(shelf))).toEqual(new Set(rowsAt(1, 1, 1, 1, 1, 1, 1).map(({ id }) => id)))
  })

  it('meets every row that stays, however others move and go', async () => {
    const moves = fc.array(fc.record({ at: fc.nat(20), goes: fc.boolean() }), { maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 20 }), moves, async (times, plan) => {
        const rows = rowsAt(...times)
        const all = rows.map(({ id }) => id)
        const gone = new Set<string>()
        const seen = await walk(
          shelfOf(rows, (now, read) => {
            const move = plan[read]
            const row = move && now[move.at]
            if (!row) return
            // A change moves a row behind all others, as a time of the last change does.
            if (!move.goes) row.at = 100 + read
            else for (const { id } of now.splice(move.at, 1)) gone.add(id)
          }),
        )
        expect(seen).toEqual(expect.arrayContaining(all.filter(id => !gone.has(id))))
      }),
    )
  })

  it('goes on from a place that was stored', async () => {
    const shelf = shelfOf(rowsAt(1, 2, 3, 4, 5))
    const { next } = await anchoredPage(BEGINNING, shelf)
    expect(next).toEqual({ offset: 2, anchor: { id: 'r2', at: 3 } })
    const rest = await anchoredPage(JSON.parse(JSON.stringify(next)), shelf)
    expect(rest).toEqual({ rows: rowsAt(1, 2, 3, 4, 5).slice(3), next: null })
  })
})
