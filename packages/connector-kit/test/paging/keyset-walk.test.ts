import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type KeysetPlace, type KeysetRow, keysetWalk } from '../../src/index.ts'

const PAGE = 3

/** A search that gives no more than a page, from what stands there when it is asked. */
function searchOf(rows: KeysetRow[], change: (asked: number) => void = () => {}) {
  let asked = 0
  return async ({ since, afterId }: KeysetPlace): Promise<KeysetRow[]> => {
    change(asked)
    asked += 1
    const byId = (a: KeysetRow, b: KeysetRow) => Number(a.id) - Number(b.id)
    const found =
      afterId === undefined
        ? rows.filter(({ at }) => at >= since).sort((a, b) => a.at - b.at || byId(a, b))
        : rows.filter(({ id, at }) => at === since && Number(id) > Number(afterId)).sort(byId)
    return found.slice(0, PAGE)
  }
}

const rowsAt = (...times: number[]): KeysetRow[] => times.map((at, no) => ({ id: String(no + 1), at }))

async function walk(search: (place: KeysetPlace) => Promise<KeysetRow[]>, from: KeysetPlace = { since: 0 }) {
  const ids: string[] = []
  const places: (KeysetPlace | null)[] = []
  for await (const { rows, next } of keysetWalk({ route: 'POST /search', from, pageSize: PAGE, search })) {
    ids.push(...rows.map(({ id }) => id))
    places.push(next)
  }
  return { ids, places }
}

describe('a walk by searches', () => {
  it('reads none, a page and more, each row once', async () => {
    expect(await walk(searchOf([]))).toEqual({ ids: [], places: [null] })
    expect((await walk(searchOf(rowsAt(1, 2, 3)))).ids).toEqual(['1', '2', '3'])
    expect((await walk(searchOf(rowsAt(1, 2, 3, 4, 5, 6, 7)))).ids).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
    ])
  })

  it('passes an instant with more rows than a page by their ids', async () => {
    const { ids, places } = await walk(searchOf(rowsAt(1, 5, 5, 5, 5, 5, 5, 5, 9)))
    expect(new Set(ids)).toEqual(new Set(['1', '2', '3', '4', '5', '6', '7', '8', '9']))
    expect(places).toContainEqual({ since: 5, afterId: '0' })
    expect(places.at(-1)).toBeNull()
  })

  it('goes on from any of its places', async () => {
    const rows = rowsAt(1, 5, 5, 5, 5, 9)
    const { places } = await walk(searchOf(rows))
    for (const place of places.filter(one => one !== null)) {
      const { ids } = await walk(searchOf(rows), JSON.parse(JSON.stringify(place)))
      expect(ids).toContain('6')
    }
  })

  it('meets every row at its latest time, however rows change while it reads', async () => {
    const changes = fc.array(fc.nat(25), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 20 }), changes, async (times, plan) => {
        const rows = rowsAt(...times)
        const met = new Map<string, number>()
        const search = searchOf(rows, asked => {
          const at = plan[asked]
          // What changes moves to the end, since time goes on.
          if (at !== undefined && rows[at]) rows[at] = { ...rows[at], at: 100 + asked }
        })
        const steps = keysetWalk({ route: 'POST /search', from: { since: 0 }, pageSize: PAGE, search })
        for await (const { rows: given } of steps) for (const { id, at } of given) met.set(id, at)
        for (const { id, at } of rows) expect(met.get(id)).toBe(at)
      }),
    )
  })
})
