import { expect } from 'vitest'
import type { IdentityKey } from '../../schema/index.ts'
import { contactNo, email, identityNo, NEWS, SHOP, saveContacts } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const key = (value: string): IdentityKey => ({ kind: 'email', value, connection: null })
const merge = (from: number, into: number) => ({ from: contactNo(from), into: contactNo(into) })

export function describeIdentities(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'an empty store knows nobody', async ({ state }) => {
    expect(await state.findIdentities([])).toEqual([])
    expect(await state.findIdentities([key('a@example.com')])).toEqual([undefined])
    expect(await state.identitiesOf([])).toEqual([])
    expect(await state.identitiesOf([contactNo(1)])).toEqual([])
    expect(await state.countContacts()).toBe(0)
    expect(await state.countIdentities()).toBe(0)
  })

  storeTest(fresh, 'answers line up with what was asked, repeats and unknowns included', async store => {
    await saveContacts(store, 3)
    const asked = ['2', 'nobody', '1', '2'].map(name => key(`${name}@example.com`))
    const found = await store.state.findIdentities(asked)
    expect(found.map(identity => identity?.contactNo)).toEqual([2, undefined, 1, 2])
    expect(found[0]).toEqual(email(2))
  })

  storeTest(fresh, 'a vendor id belongs to its connection alone', async ({ state }) => {
    const vendor = { kind: 'vendor' as const, value: 'x1', connection: SHOP }
    const created = [{ ...vendor, identityNo: identityNo(1), contactNo: contactNo(1) }]
    await state.saveIdentities({ created, merges: [] })
    const keys = [vendor, { ...vendor, connection: NEWS }, { ...vendor, connection: null }]
    const found = await state.findIdentities(keys)
    expect(found.map(identity => identity?.identityNo)).toEqual([1, undefined, undefined])
    expect(await state.identitiesOf([contactNo(1)])).toEqual(created)
  })

  storeTest(fresh, 'the same value of another kind is another identity', async ({ state }) => {
    const kinds = (['email', 'phone', 'external'] as const).map((kind, i) => ({
      ...email(i + 1, i + 1, 'same'),
      kind,
    }))
    await state.saveIdentities({ created: kinds, merges: [] })
    expect(await state.findIdentities(kinds)).toEqual(kinds)
  })

  storeTest(
    fresh,
    'numbers are dense and never given again, not even after reopening',
    async (store, reopen) => {
      const first = await store.state.reserveNumbers({ contacts: 3, identities: 2 })
      const second = await store.state.reserveNumbers({ contacts: 1, identities: 0 })
      expect(second.contactNo).toBe(first.contactNo + 3)
      expect(second.identityNo).toBe(first.identityNo + 2)
      const third = await (await reopen()).state.reserveNumbers({ contacts: 1, identities: 1 })
      expect(third.contactNo).toBe(second.contactNo + 1)
      expect(third.identityNo).toBe(second.identityNo)
    },
  )

  storeTest(
    fresh,
    'saving an identity again changes nothing, saving it under another number is refused',
    async store => {
      await saveContacts(store, 2)
      await saveContacts(store, 2)
      expect(await store.state.countIdentities()).toBe(2)
      const stolen = { ...email(9, 9), value: '1@example.com' }
      await expect(store.state.saveIdentities({ created: [stolen], merges: [] })).rejects.toThrow(/number 1/)
      expect((await store.state.findIdentities([key('1@example.com')]))[0]?.identityNo).toBe(1)
    },
  )

  storeTest(fresh, 'a merge makes two contacts one, with the identities of both', async (store, reopen) => {
    await saveContacts(store, 3)
    await store.state.saveIdentities({ created: [], merges: [merge(2, 1)] })
    const { state } = await reopen()
    expect(await state.countContacts()).toBe(2)
    expect(await state.countIdentities()).toBe(3)
    const [moved] = await state.findIdentities([key('2@example.com')])
    expect(moved).toEqual(email(2, 1))
    for (const asked of [1, 2]) {
      const identities = await state.identitiesOf([contactNo(asked)])
      expect(new Set(identities.map(identity => identity.identityNo))).toEqual(new Set([1, 2]))
    }
  })

  storeTest(fresh, 'chains of merges lead to the last survivor, in one call or over several', async store => {
    await saveContacts(store, 6)
    await store.state.saveIdentities({ created: [], merges: [merge(3, 2), merge(2, 1)] })
    await store.state.saveIdentities({ created: [], merges: [merge(1, 5)] })
    await store.state.saveIdentities({ created: [], merges: [merge(6, 3)] })
    const found = await store.state.findIdentities([1, 2, 3, 4, 5, 6].map(no => key(`${no}@example.com`)))
    expect(found.map(identity => identity?.contactNo)).toEqual([5, 5, 5, 4, 5, 5])
    expect(await store.state.countContacts()).toBe(2)
  })

  storeTest(fresh, 'merging what is one already, or a contact with itself, changes nothing', async store => {
    await saveContacts(store, 2)
    await store.state.saveIdentities({ created: [], merges: [merge(2, 1)] })
    await store.state.saveIdentities({ created: [], merges: [merge(2, 1), merge(1, 2), merge(1, 1)] })
    expect(await store.state.countContacts()).toBe(1)
    expect((await store.state.identitiesOf([contactNo(1)])).length).toBe(2)
  })

  storeTest(fresh, 'an identity created for a merged contact belongs to the survivor', async store => {
    await saveContacts(store, 2)
    await store.state.saveIdentities({
      created: [email(3, 2, 'late@example.com')],
      merges: [merge(2, 1)],
    })
    expect((await store.state.findIdentities([key('late@example.com')]))[0]?.contactNo).toBe(1)
  })
}
