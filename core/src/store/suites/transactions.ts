import { expect } from 'vitest'
import { at, email, events, NEEDS, page, SHOP, saveContacts } from './samples.ts'
import { counts } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const CURSOR = { connection: SHOP, stream: 'events' }

const visit = (id: number) => events('visited', [{ id, contact: 1, at: 5 }])

export function describeTransactions(fresh: () => Promise<FreshStore>, oneEngine: boolean): void {
  storeTest(fresh, 'facts and state of one work appear together', async (store, reopen) => {
    await store.facts.prepare(NEEDS)
    const seen = await store.atomically(async () => {
      await saveContacts(store, 1)
      await store.facts.append(page('p1', { events: [visit(1)] }))
      await store.state.saveCursor(CURSOR, '"next"')
      return [await store.state.countContacts(), await counts(store.facts, 'visited')]
    })
    expect(seen).toEqual([1, new Map([[1, 1]])])
    const again = await reopen()
    expect(await again.state.cursor(CURSOR)).toBe('"next"')
    expect(await counts(again.facts, 'visited')).toEqual(new Map([[1, 1]]))
  })

  if (oneEngine) describeUndoing(fresh)

  storeTest(fresh, 'a work within a work belongs to the outer one', async store => {
    const work = store.atomically(async () => {
      await store.atomically(() => saveContacts(store, 1))
      throw new Error('later')
    })
    await expect(work).rejects.toThrow('later')
    expect(await store.state.countContacts()).toBe(0)
  })

  storeTest(fresh, 'a second work waits for the first and sees what it did', async store => {
    const order: string[] = []
    const first = store.atomically(async () => {
      await saveContacts(store, 1)
      await new Promise(resolve => setTimeout(resolve, 20))
      order.push('first')
    })
    const second = store.atomically(async () => {
      order.push('second')
      return store.state.countContacts()
    })
    expect([await first, await second]).toEqual([undefined, 1])
    expect(order).toEqual(['first', 'second'])
  })

  storeTest(fresh, 'others read the last committed state while a work goes on', async store => {
    await saveContacts(store, 1)
    let enter = (): void => undefined
    const entered = new Promise<void>(resolve => {
      enter = resolve
    })
    let finish = (): void => undefined
    const finished = new Promise<void>(resolve => {
      finish = resolve
    })
    const work = store.atomically(async () => {
      await store.state.saveIdentities({ created: [email(2)], merges: [] })
      enter()
      await finished
    })
    await entered
    expect(await store.state.countContacts()).toBe(1)
    finish()
    await work
    expect(await store.state.countContacts()).toBe(2)
  })

  storeTest(fresh, 'calls made at once within a work do not disturb each other', async store => {
    await store.facts.prepare(NEEDS)
    await store.atomically(async () => {
      await Promise.all([
        saveContacts(store, 3),
        store.facts.append(page('p1', { events: [visit(1)] })),
        store.state.saveCursor(CURSOR, '1'),
        store.state.replaceMembers({ ...CURSOR, container: '', target: 'fields' }, ['a'], at(1)),
      ])
      const pages = counts(store.facts, 'visited')
      expect(await Promise.all([store.state.countContacts(), pages])).toEqual([3, new Map([[1, 1]])])
    })
  })
}

/** What only a store of one engine can promise. */
function describeUndoing(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'when the work throws nothing of it remains, and the next work goes on', async store => {
    await store.facts.prepare(NEEDS)
    const before = await store.state.reserveNumbers({ contacts: 0, identities: 0 })
    const work = store.atomically(async () => {
      await saveContacts(store, 1)
      await store.facts.append(
        page('p1', { events: [visit(1), events('brand_new', [{ id: 1, contact: 1, at: 5 }])] }),
      )
      await store.state.saveCursor(CURSOR, '"next"')
      throw new Error('the vendor went away')
    })
    await expect(work).rejects.toThrow('the vendor went away')
    expect(await store.state.countContacts()).toBe(0)
    expect(await store.state.cursor(CURSOR)).toBeUndefined()
    expect(await store.facts.countEvents()).toEqual(new Map())
    expect(await store.state.reserveNumbers({ contacts: 0, identities: 0 })).toEqual(before)
    expect(await store.facts.append(page('p1', { events: [visit(1)] }))).toMatchObject({ events: 1 })
  })
}
