import { expect } from 'vitest'
import { events, NEEDS, NEWS, page, saveContacts } from './samples.ts'
import { counts } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const visits = (ids: readonly number[], time = 1_000) =>
  events(
    'visited',
    ids.map(id => ({ id, contact: 1, at: time + id })),
  )

export function describeEvents(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'an empty page is a page', async ({ facts }) => {
    const nothing = { repeated: false, events: 0, duplicates: 0, corrected: 0 }
    expect(await facts.append(page('p1', {}))).toEqual(nothing)
    expect(await facts.append(page('p2', { events: [events('visited', [])] }))).toEqual(nothing)
    expect((await facts.append(page('p1', {}))).repeated).toBe(true)
    expect(await facts.countEvents()).toEqual(new Map())
  })

  storeTest(fresh, 'a page appended twice counts once, even after reopening', async (store, reopen) => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const first = await store.facts.append(page('p1', { events: [visits([1, 2, 3])] }))
    expect(first).toEqual({ repeated: false, events: 3, duplicates: 0, corrected: 0 })
    const { facts } = await reopen()
    const second = await facts.append(page('p1', { events: [visits([1, 2, 3, 4])] }))
    expect(second).toMatchObject({ repeated: true, events: 0, corrected: 0 })
    expect(await counts(facts, 'visited')).toEqual(new Map([[1, 3]]))
    expect(await facts.countEvents()).toEqual(new Map([['visited', 3]]))
  })

  storeTest(fresh, 'events of another page that are known already are left out', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    await store.facts.append(page('p1', { events: [visits([1, 2, 3])] }))
    const report = await store.facts.append(page('p2', { events: [visits([2, 3, 4])] }))
    expect(report).toEqual({ repeated: false, events: 1, duplicates: 2, corrected: 0 })
    expect(await counts(store.facts, 'visited')).toEqual(new Map([[1, 4]]))
  })

  storeTest(fresh, 'within a page the first telling of an event holds', async store => {
    await saveContacts(store, 2)
    await store.facts.prepare(NEEDS)
    const twice = events('visited', [
      { id: 1, contact: 2, at: 10 },
      { id: 1, contact: 1, at: 11 },
      { id: 2, contact: 1, at: 11 },
    ])
    const report = await store.facts.append(page('p1', { events: [twice] }))
    expect(report).toEqual({ repeated: false, events: 2, duplicates: 1, corrected: 0 })
    expect(await counts(store.facts, 'visited')).toEqual(
      new Map([
        [1, 1],
        [2, 1],
      ]),
    )
  })

  storeTest(fresh, 'an event that never changes is not taken back either', async store => {
    await saveContacts(store, 1)
    await store.facts.append(page('p1', { events: [visits([1])] }))
    const back = events('visited', [{ id: 1, contact: 1, at: 1_001, retracted: true }])
    expect(await store.facts.append(page('p2', { events: [back] }))).toMatchObject({
      events: 0,
      duplicates: 1,
    })
    expect(await store.facts.countEvents()).toEqual(new Map([['visited', 1]]))
  })

  storeTest(fresh, 'repeats are found years apart, of types with and without a name', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const times = [3, 1_600_000_000_000, 1_600_000_500_000, 1_800_000_000_000]
    const told = (type: string, ids: readonly number[]) =>
      events(
        type,
        ids.map(id => ({ id, contact: 1, at: times[id % times.length] as number })),
      )
    const first = [told('visited', [0, 1, 2, 3]), told('something_else', [0, 1, 2, 3])]
    expect(await store.facts.append(page('p1', { events: first }))).toMatchObject({ events: 8 })
    const again = [told('visited', [7, 3, 0, 2, 6]), told('something_else', [0, 4, 3, 1])]
    expect(await store.facts.append(page('p2', { events: again }))).toMatchObject({
      events: 3,
      duplicates: 6,
    })
    expect(await store.facts.countEvents()).toEqual(
      new Map([
        ['visited', 6],
        ['something_else', 5],
      ]),
    )
  })

  storeTest(fresh, 'late, early and ancient events are kept in any order of arrival', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const times = [1_700_000_000_000, 5, -86_400_000, 4_102_444_800_000, 6]
    for (const [i, at] of times.entries()) {
      const one = events('visited', [{ id: i + 1, contact: 1, at }])
      expect(await store.facts.append(page(`p${i}`, { events: [one] }))).toMatchObject({ events: 1 })
    }
    expect(await counts(store.facts, 'visited')).toEqual(new Map([[1, 5]]))
  })

  storeTest(fresh, 'a page of several types and sources keeps them apart', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const report = await store.facts.append(
      page('p1', {
        events: [
          visits([1, 2]),
          events('order_placed', [{ id: 1, contact: 1, at: 5 }]),
          events('something_else', [{ id: 1, contact: 1, at: 5 }]),
          events('visited', [{ id: 9, contact: 1, at: 5 }], NEWS),
        ],
      }),
    )
    expect(report.events).toBe(5)
    expect(await store.facts.countEvents()).toEqual(
      new Map([
        ['visited', 3],
        ['order_placed', 1],
        ['something_else', 1],
      ]),
    )
  })

  storeTest(fresh, 'what was stored before its type was named is there once it is', async (store, reopen) => {
    await saveContacts(store, 2)
    const rows = [
      { id: 1, contact: 1, at: 5, properties: { page: '/a' } },
      { id: 2, contact: 2, at: 6, properties: { page: '/b' } },
    ]
    await store.facts.append(page('p1', { events: [events('visited', rows)] }))
    await store.facts.prepare(NEEDS)
    expect(await counts(store.facts, 'visited')).toEqual(
      new Map([
        [1, 1],
        [2, 1],
      ]),
    )
    const { facts } = await reopen()
    await facts.append(page('p2', { events: [visits([7])] }))
    await facts.prepare(NEEDS)
    expect(await counts(facts, 'visited')).toEqual(
      new Map([
        [1, 2],
        [2, 1],
      ]),
    )
  })

  storeTest(fresh, 'properties that are no JSON refuse the page and leave no trace of it', async store => {
    const broken = { ...visits([1, 2]), properties: ['{}', '{"page":'] }
    await expect(store.facts.append(page('p1', { events: [broken] }))).rejects.toThrow(/no JSON/)
    expect(await store.facts.countEvents()).toEqual(new Map())
    expect(await store.facts.append(page('p1', { events: [visits([1])] }))).toMatchObject({ events: 1 })
  })
}
