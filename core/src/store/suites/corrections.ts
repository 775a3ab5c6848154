import { expect } from 'vitest'
import type { FactStore } from '../fact-store.ts'
import { contactNo, events, NEEDS, page, type SampleEvent, saveContacts } from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const order = (id: number, total: string, more: Partial<SampleEvent> = {}): SampleEvent => ({
  id,
  contact: 1,
  at: 1_000 + id,
  properties: { total, category: 'tea' },
  ...more,
})

const orders = (id: string, ...rows: SampleEvent[]) => page(id, { events: [events('order_placed', rows)] })

const spent = (facts: FactStore) =>
  scanned(facts, 'order_placed', [
    aggregate('count'),
    aggregate('sum', { name: 'total', type: 'money' }),
    aggregate('last', { name: 'at', type: 'instant' }),
  ])

export function describeCorrections(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'an order told again as it was changes nothing', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    await store.facts.append(orders('p1', order(1, '10.00'), order(2, '5.00')))
    const report = await store.facts.append(orders('p2', order(1, '10.00'), order(2, '5.00')))
    expect(report).toEqual({ repeated: false, events: 0, duplicates: 2, corrected: 0 })
    expect(await spent(store.facts)).toEqual(new Map([[1, [2, 1500, 1002]]]))
  })

  storeTest(fresh, 'a changed amount or time replaces what was told before', async (store, reopen) => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    await store.facts.append(orders('p1', order(1, '10.00'), order(2, '5.00')))
    const report = await store.facts.append(orders('p2', order(1, '7.50'), order(2, '5.00', { at: 5_000 })))
    expect(report).toEqual({ repeated: false, events: 0, duplicates: 0, corrected: 2 })
    const { facts } = await reopen()
    expect(await spent(facts)).toEqual(new Map([[1, [2, 1250, 5000]]]))
    expect(await facts.countEvents()).toEqual(new Map([['order_placed', 2]]))
  })

  storeTest(fresh, 'an order taken back is gone, once', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    await store.facts.append(orders('p1', order(1, '10.00'), order(2, '5.00')))
    const back = order(1, '10.00', { retracted: true })
    expect(await store.facts.append(orders('p2', back))).toMatchObject({ corrected: 1, duplicates: 0 })
    expect(await store.facts.append(orders('p3', back))).toMatchObject({ corrected: 0, duplicates: 1 })
    expect(await spent(store.facts)).toEqual(new Map([[1, [1, 500, 1002]]]))
    expect(await store.facts.countEvents()).toEqual(new Map([['order_placed', 1]]))
  })

  storeTest(fresh, 'an order that was taken back may be placed after all', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    await store.facts.append(orders('p1', order(1, '10.00')))
    await store.facts.append(orders('p2', order(1, '10.00', { retracted: true })))
    expect(await spent(store.facts)).toEqual(new Map())
    expect(await store.facts.append(orders('p3', order(1, '11.00')))).toMatchObject({
      events: 1,
      corrected: 0,
    })
    expect(await spent(store.facts)).toEqual(new Map([[1, [1, 1100, 1001]]]))
  })

  storeTest(fresh, 'taking back what was never told changes nothing', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const report = await store.facts.append(orders('p1', order(1, '10.00', { retracted: true })))
    expect(report).toEqual({ repeated: false, events: 0, duplicates: 1, corrected: 0 })
    expect(await store.facts.countEvents()).toEqual(new Map())
  })

  storeTest(fresh, 'within a page the last telling holds', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const rows = [order(1, '1.00'), order(2, '2.00'), order(1, '3.00'), order(2, '2.00', { retracted: true })]
    await store.facts.append(orders('p1', ...rows))
    expect(await spent(store.facts)).toEqual(new Map([[1, [1, 300, 1001]]]))
  })

  storeTest(fresh, 'an order moved to another customer leaves the first', async store => {
    await saveContacts(store, 2)
    await store.facts.prepare(NEEDS)
    await store.facts.append(orders('p1', order(1, '10.00')))
    expect(await store.facts.append(orders('p2', order(1, '10.00', { contact: 2 })))).toMatchObject({
      corrected: 1,
    })
    expect(await spent(store.facts)).toEqual(new Map([[2, [1, 1000, 1001]]]))
  })

  storeTest(fresh, 'an order told of the same person by another identity is the same', async store => {
    await saveContacts(store, 2)
    await store.facts.prepare(NEEDS)
    await store.facts.append(orders('p1', order(1, '10.00', { contact: 2 })))
    await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(2), into: contactNo(1) }] })
    expect(await store.facts.append(orders('p2', order(1, '10.00')))).toMatchObject({
      corrected: 0,
      duplicates: 1,
    })
    expect(await spent(store.facts)).toEqual(new Map([[1, [1, 1000, 1001]]]))
  })

  storeTest(
    fresh,
    'what was stored before its type could change can be corrected once it can',
    async store => {
      await saveContacts(store, 1)
      await store.facts.append(orders('p1', order(1, '10.00'), order(2, '5.00')))
      await store.facts.prepare(NEEDS)
      const change = orders('p2', order(1, '4.00'), order(2, '5.00', { retracted: true }))
      expect(await store.facts.append(change)).toMatchObject({ events: 0, corrected: 2 })
      expect(await spent(store.facts)).toEqual(new Map([[1, [1, 400, 1001]]]))
    },
  )

  storeTest(fresh, 'a table built after corrections shows what holds, not what was told', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare({ ...NEEDS, events: new Map() })
    await store.facts.append(orders('p1', order(1, '10.00'), order(2, '5.00'), order(3, '1.00')))
    await store.facts.append(orders('p2', order(1, '4.00'), order(2, '5.00', { retracted: true })))
    await store.facts.prepare(NEEDS)
    expect(await spent(store.facts)).toEqual(new Map([[1, [2, 500, 1003]]]))
  })
}
