import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveIdentities } from '../../src/identity/index.ts'
import type { ConnectionId, ContactNo, Identity, IdentityKey, IdentityNo } from '../../src/schema/index.ts'
import type { IdentityStore, Merge, Separation } from '../../src/store/index.ts'

const email = (value: string): IdentityKey => ({ kind: 'email', value, connection: null })
const vendor = (value: string, connection = 'news'): IdentityKey => ({
  kind: 'vendor',
  value,
  connection: connection as ConnectionId,
})

describe('resolving identities', () => {
  test('one person in three vendors, in one batch, is one contact', async () => {
    const { rows, createdContacts } = await resolveIdentities(emptyStore(), [
      [vendor('a', 'news'), email('ada@example.com')],
      [vendor('1', 'crm'), email('bo@example.com')],
      [vendor('x', 'shop'), email('ada@example.com')],
      [vendor('9', 'crm'), email('ada@example.com')],
    ])
    expect(rows.map(({ contactNo }) => contactNo)).toEqual([
      rows[0]?.contactNo,
      rows[1]?.contactNo,
      rows[0]?.contactNo,
      rows[0]?.contactNo,
    ])
    expect(createdContacts).toBe(2)
  })

  test('a later row that names two contacts merges the younger into the older', async () => {
    const store = emptyStore()
    const first = await resolveIdentities(store, [[email('ada@example.com')]])
    const second = await resolveIdentities(store, [[email('ada@work.example')]])
    const both = await resolveIdentities(store, [[email('ada@work.example'), email('ada@example.com')]])
    expect(both.merges).toEqual([{ from: second.rows[0]?.contactNo, into: first.rows[0]?.contactNo }])
    expect(both.rows[0]?.contactNo).toBe(first.rows[0]?.contactNo)
  })

  test('a fact is filed under the first identity of its row', async () => {
    const store = emptyStore()
    const { rows } = await resolveIdentities(store, [[vendor('a'), email('ada@example.com')]])
    const again = await resolveIdentities(store, [[vendor('a')], [email('ada@example.com')]])
    expect(again.rows[0]).toMatchObject(rows[0] as object)
    expect(again.rows[1]?.identityNo).not.toBe(rows[0]?.identityNo)
  })

  test('the same vendor id at two connections is two people', async () => {
    const { createdContacts } = await resolveIdentities(emptyStore(), [
      [vendor('1', 'crm')],
      [vendor('1', 'shop')],
    ])
    expect(createdContacts).toBe(2)
  })

  test('nothing resolves to nothing, and a row without identity is refused', async () => {
    expect((await resolveIdentities(emptyStore(), [])).rows).toEqual([])
    await expect(resolveIdentities(emptyStore(), [[]])).rejects.toThrow('Row 0 has no identity')
  })

  test('however rows are split into batches and ordered, the same people come out', async () => {
    const key = fc.integer({ min: 0, max: 8 }).map(n => email(`p${n}@example.com`))
    const row = fc.array(key, { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (rows, size) => {
          const whole = emptyStore()
          await resolveIdentities(whole, rows)
          const split = emptyStore()
          for (let start = 0; start < rows.length; start += size) {
            await resolveIdentities(split, [...rows].reverse().slice(start, start + size))
          }
          expect(split.people()).toEqual(whole.people())
        },
      ),
      { numRuns: 200, seed: 20_261_122 },
    )
  })

  test('two who were taken apart stay two, whatever names both, and everybody else is found as ever', async () => {
    const people = Array.from({ length: 6 }, (_, no) => email(`p${no}@example.com`))
    const row = fc.array(fc.constantFrom(...people, email('new@example.com')), { minLength: 1, maxLength: 3 })
    const pair = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })).filter(([one, other]) => one !== other)
    await fc.assert(
      fc.asyncProperty(pair, fc.array(row, { minLength: 1, maxLength: 8 }), async (apart, rows) => {
        const store = emptyStore([apart as readonly number[] as Separation])
        await resolveIdentities(
          store,
          people.map(one => [one]),
        )
        const free = emptyStore()
        await resolveIdentities(
          free,
          people.map(one => [one]),
        )
        await resolveIdentities(store, rows)
        await resolveIdentities(free, rows)
        const [one, other] = await store.findIdentities(apart.map(no => people[no] as IdentityKey))
        expect(one?.contactNo).not.toBe(other?.contactNo)
        const together = await free.findIdentities(apart.map(no => people[no] as IdentityKey))
        if (together[0]?.contactNo !== together[1]?.contactNo) expect(store.people()).toEqual(free.people())
      }),
      { numRuns: 300, seed: 20_261_129 },
    )
  })
})

/** The port over a plain map: what the resolution asks of a store and no more. */
type Asked = Pick<IdentityStore, 'findIdentities' | 'reserveNumbers' | 'saveIdentities' | 'separations'>

function emptyStore(apart: readonly Separation[] = []): Asked & { people(): string[] } {
  const identities = new Map<string, Identity>()
  const aliases = new Map<ContactNo, ContactNo>()
  const living = (contact: ContactNo): ContactNo => {
    const into = aliases.get(contact)
    return into === undefined ? contact : living(into)
  }
  const textOf = (key: IdentityKey) => `${key.kind}:${key.connection}:${key.value}`
  let contacts = 0
  let numbers = 0
  return {
    findIdentities: async keys =>
      keys.map(key => {
        const found = identities.get(textOf(key))
        return found && { ...found, contactNo: living(found.contactNo) }
      }),
    reserveNumbers: async counts => {
      const first = { contactNo: contacts as ContactNo, identityNo: numbers as IdentityNo }
      contacts += counts.contacts
      numbers += counts.identities
      return first
    },
    saveIdentities: async ({
      created,
      merges,
    }: {
      created: readonly Identity[]
      merges: readonly Merge[]
    }) => {
      for (const identity of created) identities.set(textOf(identity), identity)
      for (const { from, into } of merges) aliases.set(from, into)
    },
    separations: async asked =>
      apart
        .map(([one, other]): Separation => [living(one), living(other)])
        .filter(pair => pair.some(contact => asked.includes(contact))),
    people() {
      const groups = new Map<ContactNo, string[]>()
      for (const [text, { contactNo }] of identities)
        groups.set(living(contactNo), [...(groups.get(living(contactNo)) ?? []), text])
      return [...groups.values()].map(group => group.sort().join(' ')).sort()
    },
  }
}
