import { expect } from 'vitest'
import type { MirrorRow } from '../mirror.ts'
import { at, contactNo, identityNo, NEWS, SHOP, saveContacts, TARGET } from './samples.ts'
import { collect, type FreshStore, storeTest } from './store-test.ts'

const member = (remoteId: string, identity: number, more: Partial<MirrorRow> = {}): MirrorRow => ({
  connection: SHOP,
  container: 'main',
  remoteId,
  identityNo: identityNo(identity),
  email: `${identity}@example.com`,
  fields: { first_name: 'Ada', visits: 3, vip: true, tags: ['a', 'b'] },
  consent: 'subscribed',
  present: true,
  seenAt: at(7),
  ...more,
})

export function describeMirror(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'an empty mirror shows nobody', async ({ state }) => {
    await state.saveMirror([])
    expect(await collect(state.readMirror(SHOP, 'main'))).toEqual([])
    expect(await state.countMembers(SHOP)).toBe(0)
    expect(await state.readMembers(TARGET)).toBeUndefined()
  })

  storeTest(
    fresh,
    'rows come back whole, in order of remote id, with their contact',
    async (store, reopen) => {
      await saveContacts(store, 2)
      const rows = [
        member('b', 2, { email: null, consent: null, fields: {}, present: false, remoteStatus: 'archived' }),
        member('a', 1),
      ]
      await store.state.saveMirror(rows)
      const { state } = await reopen()
      expect(await collect(state.readMirror(SHOP, 'main'))).toEqual([
        { ...rows[1], contactNo: 1 },
        { ...rows[0], contactNo: 2 },
      ])
    },
  )

  storeTest(fresh, 'saving replaces the rows with the same key and no other', async store => {
    await saveContacts(store, 3)
    await store.state.saveMirror([
      member('a', 1),
      member('b', 2),
      member('a', 3, { container: 'other' }),
      member('a', 2, { connection: NEWS }),
    ])
    await store.state.saveMirror([member('a', 1, { seenAt: at(8) }), member('a', 1, { seenAt: at(9) })])
    const rows = await collect(store.state.readMirror(SHOP, 'main'))
    expect(rows.map(row => [row.remoteId, row.seenAt])).toEqual([
      ['a', 9],
      ['b', 7],
    ])
    expect(await store.state.countMembers(SHOP)).toBe(3)
    expect((await collect(store.state.readMirror(SHOP, 'other'))).map(row => row.contactNo)).toEqual([3])
    expect((await collect(store.state.readMirror(NEWS, 'main'))).length).toBe(1)
  })

  storeTest(fresh, 'a merge moves the row to the surviving contact', async store => {
    await saveContacts(store, 2)
    await store.state.saveMirror([member('b', 2)])
    await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(2), into: contactNo(1) }] })
    expect((await collect(store.state.readMirror(SHOP, 'main')))[0]).toMatchObject({
      identityNo: 2,
      contactNo: 1,
    })
  })

  storeTest(fresh, 'a target read and found empty is known to be empty', async ({ state }) => {
    await state.replaceMembers(TARGET, [], at(1))
    expect(await state.readMembers(TARGET)).toEqual(new Set())
    expect(await state.readMembers({ ...TARGET, target: 'tag:Other' })).toBeUndefined()
  })

  storeTest(
    fresh,
    'members are replaced by a read and changed by what was confirmed',
    async (store, reopen) => {
      const other = { ...TARGET, container: 'other' }
      await store.state.replaceMembers(TARGET, ['a', 'b', 'b'], at(1))
      await store.state.replaceMembers(other, ['z'], at(1))
      await store.state.changeMembers(TARGET, { added: ['c', 'b'], removed: ['a', 'nobody'] })
      const { state } = await reopen()
      expect(await state.readMembers(TARGET)).toEqual(new Set(['b', 'c']))
      await state.replaceMembers(TARGET, ['d'], at(2))
      await state.changeMembers(TARGET, { added: [], removed: [] })
      expect(await state.readMembers(TARGET)).toEqual(new Set(['d']))
      expect(await state.readMembers(other)).toEqual(new Set(['z']))
    },
  )

  storeTest(fresh, 'contacts of a target are its present members, once it was read', async store => {
    await saveContacts(store, 4)
    const { state } = store
    await state.saveMirror([
      member('a', 1),
      member('b', 2, { present: false }),
      member('c', 3, { container: 'other' }),
      member('d', 4),
    ])
    const contacts = async (container: string | null) => {
      const found = await state.contactsOfTarget({ ...TARGET, container })
      return found && [...found]
    }
    expect(await contacts(null)).toBeUndefined()
    await state.replaceMembers({ ...TARGET, container: 'main' }, ['a', 'b', 'd', 'nobody'], at(1))
    await state.replaceMembers({ ...TARGET, container: 'other' }, ['c', 'a'], at(1))
    await state.saveIdentities({ created: [], merges: [{ from: contactNo(4), into: contactNo(1) }] })
    expect(await contacts('main')).toEqual([1])
    expect(await contacts('other')).toEqual([3])
    expect(await contacts(null)).toEqual([1, 3])
    expect(await contacts('elsewhere')).toBeUndefined()
  })
}
