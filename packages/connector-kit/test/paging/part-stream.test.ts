import { type ConnectionId, days, type Instant, instant, minutes } from '@esplanade/core/schema'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ConnectorContext, ConnectorError, type PartStream, partStream } from '../../src/index.ts'

type Stream = PartStream<null, null, { id: string }, number>
const NOW = instant(days(100))
const context = { connection: 'a' as ConnectionId } as unknown as ConnectorContext<null, null>

/** Two pages of every part; what was asked is kept. */
function vendorOf(parts: string[], more: Partial<Stream> = {}) {
  const asked: unknown[] = []
  const stream = partStream<null, null, { id: string }, number>({
    name: 'shelves',
    overlapMs: minutes(5),
    parts: async () => parts.map(id => ({ id })),
    place: z.number(),
    first: () => 0,
    read: async (_context, { id }, place, window) => {
      asked.push([id, place, window.since, window.until])
      return { items: [], next: place === 0 ? 1 : null }
    },
    ...more,
  })
  async function pull(checkpoint?: unknown, { until = NOW, pages = 100 } = {}) {
    let last = checkpoint
    for await (const page of stream.pull(context, { checkpoint, until, since: instant(0) })) {
      last = JSON.parse(JSON.stringify(page.checkpoint))
      pages -= 1
      if (pages === 0) break
    }
    return last
  }
  return { asked, pull, stream }
}

const later = (ms: number): Instant => instant(NOW + ms)

describe('a stream of parts', () => {
  it('reads everything first, and then what came since with some overlap', async () => {
    const { asked, pull } = vendorOf(['a'])
    const first = await pull()
    expect(first).toEqual({ parts: { a: { readTo: NOW } } })
    await pull(first, { until: later(10) })
    expect(asked).toEqual([
      ['a', 0, null, NOW],
      ['a', 1, null, NOW],
      ['a', 0, NOW - minutes(5), NOW + 10],
      ['a', 1, NOW - minutes(5), NOW + 10],
    ])
  })

  it('reads a part that is new from its beginning, whatever the others have reached', async () => {
    const checkpoint = await vendorOf(['a']).pull()
    const { asked, pull } = vendorOf(['a', 'new'])
    await pull(checkpoint)
    expect(asked[2]).toEqual(['new', 0, null, NOW])
  })

  it('reads all anew after a checkpoint that an older version wrote', async () => {
    const { asked, pull } = vendorOf(['a'])
    await pull({ audiences: { a: { readTo: NOW } } })
    expect(asked[0]).toEqual(['a', 0, null, NOW])
  })

  it('goes on within the window that it was stopped in, and then reads what came since', async () => {
    const begun = await vendorOf(['a', 'b']).pull(undefined, { pages: 1 })
    const { asked, pull } = vendorOf(['a', 'b'])
    expect(await pull(begun, { until: later(10) })).toEqual({
      parts: { a: { readTo: NOW + 10 }, b: { readTo: NOW + 10 } },
    })
    expect(asked).toEqual([
      ['a', 1, null, NOW],
      ['a', 0, NOW - minutes(5), NOW + 10],
      ['a', 1, NOW - minutes(5), NOW + 10],
      ['b', 0, null, NOW + 10],
      ['b', 1, null, NOW + 10],
    ])
  })

  it('goes on without a second walk where nothing can have come', async () => {
    const begun = await vendorOf(['a']).pull(undefined, { pages: 1 })
    const { asked, pull } = vendorOf(['a'])
    await pull(begun)
    expect(asked).toEqual([['a', 1, null, NOW]])
  })

  it('begins where it is told to, and stays there however often it is resumed', async () => {
    const begin = () => instant(days(7))
    const begun = await vendorOf(['a'], { begin }).pull(undefined, { pages: 1 })
    const { asked, pull } = vendorOf(['a'], { begin: () => instant(days(9)) })
    await pull(begun)
    expect(asked).toEqual([['a', 1, days(7), NOW]])
  })

  it('waits until a part is due again', async () => {
    const everyMs = days(1)
    const first = await vendorOf(['a'], { everyMs }).pull()
    const parts = async () => Promise.reject(new Error('asked for its parts'))
    const early = vendorOf(['a'], { everyMs, parts })
    expect(await early.pull(first, { until: later(everyMs - 1) })).toEqual(first)
    expect(early.asked).toEqual([])
    const due = vendorOf(['a'], { everyMs })
    await due.pull(first, { until: later(everyMs) })
    expect(due.asked).toHaveLength(2)
  })

  it('finishes a walk that was stopped, and begins no second one before the part is due', async () => {
    const everyMs = days(1)
    const begun = await vendorOf(['a'], { everyMs }).pull(undefined, { pages: 1 })
    const early = vendorOf(['a'], { everyMs })
    expect(await early.pull(begun, { until: later(everyMs - 1) })).toEqual({ parts: { a: { readTo: NOW } } })
    expect(early.asked).toEqual([['a', 1, null, NOW]])
    const due = vendorOf(['a'], { everyMs })
    await due.pull(begun, { until: later(everyMs) })
    expect(due.asked).toHaveLength(3)
  })

  it("ends by the vendor's clock where that is behind", async () => {
    const read: Stream['read'] = async () => ({ items: [], next: null, servedAt: NOW - 7 })
    expect(await vendorOf(['a'], { read }).pull()).toEqual({ parts: { a: { readTo: NOW - 7 } } })
    const ahead: Stream['read'] = async () => ({ items: [], next: null, servedAt: NOW + 7 })
    expect(await vendorOf(['a'], { read: ahead }).pull()).toEqual({ parts: { a: { readTo: NOW } } })
  })

  it('reads the others before it says which part vanished', async () => {
    const read: Stream['read'] = async (_context, { id }) => {
      if (id !== 'b') return { items: [], next: null }
      throw new ConnectorError('missing', 'GET /x', { status: 404, code: null, message: '' }, 'Gone.')
    }
    const vanished = (_context: unknown, ids: readonly string[]) => new Error(`no ${ids.join()}`)
    const { stream } = vendorOf(['b', 'a'], { read, vanished })
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const { checkpoint } of stream.pull(context, { checkpoint: null, until: NOW, since: NOW }))
        seen.push(checkpoint)
    })()
    await expect(reading).rejects.toThrow('no b')
    expect(seen).toEqual([{ parts: { a: { readTo: NOW } } }])
    await expect(vendorOf(['b'], { read }).pull()).rejects.toThrow('Gone.')
  })
})
