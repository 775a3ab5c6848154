import { days, deliverBatch, type EraseRow, seconds } from '@esplanade/connector-kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { holds } from '../conformance/held-contacts.ts'
import { hubspotConnector } from '../src/index.ts'
import { goneIn, openWorld, pull, seedContacts, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

describe('the sweep', () => {
  const sweep = async (known: readonly string[], checkpoint?: unknown) => {
    const stream = hubspotConnector.streams.find(({ name }) => name === 'contact_sweep')
    if (!stream) throw new Error('The connector sweeps.')
    const now = world.clock.now()
    const mirror = async function* () {
      yield known
    }
    const request = { checkpoint, until: now, since: now, mirror }
    const all = []
    for await (const page of stream.pull(world.connect(), request)) all.push(page)
    return all
  }

  test('tells erased, archived and merged contacts apart, a call per hundred and two to confirm', async () => {
    const ids = seedContacts(world, 250)
    const [erased = '', archived = '', merged = '', into = ''] = ids
    world.account.eraseNow(erased)
    world.account.archiveContact(archived)
    const survivor = world.account.mergeContacts(into, merged).id
    world.emulator.journal.clear()
    const gone = goneIn(await sweep(ids))
    const told = Object.fromEntries(
      gone.map(({ remoteId, reason, mergedInto }) => [remoteId, [reason, mergedInto]]),
    )
    expect(told).toEqual({
      [erased]: ['deleted', undefined],
      [archived]: ['archived', undefined],
      [merged]: ['merged', survivor],
      [into]: ['merged', survivor],
    })
    expect(world.emulator.journal.requests).toBe(3 + 2)
  })

  test('rests for a week', async () => {
    const ids = seedContacts(world, 3)
    const checkpoint = (await sweep(ids)).at(-1)?.checkpoint
    world.emulator.journal.clear()
    world.clock.advance(days(6))
    expect(await sweep(ids, checkpoint)).toEqual([])
    expect(world.emulator.journal.requests).toBe(0)
    world.clock.advance(days(1))
    expect(await sweep(ids, checkpoint)).toHaveLength(1)
  })
})

describe('an erasure', () => {
  const erase = (row: EraseRow) => {
    const operation = hubspotConnector.operations.erase
    if (!operation) throw new Error('The connector erases.')
    const delivery = { context: world.connect(), operation, target: { container: '' }, rows: [row] }
    return deliverBatch({ ...delivery, onJob: async () => {} })
  }

  test('is applied only when neither the contacts nor the archive have the person', async () => {
    const [id = '', other = ''] = seedContacts(world, 2)
    const started = world.clock.now()
    expect(await erase({ remoteId: id, email: null })).toEqual([{ status: 'applied' }])
    expect(world.clock.now() - started).toBeGreaterThanOrEqual(seconds(5))
    expect(holds(world.account, 'person-0@example.com')).toBe(false)
    expect(world.account.contacts.get(other)).toBeDefined()
  })

  test('of somebody who is gone already is applied too, and so is one whose answer was lost', async () => {
    const [id = ''] = seedContacts(world, 1)
    world.emulator.order({ times: 1, fault: { kind: 'cut-after-effect' } })
    expect(await erase({ remoteId: id, email: null })).toEqual([{ status: 'applied' }])
    expect(await erase({ remoteId: id, email: null })).toEqual([{ status: 'applied' }])
  })

  test('takes the person’s mail along', async () => {
    const [id = ''] = seedContacts(world, 2)
    for (const recipient of ['person-0@example.com', 'person-1@example.com'])
      world.account.recordEmailEvent({ type: 'OPEN', recipient, campaignId: 1, at: world.clock.now() - 1 })
    await erase({ remoteId: id, email: null })
    const events = (await pull(world, world.connect(), 'email_events')).flatMap(({ items }) => items)
    expect(events).toHaveLength(1)
  })
})
