import { type ConnectionId, days, hours, type Instant, instant } from '@esplanade/core/schema'
import { describe, expect, it } from 'vitest'
import { type ConnectorContext, windowStream } from '../../src/index.ts'

const context = { connection: 'a' as ConnectionId } as unknown as ConnectorContext<null, null>
const SINCE = instant(days(1_000))

/** Each window has as many pages as `pagesOf` says, and `row` on the first of them. */
function vendor(pagesOf: (start: number) => number, row?: number) {
  const asked: [number, number][] = []
  const stream = windowStream<null, null, number>({
    name: 'events',
    firstMs: days(7),
    longestMs: days(28),
    shortestMs: hours(84),
    overlapMs: hours(1),
    skewMs: hours(2),
    pages: async function* (_context, start, end) {
      asked.push([(start - SINCE) / days(1), (end - SINCE) / days(1)])
      for (let page = 0; page < pagesOf(start); page += 1) yield page === 0 && row !== undefined ? [row] : []
    },
    timeOf: at => at,
    itemsOf: at => [{ kind: 'gone', container: '', remoteId: String(at), reason: 'deleted' }],
  })
  const pull = async (until: Instant, checkpoint?: unknown) => {
    const checkpoints: unknown[] = []
    for await (const page of stream.pull(context, { checkpoint, until, since: SINCE }))
      checkpoints.push(page.checkpoint)
    return checkpoints
  }
  return { asked, pull }
}

const after = (ms: number): Instant => instant(SINCE + ms)

describe('a stream in windows', () => {
  it('covers the time without a gap, in windows that grow while they hold little, up to the longest', async () => {
    const { asked, pull } = vendor(() => 1)
    await pull(after(days(80)))
    expect(asked).toEqual([
      [0, 7],
      [7, 21],
      [21, 49],
      [49, 77],
      [77, 80],
    ])
  })

  it('reads shorter windows while they hold much, down to the shortest', async () => {
    const { asked, pull } = vendor(() => 11)
    await pull(after(days(14)))
    expect(asked).toEqual([
      [0, 7],
      [7, 10.5],
      [10.5, 14],
    ])
  })

  it('moves on when a window is complete, and not within it', async () => {
    const { pull } = vendor(start => (start === SINCE ? 2 : 0))
    const at = (ms: number) => ({ next: SINCE + ms, newest: 0 })
    expect(await pull(after(days(10)))).toEqual([at(0), at(0), at(days(7)), at(days(10) - hours(3))])
  })

  it('ends by the newest row where that is later than our clock less the skew', async () => {
    const newest = SINCE + days(5) - hours(1)
    const { pull } = vendor(() => 1, newest)
    expect((await pull(after(days(5)))).at(-1)).toEqual({ next: newest - hours(1), newest })
  })

  it('goes on where it was stopped, and refuses a checkpoint that is none of its own', async () => {
    const { asked, pull } = vendor(() => 1)
    await pull(after(days(20)), { next: SINCE + days(15), newest: 0 })
    expect(asked).toEqual([[15, 20]])
    await expect(pull(after(days(20)), { from: 1 })).rejects.toThrow()
  })
})
