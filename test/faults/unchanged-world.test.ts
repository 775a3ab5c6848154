import { event, segment } from '@esplanade/core/segments'
import type { SyncConfig } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { type HubWorld, inHubWorld } from './world/open-hub.ts'
import { settleTown, townsmen } from './world/town.ts'
import { vendorState } from './world/vendor-state.ts'
import { AUDIENCE } from './world/vendors.ts'

const TIMEOUT_MS = 60_000
const HOUR_MS = 3_600_000
const PEOPLE = townsmen(70)
/** In all three vendors, with two orders. */
const EVERYWHERE = 'person6@town.example'

const orders = { event: 'order_placed', count: true } as const
const SYNCS: readonly SyncConfig[] = [
  { connection: 'news', segment: 'buyers', into: { tag: 'Buyers' } },
  { connection: 'crm', segment: 'buyers', into: { list: 'Buyers' } },
  { connection: 'shop', segment: 'readers', into: { list: 'Readers' } },
  { connection: 'news', fields: { ORDERS: orders } },
  { connection: 'crm', fields: { orders } },
  { connection: 'shop', fields: { orders } },
]
const SEGMENTS = [
  segment('buyers', 'Bought twice', event('order_placed').count().atLeast(2)),
  segment('readers', 'Opened a mail', event('email_opened').within('30d').count().atLeast(1)),
]

/** A town that was synced once, an hour ago. */
const inSyncedTown = (use: (world: HubWorld) => Promise<void>) =>
  inHubWorld({ segments: SEGMENTS, syncs: SYNCS }, async world => {
    settleTown(world.vendors, PEOPLE, world.clock.now())
    await world.hub.run({ command: 'sync' })
    world.clock.advance(HOUR_MS)
    world.vendors.clearJournals()
    await use(world)
    const { news, crm, shop } = world.vendors
    for (const { errors } of [news, crm, shop]) expect(errors).toEqual([])
  })

test('a second sync of an unchanged world writes to no vendor', { timeout: TIMEOUT_MS }, () =>
  inSyncedTown(async ({ hub, vendors, clock }) => {
    const before = vendorState(vendors)
    for (let round = 0; round < 2; round += 1) {
      const { push } = await hub.run({ command: 'sync' })
      expect(push.connections.map(({ changed, writes, error }) => ({ changed, writes, error }))).toEqual(
        Array.from({ length: 3 }, () => ({ changed: 0, writes: 0, error: null })),
      )
      clock.advance(HOUR_MS)
    }
    expect(vendors.writes()).toEqual([])
    expect(vendorState(vendors)).toEqual(before)
  }),
)

test(
  'a managed field that a person edits at the vendor is put right once; what is not managed stays as they left it',
  { timeout: TIMEOUT_MS },
  () =>
    inSyncedTown(async ({ hub, vendors, clock }) => {
      const before = vendorState(vendors)
      const { news, crm, shop } = vendors
      news.state.changeMember(AUDIENCE, EVERYWHERE, { mergeFields: { ORDERS: 99, NOTE: 'called' } })
      news.state.tagMember(AUDIENCE, EVERYWHERE, 'By hand')
      const contact = crm.state.contactByEmail(EVERYWHERE)
      crm.state.updateContact(contact?.id ?? '', { orders: '99', internal_note: 'called' })
      const profile = shop.state.profileByEmail(EVERYWHERE)
      if (profile === undefined) throw new Error('The town has nobody of this address.')
      Object.assign(profile.properties, { orders: 99, note: 'called' })
      profile.updated = Math.floor(clock.now() / 1_000) * 1_000
      shop.state.profiles.changed()
      clock.advance(HOUR_MS)

      const { push } = await hub.run({ command: 'sync' })
      expect(push.connections.map(({ id, changed, applied }) => ({ id, changed, applied }))).toEqual(
        ['news', 'crm', 'shop'].map(id => ({ id, changed: 1, applied: 1 })),
      )
      const after = vendorState(vendors)
      expect(after.news[EVERYWHERE]).toMatchObject({ fields: { ORDERS: 2, NOTE: 'called' } })
      expect(after.news[EVERYWHERE]?.groups).toEqual(['Buyers', 'By hand'])
      expect(after.crm[EVERYWHERE]?.fields).toMatchObject({ orders: '2', internal_note: 'called' })
      expect(after.shop[EVERYWHERE]?.fields).toMatchObject({ orders: 2, note: 'called' })
      for (const vendor of ['news', 'crm', 'shop'] as const) {
        const others = (held: typeof after.news) => ({ ...held, [EVERYWHERE]: undefined })
        expect(others(after[vendor])).toEqual(others(before[vendor]))
      }

      clock.advance(HOUR_MS)
      vendors.clearJournals()
      await hub.run({ command: 'sync' })
      expect(vendors.writes()).toEqual([])
    }),
)

test(
  'a member that a person puts into a managed list or takes out of it is put right',
  { timeout: TIMEOUT_MS },
  () =>
    inSyncedTown(async ({ hub, vendors, clock }) => {
      const before = vendorState(vendors)
      const list = vendors.crm.state.lists.byName('Buyers')
      const [first] = list?.members.keys() ?? []
      const stranger = vendors.crm.state.contactByEmail('person1@town.example')
      list?.members.delete(first ?? '')
      list?.members.set(stranger?.id ?? '', clock.now())
      const { push } = await hub.run({ command: 'sync' })
      expect(push.connections.find(({ id }) => id === 'crm')).toMatchObject({ changed: 2, applied: 2 })
      expect(vendorState(vendors)).toEqual(before)
    }),
)
