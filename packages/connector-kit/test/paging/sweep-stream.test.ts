import { type ConnectionId, days, instant, simulatedClock } from '@esplanade/core/schema'
import { expect, it } from 'vitest'
import { type ConnectorContext, type PulledItem, sweepStream } from '../../src/index.ts'

const NOW = instant(days(100))

/** A vendor with these ids, one of which comes back while it is looked for. */
function sweepOf(present: readonly string[], comesBack: readonly string[] = []) {
  const asked: string[][] = []
  const stream = sweepStream<unknown, unknown>({
    name: 'sweep',
    everyMs: days(7),
    containers: async () => ['news'],
    async *present() {
      yield present.slice(0, 2)
      yield present.slice(2)
    },
    confirm: async (_context, _container, remoteIds) => {
      asked.push([...remoteIds])
      return remoteIds
        .filter(id => !comesBack.includes(id))
        .map(remoteId => ({ remoteId, reason: 'deleted' as const }))
    },
  })
  return { stream, asked }
}

async function pull(
  { stream }: ReturnType<typeof sweepOf>,
  mirror: readonly string[] | undefined,
  { checkpoint, at = NOW }: { checkpoint?: unknown; at?: number } = {},
) {
  const items: PulledItem[] = []
  let last: unknown
  const session = { connection: 'a' as ConnectionId, clock: simulatedClock(NOW) }
  const context = { ...session, config: null, client: null, session } as unknown as ConnectorContext<
    unknown,
    unknown
  >
  const pages = stream.pull(context, {
    checkpoint,
    until: instant(at),
    since: NOW,
    ...(mirror && {
      async *mirror() {
        yield mirror
      },
    }),
  })
  for await (const page of pages) {
    items.push(...page.items)
    last = JSON.parse(JSON.stringify(page.checkpoint))
  }
  return { gone: items.map(item => (item.kind === 'gone' ? item.remoteId : item.kind)), checkpoint: last }
}

it('finds those that the mirror has and the vendor does not, once each is confirmed', async () => {
  const sweep = sweepOf(['a', 'b', 'new'], ['d'])
  expect((await pull(sweep, ['a', 'b', 'c', 'd'])).gone).toEqual(['c'])
  expect(sweep.asked).toEqual([['c', 'd']])
})

it('confirms a hundred at a time', async () => {
  const sweep = sweepOf([])
  const many = Array.from({ length: 101 }, (_, at) => `m${at}`)
  expect((await pull(sweep, many)).gone).toEqual(many)
  expect(sweep.asked.map(ids => ids.length)).toEqual([100, 1])
})

it('sweeps again only when its time has come', async () => {
  const sweep = sweepOf([])
  const { checkpoint } = await pull(sweep, ['a'])
  expect((await pull(sweep, ['a'], { checkpoint, at: NOW + days(7) - 1 })).gone).toEqual([])
  expect((await pull(sweep, ['a'], { checkpoint, at: NOW + days(7) })).gone).toEqual(['a'])
})

it('asks nobody where there is no mirror to hold the ids against', async () => {
  const sweep = sweepOf(['a'])
  expect(await pull(sweep, undefined)).toEqual({ gone: [], checkpoint: undefined })
})
