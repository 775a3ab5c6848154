import { describe, expect, it } from 'vitest'
import { followChanges } from '../../src/index.ts'

const SHARED = { from: 100, until: 1_000, tieMs: 1, lateMs: 60 }

async function steps(pages: { items: number[]; servedAt?: number }[], more: Partial<typeof SHARED> = {}) {
  async function* read() {
    for (const { items, servedAt } of pages) yield { items, servedAt }
  }
  const walk = { ...SHARED, ...more, timeOf: (row: number) => (row === 0 ? undefined : row) }
  const found: [readonly number[] | undefined, number | undefined][] = []
  for await (const { page, from } of followChanges(walk, read())) found.push([page?.items, from])
  return found
}

describe('a walk by time', () => {
  it('that is stopped begins again just before the newest row; one that ends, before its own beginning', async () => {
    expect(
      await steps([
        { items: [200, 300], servedAt: 900 },
        { items: [400], servedAt: 950 },
      ]),
    ).toEqual([
      [[200, 300], 299],
      [[400], 399],
      [undefined, 840],
    ])
  })

  it('ends at its bound where the vendor’s clock is ahead', async () => {
    expect((await steps([{ items: [], servedAt: 5_000 }])).at(-1)).toEqual([undefined, 940])
  })

  it('stays where it is while nothing told: no rows, no clock, rows without a time, older ones', async () => {
    expect(await steps([])).toEqual([[undefined, 100]])
    expect(await steps([{ items: [0, 50] }])).toEqual([
      [[0, 50], 100],
      [undefined, 100],
    ])
    expect(await steps([{ items: [] }], { from: undefined as unknown as number })).toEqual([
      [[], undefined],
      [undefined, undefined],
    ])
  })
})
