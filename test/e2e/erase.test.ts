import { noEvent, segment } from '@esplanade/core/segments'
import type { HubResults } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { inHubWorld } from '../faults/world/open-hub.ts'
import { settleTown, townsmen } from '../faults/world/town.ts'
import { vendorState } from '../faults/world/vendor-state.ts'

const HOUR_MS = 3_600_000
const PEOPLE = townsmen(42)
const SYNCS = [
  { connection: 'news', segment: 'all', into: { tag: 'All' } },
  { connection: 'shop', fields: { orders: { event: 'order_placed', count: true } } },
] as const
const SEGMENTS = [segment('all', 'Everybody', noEvent('order_refunded'))]
/** In all three vendors. */
const ADA = PEOPLE.find(({ in: here, left }) => here.news && here.crm && here.shop && left === null)
const EMAIL = ADA?.email ?? ''

type Receipts = HubResults['erase']

test(
  'a person is erased here and at every vendor, with a receipt that names nobody, and never comes back',
  {
    timeout: 120_000,
  },
  () =>
    inHubWorld({ segments: SEGMENTS, syncs: SYNCS }, async ({ hub, vendors, clock }) => {
      settleTown(vendors, PEOPLE, clock.now())
      await hub.run({ command: 'sync', confirm: true })
      clock.advance(HOUR_MS)
      const before = await hub.run({ command: 'status' })
      const plan = await hub.run({ command: 'erase-plan', contacts: [EMAIL] })
      expect(plan.people[0]?.vendors.map(({ connection, state }) => [connection, state])).toEqual([
        ['crm', 'waiting'],
        ['news', 'waiting'],
        ['shop', 'waiting'],
      ])
      expect(Object.values(vendorState(vendors)).every(held => held[EMAIL] !== undefined)).toBe(true)

      const { receipts, unknown, errors }: Receipts = await hub.run({
        command: 'erase',
        contacts: [EMAIL.toUpperCase(), EMAIL, 'nobody@town.example'],
      })
      expect(errors).toEqual([])
      expect(unknown).toEqual([
        { place: 3, reason: expect.stringContaining('No contact has this e-mail address') },
      ])
      expect(receipts).toHaveLength(1)
      const [receipt] = receipts
      expect(receipt?.endedAt).not.toBeNull()
      expect(receipt?.removed).toMatchObject({ identities: 4, members: 3, events: expect.any(Number) })
      expect(
        receipt?.vendors.map(({ connection, state, confirmedAt }) => [
          connection,
          state,
          confirmedAt !== null,
        ]),
      ).toEqual([
        ['crm', 'confirmed', true],
        ['news', 'confirmed', true],
        ['shop', 'confirmed', true],
      ])
      expect(JSON.stringify(receipts)).not.toMatch(/town\.example|person\d/i)
      for (const [vendor, held] of Object.entries(vendorState(vendors)))
        expect(held[EMAIL], vendor).toBeUndefined()

      const after = await hub.run({ command: 'status' })
      expect(after.contacts).toBe(before.contacts - 1)
      expect(after.connections.map(({ openBatches }) => openBatches)).toEqual([0, 0, 0])
      await expect(hub.run({ command: 'contacts-export', contact: EMAIL })).rejects.toThrow('No contact has')

      // The same address signs up anew, and somebody brings an old file along.
      vendors.shop.state.addProfile({ email: EMAIL, created: clock.now() })
      clock.advance(HOUR_MS)
      const pulled = await hub.run({ command: 'pull' })
      expect(pulled.connections.map(({ id, erased }) => [id, erased])).toEqual([
        ['news', 0],
        ['crm', 0],
        ['shop', 1],
      ])
      expect((await hub.run({ command: 'status' })).contacts).toBe(before.contacts - 1)
      const [again] = (await hub.run({ command: 'erase-plan', contacts: [EMAIL] })).unknown
      expect(again?.reason).toContain('was erased before')

      // Everything else goes on, and by difference it says what a full evaluation does.
      await hub.run({ command: 'evaluate', verify: true })
      clock.advance(HOUR_MS)
      const synced = await hub.run({ command: 'sync' })
      expect(synced.evaluate.contacts).toBe(before.contacts - 1)
      expect(synced.push.connections.filter(({ error }) => error !== null)).toEqual([])
      expect(await hub.run({ command: 'readmit', contacts: [EMAIL] })).toEqual({ readmitted: 1 })
    }),
)

test(
  'a vendor that takes hours keeps an erasure under way, over a restart, and its job is asked after, not repeated',
  {
    timeout: 120_000,
  },
  () =>
    inHubWorld({ segments: SEGMENTS, syncs: SYNCS }, async world => {
      const { vendors, clock } = world
      settleTown(vendors, PEOPLE, clock.now())
      await world.hub.run({ command: 'sync', confirm: true })
      vendors.shop.state.jobDelayMs = 5 * HOUR_MS
      vendors.clearJournals()
      const { receipts } = await world.hub.run({ command: 'erase', contacts: [EMAIL] })
      expect(receipts[0]?.endedAt).toBeNull()
      const states = (result: Pick<Receipts, 'receipts'>) =>
        result.receipts[0]?.vendors.map(({ connection, state }) => `${connection} ${state}`)
      expect(states({ receipts })).toEqual(['crm confirmed', 'news confirmed', 'shop asked'])
      await world.reopen({})
      clock.advance(HOUR_MS)
      expect(states(await world.hub.run({ command: 'erase-status' }))).toContain('shop asked')
      clock.advance(5 * HOUR_MS)
      const over = await world.hub.run({ command: 'erase-status' })
      expect(states(over)).toEqual(['crm confirmed', 'news confirmed', 'shop confirmed'])
      expect(over.receipts[0]?.endedAt).not.toBeNull()
      expect(vendors.writes().filter(write => write.includes('data-privacy-deletion'))).toHaveLength(1)
    }),
)

test('a refusal stays under way with its words until somebody closes it', { timeout: 120_000 }, () =>
  inHubWorld({ segments: SEGMENTS, syncs: [] }, async ({ hub, vendors, clock }) => {
    settleTown(vendors, PEOPLE, clock.now())
    await hub.run({ command: 'pull' })
    // Another profile with the same address, which the vendor tells of only once the first is gone.
    const twin = () => vendors.shop.state.addProfile({ email: EMAIL, created: clock.now() })
    vendors.moments.at(
      { call: { route: 'POST /api/data-privacy-deletion-jobs' }, nth: 1, effect: 'after' },
      async () => {
        vendors.shop.state.settle()
        twin()
      },
    )
    const { receipts } = await hub.run({ command: 'erase', contacts: [EMAIL] })
    const [receipt] = receipts
    expect(receipt?.vendors.find(({ connection }) => connection === 'shop')).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('another one with its address'),
    })
    expect(JSON.stringify(receipts)).not.toMatch(/town\.example|person\d/i)
    await expect(hub.run({ command: 'erase-close', erasure: 'none' })).rejects.toThrow(
      'No erasure "none" is under way',
    )
    const closed = await hub.run({ command: 'erase-close', erasure: receipt?.id ?? '' })
    expect(closed.endedAt).not.toBeNull()
    expect(closed.vendors.map(({ state }) => state)).toEqual(['confirmed', 'confirmed', 'closed'])
    expect((await hub.run({ command: 'status' })).connections.map(({ openBatches }) => openBatches)).toEqual([
      0, 0, 0,
    ])
  }),
)
