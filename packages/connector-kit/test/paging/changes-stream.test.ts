import type { ConnectionId } from '@esplanade/core/schema'
import { expect, it } from 'vitest'
import { type ConnectorContext, changesStream, instant, type PulledItem } from '../../src/index.ts'

const context = { connection: 'a' as ConnectionId } as unknown as ConnectorContext<null, null>
const UNTIL = instant(1_000)
const gone = (remoteId: string): PulledItem => ({ kind: 'gone', container: '', remoteId, reason: 'deleted' })

/** Two walks over the same two pages, the second of which tells nothing before its end. */
function vendor() {
  const asked: unknown[] = []
  const stream = changesStream<null, null, number, { items: number[]; servedAt: number }>({
    name: 'members',
    walks: () =>
      ['one', 'two'].map(name => ({
        name,
        tieMs: 1,
        lateMs: 60,
        stepwise: name === 'one',
        timeOf: (row: number) => row,
        pages: async function* (from, until) {
          asked.push([name, from, until])
          yield { items: [200], servedAt: 900 }
          yield { items: [400], servedAt: 950 }
        },
        itemsOf: ({ items }) => items.map(row => gone(`${name} ${row}`)),
      })),
  })
  const pull = async (checkpoint: unknown) => {
    const pages = []
    for await (const page of stream.pull(context, { checkpoint, until: UNTIL, since: instant(0) }))
      pages.push(page)
    return pages
  }
  return { asked, pull }
}

it('each walk goes on from its own checkpoint, which one without steps moves at its end alone', async () => {
  const { asked, pull } = vendor()
  expect(await pull(undefined)).toEqual([
    { items: [gone('one 200')], checkpoint: { one: 199 } },
    { items: [gone('one 400')], checkpoint: { one: 399 } },
    { items: [], checkpoint: { one: 840 } },
    { items: [gone('two 200')], checkpoint: { one: 840 } },
    { items: [gone('two 400')], checkpoint: { one: 840 } },
    { items: [], checkpoint: { one: 840, two: 840 } },
  ])
  await pull({ one: 840, two: 7 })
  expect(asked.slice(2)).toEqual([
    ['one', 840, 1_000],
    ['two', 7, 1_000],
  ])
})

it('a checkpoint of another shape is none', async () => {
  const { asked, pull } = vendor()
  await pull({ updated: 'yesterday' })
  expect(asked[0]).toEqual(['one', undefined, 1_000])
})
