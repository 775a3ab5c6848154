import { expect } from 'vitest'
import type { FactStore, StoredEvent } from '../fact-store.ts'
import { contactNo, events, NEEDS, page, type SampleEvent, SHOP, saveContacts } from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { collect, type FreshStore, storeTest } from './store-test.ts'

const told = async (facts: FactStore, contacts: readonly number[], types: readonly string[]) =>
  (await collect<StoredEvent>(facts.eventsOf(contacts.map(contactNo), types))).map(
    ({ type, eventId, contactNo: contact, at }) => [type, Number(eventId), contact, at as number],
  )

const visits = (...rows: readonly SampleEvent[]) => [events('visited', rows)]

export function describeEventsOf(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'nobody has no events, and nobody has events of a type never heard of', async store => {
    await saveContacts(store, 1)
    expect(await told(store.facts, [], ['visited'])).toEqual([])
    expect(await told(store.facts, [1], [])).toEqual([])
    expect(await told(store.facts, [1], ['visited', 'never_heard_of'])).toEqual([])
  })

  storeTest(fresh, 'only the asked, oldest first, prepared or not', async store => {
    await saveContacts(store, 2)
    const pages = [
      ...visits({ id: 3, contact: 1, at: 30 }, { id: 1, contact: 1, at: 10 }, { id: 2, contact: 2, at: 20 }),
      events('browsed', [{ id: 4, contact: 1, at: 10 }]),
      events('ignored', [{ id: 5, contact: 1, at: 5 }]),
    ]
    await store.facts.append(page('p1', { events: pages }))
    const expected = [
      ['browsed', 4, 1, 10],
      ['visited', 1, 1, 10],
      ['visited', 3, 1, 30],
    ]
    expect(await told(store.facts, [1], ['visited', 'browsed'])).toEqual(expected)
    await store.facts.prepare(NEEDS)
    expect(await told(store.facts, [1], ['visited', 'browsed'])).toEqual(expected)
    expect((await told(store.facts, [1, 2], ['visited'])).map(([, id]) => id)).toEqual([1, 2, 3])
  })

  storeTest(fresh, 'properties come as they were told, named or not, with their source', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const properties = { page: `O'Brien "x" \u202e`, seconds: 0.1, mobile: true, tags: ['a', 'b'], other: 1 }
    await store.facts.append(page('p1', { events: visits({ id: 7, contact: 1, at: 5, properties }) }))
    const [event] = await collect<StoredEvent>(store.facts.eventsOf([contactNo(1)], ['visited']))
    expect(event).toEqual({ type: 'visited', eventId: 7n, contactNo: 1, at: 5, source: SHOP, properties })
  })

  storeTest(fresh, 'events of which many say the same are each what they were told to be', async store => {
    await saveContacts(store, 2)
    await store.facts.prepare(NEEDS)
    const said = (id: number) => ({ page: ['/a', `/${'ä'.repeat(9)}`, '/c'][id % 3], seconds: id % 2 })
    const visited = Array.from({ length: 60 }, (_, id) => ({ id, contact: 1, at: id, properties: said(id) }))
    const ordered = visited.map(({ id, at }) => ({
      id,
      contact: 2,
      at,
      properties: { total: `${id % 2}.50` },
    }))
    const told = { events: [events('visited', visited), events('order_placed', ordered)] }
    expect(await store.facts.append(page('p1', told))).toMatchObject({ events: 120, corrected: 0 })
    const stored = async () =>
      (
        await collect<StoredEvent>(store.facts.eventsOf([1, 2].map(contactNo), ['visited', 'order_placed']))
      ).map(({ type, eventId, properties }) => [type, Number(eventId), properties])
    const expected = (type: string, rows: readonly SampleEvent[]) =>
      rows.map(({ id, properties }) => [type, id, properties])
    expect(new Set(await stored())).toEqual(
      new Set([...expected('visited', visited), ...expected('order_placed', ordered)]),
    )
    const answers = await scanned(store.facts, 'visited', [
      aggregate('sum', { name: 'seconds', type: 'number' }),
      aggregate('max', { name: 'seconds', type: 'number' }),
      aggregate('last', { name: 'page', type: 'text' }),
    ])
    expect(answers).toEqual(new Map([[1, [30, 1, '/c']]]))

    // Some told anew, some with another total, and a page of which one text is no JSON.
    const changed = ordered.map(row => (row.id < 30 ? { ...row, properties: { total: '7.00' } } : row))
    const again = { events: [events('visited', visited), events('order_placed', changed)] }
    expect(await store.facts.append(page('p2', again))).toMatchObject({ events: 0, corrected: 30 })
    expect(new Set(await stored())).toEqual(
      new Set([...expected('visited', visited), ...expected('order_placed', changed)]),
    )
    const broken = events(
      'visited',
      visited.map(row => ({ ...row, id: row.id + 100 })),
    )
    const properties = broken.properties.map((text, row) => (row % 6 === 5 ? '{"page":' : text))
    await expect(store.facts.append(page('p3', { events: [{ ...broken, properties }] }))).rejects.toThrow(
      /event 5 .*no JSON/,
    )
  })

  storeTest(fresh, 'corrected events come corrected, and those taken back not at all', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const orders = (...rows: readonly SampleEvent[]) => ({ events: [events('order_placed', rows)] })
    const total = (amount: string) => ({ properties: { total: amount } })
    await store.facts.append(
      page('p1', orders({ id: 1, contact: 1, at: 10, ...total('5') }, { id: 2, contact: 1, at: 20 })),
    )
    await store.facts.append(
      page(
        'p2',
        orders({ id: 1, contact: 1, at: 11, ...total('6') }, { id: 2, contact: 1, at: 20, retracted: true }),
      ),
    )
    const stored = await collect<StoredEvent>(store.facts.eventsOf([contactNo(1)], ['order_placed']))
    expect(stored).toMatchObject([{ eventId: 1n, at: 11, properties: { total: '6' } }])
  })

  storeTest(fresh, 'who was merged brings their events along', async store => {
    await saveContacts(store, 3)
    await store.facts.append(
      page('p1', { events: visits({ id: 1, contact: 1, at: 1 }, { id: 2, contact: 2, at: 2 }) }),
    )
    await store.state.saveIdentities({
      created: [],
      merges: [{ from: contactNo(2), into: contactNo(1) }],
    })
    expect(await told(store.facts, [1], ['visited'])).toEqual([
      ['visited', 1, 1, 1],
      ['visited', 2, 1, 2],
    ])
  })
}
