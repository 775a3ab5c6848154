import { expect } from 'vitest'
import type { RunId } from '../../schema/index.ts'
import type { Run } from '../run.ts'
import { at, NEWS, SHOP } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const run = (id: string, startedAt: number, more: Partial<Run> = {}): Run => ({
  id: id as RunId,
  kind: 'pull',
  connection: SHOP,
  status: 'running',
  startedAt: at(startedAt),
  endedAt: null,
  counts: {},
  error: null,
  ...more,
})

export function describeRuns(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'runs come newest first, filtered and limited', async ({ state }) => {
    expect(await state.runs({ limit: 10 })).toEqual([])
    await state.saveRun(run('a', 1))
    await state.saveRun(run('c', 3, { kind: 'evaluate', connection: null }))
    await state.saveRun(run('b', 2, { connection: NEWS }))
    const ids = async (query: Parameters<typeof state.runs>[0]) =>
      (await state.runs(query)).map(({ id }) => id)
    expect(await ids({ limit: 10 })).toEqual(['c', 'b', 'a'])
    expect(await ids({ limit: 2 })).toEqual(['c', 'b'])
    expect(await ids({ kind: 'pull', limit: 10 })).toEqual(['b', 'a'])
    expect(await ids({ kind: 'pull', connection: SHOP, limit: 10 })).toEqual(['a'])
    expect(await ids({ connection: NEWS, kind: 'push', limit: 10 })).toEqual([])
  })

  storeTest(fresh, 'a run is one record from start to end', async (store, reopen) => {
    await store.state.saveRun(run('a', 1))
    const ended = run('a', 1, {
      status: 'failed',
      endedAt: at(9),
      counts: { events: 12, contacts: 0 },
      error: 'The key was refused.',
    })
    await store.state.saveRun(ended)
    expect(await (await reopen()).state.runs({ limit: 10 })).toEqual([ended])
  })

  storeTest(fresh, 'a cursor is what was saved last for its stream', async (store, reopen) => {
    const contacts = { connection: SHOP, stream: 'contacts' }
    expect(await store.state.cursor(contacts)).toBeUndefined()
    await store.state.saveCursor(contacts, '{"since":1}')
    await store.state.saveCursor(contacts, '{"since":2}')
    await store.state.saveCursor({ ...contacts, stream: 'events' }, '{}')
    const { state } = await reopen()
    expect(await state.cursor(contacts)).toBe('{"since":2}')
    expect(await state.cursor({ ...contacts, connection: NEWS })).toBeUndefined()
  })
}
