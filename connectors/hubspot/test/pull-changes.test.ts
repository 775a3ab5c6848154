import { days, minutes, seconds } from '@esplanade/connector-kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contactsIn, goneIn, idsIn, openWorld, pull, START, seedContacts, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

describe('later pulls', () => {
  const follow = async () => {
    const before = await pull(world, world.connect(), 'contacts')
    return (checkpoint = before.at(-1)?.checkpoint) => pull(world, world.connect(), 'contacts', checkpoint)
  }

  test('bring what changed since and not the rest', async () => {
    const all = seedContacts(world, 400)
    const again = await follow()
    world.clock.advance(days(1))
    const changed = [all[3], all[250]] as string[]
    for (const id of changed) world.account.updateContact(id, { city: 'Turin' })
    world.clock.advance(days(1))
    const pages = await again()
    expect(new Set(idsIn(pages))).toEqual(new Set(changed))
    const quiet = await again(pages.at(-1)?.checkpoint)
    expect(idsIn(quiet)).toEqual([])
  })

  test('find a change that the search index showed after a later one', async () => {
    const createdAt = START - days(90)
    const old = Array.from({ length: 4 }, () => world.account.addContact({ createdAt }))
    const [, , slow = '', quick = ''] = old
    seedContacts(world, 3)
    const again = await follow()
    world.clock.advance(days(1))
    world.account.updateContact(slow, { city: 'Turin' })
    world.clock.advance(seconds(1))
    world.account.updateContact(quick, { city: 'Turin' })
    world.clock.advance(seconds(5.5))
    const moved = (pages: Awaited<ReturnType<typeof pull>>) =>
      contactsIn(pages).flatMap(({ remoteId, fields }) => (fields.city === 'Turin' ? [remoteId] : []))
    const early = await again()
    expect(moved(early)).toEqual([quick])
    world.clock.advance(minutes(1))
    expect(moved(await again(early.at(-1)?.checkpoint))).toContain(slow)
  })

  test('pass 12,000 contacts that changed in one instant, past the cap of 10,000', {
    timeout: 60_000,
  }, async () => {
    const all = Array.from({ length: 12_000 }, (_, at) =>
      world.account.addContact({
        email: `p${at}@example.com`,
        createdAt: START - days(9),
        modifiedAt: START - days(9),
      }),
    )
    const again = await follow()
    world.clock.advance(days(1))
    for (const id of all) world.account.updateContact(id, { city: 'Turin' })
    const after = world.account.addContact({ email: 'later@example.com', createdAt: world.clock.now() + 1 })
    world.clock.advance(days(1))
    const pages = await again()
    expect(new Set(idsIn(pages))).toEqual(new Set([...all, after]))
    expect(idsIn(pages).length).toBeLessThan(all.length + 500)
    // Stopped in the middle of the instant, it goes on there.
    const rest = await again(pages[40]?.checkpoint)
    expect(new Set([...idsIn(pages.slice(0, 41)), ...idsIn(rest)]).size).toBe(12_001)
  })

  test('pass exactly as many equal times as a page holds, one fewer and one more', async () => {
    for (const count of [199, 200, 201, 400]) {
      const fresh = await openWorld()
      const all = Array.from({ length: count }, (_, at) =>
        fresh.account.addContact({ email: `p${at}@example.com`, createdAt: START - days(9) }),
      )
      const [, checkpoint] = [
        await pull(fresh, fresh.connect(), 'contacts'),
        { phase: 'idle', newest: START - days(9) },
      ]
      const pages = await pull(fresh, fresh.connect(), 'contacts', checkpoint)
      expect(new Set(idsIn(pages))).toEqual(new Set(all))
      await fresh.close()
    }
  })

  test('report archived contacts and merged ids as gone', async () => {
    const [a = '', b = '', c = '', ...others] = seedContacts(world, 20)
    const again = await follow()
    world.clock.advance(days(1))
    world.account.archiveContact(a)
    const { id: survivor } = world.account.mergeContacts(b, c)
    world.clock.advance(days(1))
    const pages = await again()
    expect(goneIn(pages)).toEqual([
      { kind: 'gone', container: '', remoteId: b, reason: 'merged', mergedInto: survivor },
      { kind: 'gone', container: '', remoteId: c, reason: 'merged', mergedInto: survivor },
      { kind: 'gone', container: '', remoteId: a, reason: 'archived' },
    ])
    const merged = contactsIn(pages).find(({ remoteId }) => remoteId === survivor)
    expect(merged?.identities.map(({ value }) => value)).toEqual([
      'person-1@example.com',
      'person-2@example.com',
    ])
    expect(others.every(id => idsIn(pages).filter(got => got === id).length <= 1)).toBe(true)
  })

  test('lose nothing when the vendor’s clock is most of an hour behind ours', async () => {
    const theirs = (ms: number) => world.clock.now() - minutes(50) + ms
    const [first] = [
      world.account.addContact({ email: 'a@example.com', createdAt: theirs(-minutes(9)) }),
      world.account.addContact({ email: 'b@example.com', createdAt: theirs(-minutes(2)) }),
    ] as const
    const again = await follow()
    world.account.updateContact(first, { city: 'Turin' }, theirs(minutes(1)))
    expect(contactsIn(await again()).some(({ fields }) => fields.city === 'Turin')).toBe(true)
  })
})
