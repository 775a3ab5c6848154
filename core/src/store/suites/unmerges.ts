import { expect } from 'vitest'
import { resolveIdentities } from '../../identity/resolve-identities.ts'
import type { Store } from '../store.ts'
import { contactNo, email, events, NEEDS, page, saveContacts } from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const merge = (from: number, into: number) => ({ from: contactNo(from), into: contactNo(into) })

const unmerge = async ({ state, facts }: Store, number: number) => {
  await facts.reassign(await state.identitiesBefore(contactNo(number)))
  await state.unmerge(contactNo(number))
}

const orders = ({ facts }: Store) => scanned(facts, 'order_placed', [aggregate('count')])

/** An order of an identity, told under the contact that it belongs to by then. */
const order = ({ facts }: Store, id: number, contact: number, identity = contact) => {
  const block = events('order_placed', [{ id, contact, at: id, properties: { total: id } }])
  return facts.append(page(`p${id}`, { events: [{ ...block, identityNo: Uint32Array.of(identity) }] }))
}

export function describeUnmerges(fresh: () => Promise<FreshStore>): void {
  storeTest(
    fresh,
    'events go back to the identity that they were told of, those told and compacted meanwhile, too',
    async (store, reopen) => {
      await saveContacts(store, 3)
      await store.facts.prepare(NEEDS)
      await order(store, 1, 1)
      await order(store, 2, 2)
      await store.state.saveIdentities({ created: [], merges: [merge(2, 1)] })
      await order(store, 3, 1, 2)
      await order(store, 4, 1)
      await store.facts.compact({ force: true })
      expect(await orders(store)).toEqual(new Map([[1, [4]]]))
      await unmerge(store, 2)
      const both = new Map([
        [1, [2]],
        [2, [2]],
      ])
      expect(await orders(store)).toEqual(both)
      const again = await reopen()
      expect(await orders(again)).toEqual(both)
      expect(await again.state.countContacts()).toBe(3)
      expect((await again.state.identitiesOf([contactNo(2)])).map(identity => identity.identityNo)).toEqual([
        2,
      ])
      // What was corrected before is corrected as before: the standing version has moved with its event.
      await order(again, 3, 2)
      expect(await orders(again)).toEqual(both)
      // The very same merge once more, by somebody who means it: what was written before does not hold any more.
      await again.state.saveIdentities({ created: [], merges: [merge(2, 1)] })
      expect(await orders(again)).toEqual(new Map([[1, [4]]]))
    },
  )

  storeTest(fresh, 'who was merged into the one that leaves goes along', async store => {
    await saveContacts(store, 4)
    await store.facts.prepare(NEEDS)
    for (const no of [1, 2, 3, 4]) await order(store, no, no)
    await store.state.saveIdentities({ created: [], merges: [merge(3, 2), merge(2, 1), merge(4, 1)] })
    await store.facts.compact({ force: true })
    expect(await store.state.merges({ limit: 9 })).toEqual([
      { from: 2, into: 1, survivor: 1 },
      { from: 3, into: 2, survivor: 1 },
      { from: 4, into: 1, survivor: 1 },
    ])
    expect(await store.state.merges({ limit: 1 })).toHaveLength(1)
    expect(
      (await store.state.identitiesBefore(contactNo(2))).map(one => [one.identityNo, one.contactNo]),
    ).toEqual([
      [2, 2],
      [3, 3],
    ])
    await unmerge(store, 2)
    expect(await orders(store)).toEqual(
      new Map([
        [1, [2]],
        [2, [2]],
      ]),
    )
    expect(await store.state.merges({ limit: 9 })).toEqual([
      { from: 3, into: 2, survivor: 2 },
      { from: 4, into: 1, survivor: 1 },
    ])
  })

  storeTest(fresh, 'a contact that is not merged away stays as it is', async store => {
    await saveContacts(store, 2)
    await store.facts.prepare(NEEDS)
    expect(await store.state.identitiesBefore(contactNo(1))).toEqual([])
    await unmerge(store, 1)
    await unmerge(store, 9)
    expect(await store.state.countContacts()).toBe(2)
    expect(await store.state.separations([contactNo(1), contactNo(2)])).toEqual([])
  })

  storeTest(fresh, 'two that were taken apart are not merged by what names both again', async store => {
    const { state } = store
    await saveContacts(store, 3)
    await store.facts.prepare(NEEDS)
    const [one, two, three] = [email(1), email(2), email(3)]
    await resolveIdentities(state, [[one, two]])
    expect(await state.countContacts()).toBe(2)
    await unmerge(store, 2)
    expect(await state.separations([contactNo(2)])).toEqual([[2, 1]])
    const { rows, merges } = await resolveIdentities(state, [
      [one, two],
      [two, one],
    ])
    expect(merges).toEqual([])
    expect(rows.map(row => row.contactNo)).toEqual([1, 2])
    // Nor by a third that both turn out to be: it becomes the one that has it first.
    await resolveIdentities(state, [
      [three, one],
      [three, two],
    ])
    const found = await state.findIdentities([one, two, three])
    expect(found.map(identity => identity?.contactNo)).toEqual([1, 2, 1])
  })
}
