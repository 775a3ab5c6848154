import { instant, simulatedClock } from '@esplanade/core/schema'
import { expect, test } from 'vitest'
import { gatherPages } from '../src/ingest/gather-pages.ts'

async function gathered(sizes: readonly number[], waitMs = 0) {
  const clock = simulatedClock(instant(0))
  async function* pages() {
    for (const [index, size] of sizes.entries()) {
      clock.advance(waitMs)
      yield { items: Array.from({ length: size }, (_, row) => `${index}.${row}`), checkpoint: index }
    }
  }
  const found = []
  for await (const page of gatherPages(pages(), clock)) found.push(page)
  return found
}

test('no page gathers to none, and an empty last page still moves the checkpoint', async () => {
  expect(await gathered([])).toEqual([])
  expect(await gathered([0])).toEqual([{ items: [], checkpoint: 0 }])
})

test('every row comes once and in order, with the checkpoint of the last page in it', async () => {
  const pages = await gathered([100, 100, 100])
  expect(pages).toHaveLength(1)
  expect(pages[0]?.checkpoint).toBe(2)
  expect(pages[0]?.items).toHaveLength(300)
  expect(pages[0]?.items[100]).toBe('1.0')
})

test('enough rows, or a slow vendor, end a gathered page', async () => {
  expect((await gathered([4_999, 1, 7])).map(({ items, checkpoint }) => [items.length, checkpoint])).toEqual([
    [5_000, 1],
    [7, 2],
  ])
  expect((await gathered([1, 1, 1, 1], 3_000)).map(({ checkpoint }) => checkpoint)).toEqual([1, 3])
})
