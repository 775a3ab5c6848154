import { expect } from 'vitest'
import type { SegmentId } from '../../schema/index.ts'
import { at } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const segment = (id: string, definition = `{"of":"${id}"}`, title = id) => ({
  id: id as SegmentId,
  title,
  definition,
})

export function describeDefinitions(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'without definitions there are no segments', async ({ state }) => {
    expect(await state.segments()).toEqual([])
    expect(await state.saveSegments([], at(1))).toEqual([])
  })

  storeTest(fresh, 'new ids get numbers, in order, and keep them', async (store, reopen) => {
    const saved = await store.state.saveSegments([segment('vip'), segment('lapsed')], at(1))
    expect(saved.map(({ id, version, savedAt, deletedAt }) => ({ id, version, savedAt, deletedAt }))).toEqual(
      [
        { id: 'vip', version: 1, savedAt: 1, deletedAt: null },
        { id: 'lapsed', version: 1, savedAt: 1, deletedAt: null },
      ],
    )
    const { state } = await reopen()
    const again = await state.saveSegments([segment('new'), segment('lapsed'), segment('vip')], at(2))
    expect(again.slice(0, 2)).toEqual(saved)
    expect(again[2]?.id).toBe('new')
    expect(await state.segments()).toEqual(again)
  })

  storeTest(fresh, 'a changed definition is a new version, a new title is not', async ({ state }) => {
    await state.saveSegments([segment('vip')], at(1))
    const [renamed] = await state.saveSegments([segment('vip', '{"of":"vip"}', 'Best')], at(2))
    expect(renamed).toMatchObject({ version: 1, title: 'Best', savedAt: 1 })
    const [changed] = await state.saveSegments([segment('vip', '{"of":"more"}', 'Best')], at(3))
    expect(changed).toMatchObject({ version: 2, definition: '{"of":"more"}', savedAt: 3 })
    expect(changed?.segmentNo).toBe(renamed?.segmentNo)
  })

  storeTest(fresh, 'the number of a deleted segment is never given again', async (store, reopen) => {
    const [vip, lapsed] = await store.state.saveSegments([segment('vip'), segment('lapsed')], at(1))
    expect((await store.state.saveSegments([segment('vip')], at(2))).map(({ id }) => id)).toEqual(['vip'])
    const { state } = await reopen()
    const back = await state.saveSegments([segment('vip'), segment('lapsed'), segment('other')], at(3))
    expect(back[0]?.segmentNo).toBe(vip?.segmentNo)
    const numbers = back.map(({ segmentNo }) => segmentNo)
    expect(numbers).not.toContain(lapsed?.segmentNo)
    expect(new Set(numbers).size).toBe(3)
  })

  storeTest(fresh, 'when its members were last computed is kept for each segment', async (store, reopen) => {
    const [vip, lapsed] = await store.state.saveSegments([segment('vip'), segment('lapsed')], at(1))
    expect([vip?.evaluatedAt, lapsed?.evaluatedAt]).toEqual([null, null])
    const numbers = [vip, lapsed].flatMap(stored => stored?.segmentNo ?? [])
    await store.state.saveEvaluated(numbers, at(2))
    await store.state.saveEvaluated(numbers.slice(1), at(3))
    await store.state.saveEvaluated([], at(4))
    const { state } = await reopen()
    // A new definition is not a computation.
    const saved = await state.saveSegments([segment('vip', 'two'), segment('lapsed')], at(5))
    expect(saved.map(({ id, evaluatedAt }) => [id, evaluatedAt])).toEqual([
      ['vip', 2],
      ['lapsed', 3],
    ])
  })

  storeTest(fresh, 'every version is kept, also of an id that was deleted and came back', async store => {
    const { state } = store
    await state.saveSegments([segment('vip', 'one'), segment('lapsed')], at(1))
    await state.saveSegments([segment('vip', 'one', 'Renamed'), segment('lapsed')], at(2))
    await state.saveSegments([segment('vip', 'two')], at(3), 'ada')
    const told = async (id: string) =>
      (await state.segmentVersions(id as SegmentId)).map(({ version, definition, savedAt }) => [
        version,
        definition,
        savedAt,
      ])
    expect(await told('vip')).toEqual([
      [1, 'one', 1],
      [2, 'two', 3],
    ])
    expect(await told('never')).toEqual([])
    const vip = await state.segmentVersions('vip' as SegmentId)
    expect(vip.map(({ author }) => author)).toEqual([null, 'ada'])
    await state.saveSegments([segment('vip', 'two'), segment('lapsed', 'back')], at(4))
    expect(await told('lapsed')).toEqual([
      [1, '{"of":"lapsed"}', 1],
      [1, 'back', 4],
    ])
    const lapsed = await state.segmentVersions('lapsed' as SegmentId)
    expect(new Set(lapsed.map(({ segmentNo }) => segmentNo)).size).toBe(2)
    expect(lapsed.map(({ deletedAt }) => deletedAt)).toEqual([3, null])
  })
}
