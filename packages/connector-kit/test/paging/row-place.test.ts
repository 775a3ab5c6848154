import fc from 'fast-check'
import { expect, it } from 'vitest'
import { afterRows, allRows, FIRST_ROWS, type RowPlace, readPages } from '../../src/index.ts'

const PAGE = 3

/** Reads rows by offset while `change` removes and adds some after each page. */
function read(rows: number[], change: (page: number) => void): Set<number> {
  const seen = new Set<number>()
  let place: RowPlace | null = FIRST_ROWS
  for (let page = 0; place !== null && page < 1_000; page += 1) {
    const { offset }: RowPlace = place
    const some = rows.slice(offset, offset + PAGE)
    for (const row of some) seen.add(row)
    place = afterRows(place, some.length, rows.length)
    change(page)
  }
  expect(place).toBeNull()
  return seen
}

it('rows that stay are all met, whatever goes or comes meanwhile', () => {
  const changes = fc.array(fc.record({ at: fc.nat(20), add: fc.boolean() }), { maxLength: 12 })
  fc.assert(
    fc.property(fc.nat(20), changes, (count, plan) => {
      const rows = Array.from({ length: count }, (_, at) => at)
      const gone = new Set<number>()
      const seen = read(rows, page => {
        const change = plan[page]
        if (change?.add) rows.push(100 + page)
        else if (change) for (const row of rows.splice(change.at, 1)) gone.add(row)
      })
      for (let row = 0; row < count; row += 1) if (!gone.has(row)) expect(seen).toContain(row)
    }),
  )
})

it('an empty page is the last, and so is one that reaches the total', () => {
  expect(afterRows(FIRST_ROWS, 0, 5)).toBeNull()
  expect(afterRows(FIRST_ROWS, 3, 3)).toBeNull()
  expect(afterRows(FIRST_ROWS, 3, 4)).toEqual({ offset: 3, total: 4 })
})

it('pages that are read in one go end where there is no next one', async () => {
  const pages = () =>
    readPages('GET /x', async cursor => ({ data: [cursor], next: { null: 'a', a: 'b' }[String(cursor)] }))
  expect(await allRows(pages())).toEqual([null, 'a', 'b'])
})
