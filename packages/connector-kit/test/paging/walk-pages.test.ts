import { describe, expect, it } from 'vitest'
import { walkPages } from '../../src/index.ts'

/** Pages 0 to `last`; each names the next. */
const book = (last: number) => async (cursor: string | null) => {
  const page = Number(cursor ?? 0)
  return { data: page, next: page < last ? String(page + 1) : null }
}
const collect = async (walk: Parameters<typeof walkPages<number>>[0]) => {
  const steps: [number, string | null][] = []
  for await (const { data, next } of walkPages(walk)) steps.push([data, next])
  return steps
}
const route = 'GET /pages'

describe('a walk over pages', () => {
  it('reads one page or many, and says where each goes on', async () => {
    expect(await collect({ route, from: null, read: book(0) })).toEqual([[0, null]])
    expect(await collect({ route, from: null, read: book(2) })).toEqual([
      [0, '1'],
      [1, '2'],
      [2, null],
    ])
  })

  it('begins where it was stopped', async () => {
    expect(await collect({ route, from: '1', read: book(2) })).toEqual([
      [1, '2'],
      [2, null],
    ])
  })

  it('ends at its bound, not before', async () => {
    expect(await collect({ route, from: null, read: book(2), maxPages: 3 })).toHaveLength(3)
    await expect(collect({ route, from: null, read: book(3), maxPages: 3 })).rejects.toMatchObject({
      kind: 'contract',
      message: expect.stringContaining(
        'GET /pages was answered with something that its documentation does not allow: more than 3 pages',
      ),
    })
  })

  it('does not go in circles', async () => {
    const read = async (cursor: string | null) => ({ data: 0, next: cursor ?? 'a' })
    await expect(collect({ route, from: null, read })).rejects.toMatchObject({ kind: 'contract' })
  })
})
