import { expect } from 'vitest'
import type { AttributeFact } from '../../schema/index.ts'
import type { AttributeColumns } from '../fact-store.ts'
import { CATALOG, contactNo, email, fact, NEEDS, NEWS, page, SHOP, saveContacts } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const stated = (id: string, ...attributes: AttributeFact[]) => page(id, { attributes })

/** The value of one contact as a person would write it; undefined where missing. */
function valueIn({ columns }: AttributeColumns, name: string, contact: number): unknown {
  const column = columns.get(name)
  if (column === undefined) throw new Error(`No column ${name}.`)
  if ('codes' in column) return column.dictionary[column.codes[contact] as number]
  const value = column.values[contact]
  return Number.isNaN(value) ? undefined : value
}

export function describeAttributes(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'an empty store has columns of no contacts', async ({ facts }) => {
    await facts.prepare(NEEDS)
    const read = await facts.attributes(['nickname', 'points'])
    expect(read.living.length).toBe(read.size)
    expect(read.living.includes(1)).toBe(false)
    expect([...read.columns.keys()]).toEqual(['nickname', 'points'])
    expect(await facts.profiles([])).toEqual(new Map())
  })

  storeTest(
    fresh,
    'every type of value arrives as a number, or as a text by its code',
    async (store, reopen) => {
      await saveContacts(store, 3)
      await store.facts.prepare(NEEDS)
      await store.facts.append(
        stated(
          'p1',
          fact(1, 'nickname', 'Ada', 5),
          fact(1, 'points', 12.345678, 5),
          fact(1, 'balance', '-7.50', 5),
          fact(1, 'member', true, 5),
          fact(1, 'joined', '2026-01-31T09:00:00.000Z', 5),
          fact(1, 'born', '1969-12-31', 5),
          fact(1, 'interests', ['tea', 'maps'], 5),
          fact(3, 'nickname', 'Ada', 5),
          fact(3, 'member', false, 5),
        ),
      )
      const { facts } = await reopen()
      const names = ['nickname', 'points', 'balance', 'member', 'joined', 'born', 'interests']
      const read = await facts.attributes(names)
      expect(names.map(name => valueIn(read, name, 1))).toEqual([
        'Ada',
        12.345678,
        -750,
        1,
        Date.UTC(2026, 0, 31, 9),
        -1,
        ['tea', 'maps'],
      ])
      expect(names.map(name => valueIn(read, name, 2))).toEqual(names.map(() => undefined))
      expect([valueIn(read, 'nickname', 3), valueIn(read, 'member', 3)]).toEqual(['Ada', 0])
      expect(read.size).toBe(4)
      expect([...read.living]).toEqual([0, 1, 1, 1])
      expect((await facts.profiles([contactNo(1), contactNo(2)])).get(contactNo(1))).toMatchObject({
        nickname: 'Ada',
        balance: '-7.50',
        interests: ['tea', 'maps'],
      })
    },
  )

  storeTest(
    fresh,
    'a value said again keeps its time, so an old word does not become the newest',
    async store => {
      await saveContacts(store, 1)
      await store.facts.prepare(NEEDS)
      await store.facts.append(
        stated('p1', fact(1, 'nickname', 'old', 10, SHOP), fact(1, 'nickname', 'new', 20, NEWS)),
      )
      await store.facts.append(stated('p2', fact(1, 'nickname', 'old', 30, SHOP)))
      expect(valueIn(await store.facts.attributes(['nickname']), 'nickname', 1)).toBe('new')
      await store.facts.append(stated('p3', fact(1, 'nickname', 'newer', 40, SHOP)))
      expect(valueIn(await store.facts.attributes(['nickname']), 'nickname', 1)).toBe('newer')
    },
  )

  storeTest(fresh, 'the newest statement holds, in whatever order statements arrive', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const nickname = async () => valueIn(await store.facts.attributes(['nickname']), 'nickname', 1)
    await store.facts.append(
      stated('p1', fact(1, 'nickname', 'second', 20), fact(1, 'nickname', 'first', 10)),
    )
    expect(await nickname()).toBe('second')
    await store.facts.append(stated('p2', fact(1, 'nickname', 'late', 15, NEWS)))
    expect(await nickname()).toBe('second')
    await store.facts.append(stated('p3', fact(1, 'nickname', 'third', 30, NEWS)))
    expect(await nickname()).toBe('third')
    await store.facts.append(stated('p4', fact(1, 'nickname', 'fourth', 30, SHOP)))
    expect(await nickname()).toBe('fourth')
  })

  storeTest(fresh, 'blanks never overwrite', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    await store.facts.append(stated('p1', fact(1, 'nickname', 'Ada', 5)))
    await store.facts.append(stated('p2', fact(1, 'nickname', '', 9), fact(1, 'nickname', ' \t ', 9)))
    expect(valueIn(await store.facts.attributes(['nickname']), 'nickname', 1)).toBe('Ada')
  })

  storeTest(
    fresh,
    'an owner holds against newer statements, and steps aside where it is silent',
    async store => {
      await saveContacts(store, 2)
      await store.facts.prepare(NEEDS)
      await store.facts.append(
        stated(
          'p1',
          fact(1, 'nickname', 'owned', 5, NEWS),
          fact(1, 'nickname', 'newer', 50, SHOP),
          fact(2, 'nickname', 'alone', 5, SHOP),
        ),
      )
      const nicknames = async () => {
        const read = await store.facts.attributes(['nickname'])
        return [1, 2].map(no => valueIn(read, 'nickname', no))
      }
      expect(await nicknames()).toEqual(['newer', 'alone'])
      await store.facts.prepare({ ...NEEDS, owners: new Map([['nickname', NEWS]]) })
      expect(await nicknames()).toEqual(['owned', 'alone'])
      await store.facts.append(stated('p2', fact(1, 'nickname', 'newest', 99, SHOP)))
      expect(await nicknames()).toEqual(['owned', 'alone'])
    },
  )

  storeTest(
    fresh,
    'a merge joins the statements of both, and the number merged away lives no more',
    async store => {
      await saveContacts(store, 2)
      await store.facts.prepare(NEEDS)
      await store.facts.append(
        stated('p1', fact(1, 'nickname', 'old', 5), fact(2, 'nickname', 'new', 9), fact(2, 'points', 3, 5)),
      )
      await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(2), into: contactNo(1) }] })
      const read = await store.facts.attributes(['nickname', 'points'])
      expect([valueIn(read, 'nickname', 1), valueIn(read, 'points', 1)]).toEqual(['new', 3])
      expect([valueIn(read, 'nickname', 2), valueIn(read, 'points', 2)]).toEqual([undefined, undefined])
      expect([...read.living]).toEqual([0, 1, 0])
      const profiles = await store.facts.profiles([contactNo(1), contactNo(2)])
      expect(profiles.get(contactNo(2))).toEqual({ nickname: 'new', points: 3 })
      await store.facts.append(stated('p2', fact(2, 'points', 4, 6)))
      expect(valueIn(await store.facts.attributes(['points']), 'points', 1)).toBe(4)
    },
  )

  storeTest(fresh, 'statements that came before their identity hold once it is there', async store => {
    await store.facts.prepare(NEEDS)
    await store.facts.append(stated('p1', fact(7, 'nickname', 'Ada', 5)))
    await store.state.saveIdentities({ created: [email(7)], merges: [] })
    expect(valueIn(await store.facts.attributes(['nickname']), 'nickname', 7)).toBe('Ada')
  })

  storeTest(fresh, 'an attribute declared later reads what was stated before', async store => {
    await saveContacts(store, 1)
    const without = new Map([...CATALOG.attributes].filter(([name]) => name !== 'points'))
    await store.facts.prepare({ ...NEEDS, catalog: { ...CATALOG, attributes: without } })
    await store.facts.append(stated('p1', fact(1, 'points', 3, 5)))
    await expect(store.facts.attributes(['points'])).rejects.toThrow(/points/)
    await store.facts.prepare(NEEDS)
    expect(valueIn(await store.facts.attributes(['points']), 'points', 1)).toBe(3)
  })
}
