import { event, segment } from '@esplanade/core/segments'
import type { HubConfig } from '@esplanade/hub'
import { beforeAll, expect, test } from 'vitest'
import { type HubWorld, inHubWorld } from './world/open-hub.ts'
import { settleTown, townsmen } from './world/town.ts'
import { madeThings, type VendorState, vendorState } from './world/vendor-state.ts'

const TIMEOUT_MS = 60_000
const HOUR_MS = 3_600_000
const PEOPLE = townsmen(42)
const orders = { event: 'order_placed', count: true } as const
const CONFIG: Pick<HubConfig, 'segments' | 'syncs'> = {
  segments: [
    segment('buyers', 'Bought twice', event('order_placed').count().atLeast(2)),
    segment('readers', 'Opened a mail', event('email_opened').within('30d').count().atLeast(1)),
  ],
  syncs: [
    { connection: 'news', segment: 'buyers', into: { tag: 'Buyers' } },
    { connection: 'crm', segment: 'buyers', into: { list: 'Buyers' } },
    { connection: 'shop', segment: 'readers', into: { list: 'Readers' } },
    { connection: 'news', fields: { ORDERS: orders } },
    { connection: 'crm', fields: { orders } },
    { connection: 'shop', fields: { orders } },
  ],
}

interface Left {
  readonly state: VendorState
  readonly made: Record<string, string[]>
  readonly writes: readonly string[]
}

async function live(sync: (world: HubWorld) => Promise<void>): Promise<Left> {
  const left = Promise.withResolvers<Left>()
  await inHubWorld(CONFIG, async world => {
    const { vendors, clock } = world
    settleTown(vendors, PEOPLE, clock.now())
    await sync(world)
    for (const { errors } of [vendors.news, vendors.crm, vendors.shop]) expect(errors).toEqual([])
    left.resolve({ state: vendorState(vendors), made: madeThings(vendors), writes: vendors.writes() })
  })
  return left.promise
}

let undisturbed: Left
beforeAll(async () => {
  undisturbed = await live(async ({ hub }) => {
    await hub.run({ command: 'sync' })
  })
}, TIMEOUT_MS)

/** Every kind of write of a first sync; each round loses one answer of each vendor. */
const WRITES = {
  news: [
    'POST /lists/{list_id}/merge-fields',
    'POST /lists/{list_id}',
    'POST /lists/{list_id}/segments',
    'POST /lists/{list_id}/segments/{segment_id}',
  ],
  crm: [
    'POST /communication-preferences/v4/statuses/{subscriberIdString}',
    'POST /crm/v3/properties/contacts/groups',
    'POST /crm/v3/properties/contacts/batch/create',
    'POST /crm/v3/objects/contacts/batch/update',
    'POST /crm/v3/lists',
    'PUT /crm/v3/lists/{listId}/memberships/add-and-remove',
  ],
  shop: [
    'POST /api/profile-subscription-bulk-delete-jobs',
    'POST /api/profile-bulk-import-jobs',
    'POST /api/lists',
    'POST /api/lists/{id}/relationships/profiles',
  ],
} as const
const VENDORS = ['news', 'crm', 'shop'] as const
const ROUNDS = WRITES.crm.map((_, round) =>
  VENDORS.flatMap(vendor =>
    WRITES[vendor][round] === undefined ? [] : [[vendor, WRITES[vendor][round]] as const],
  ),
)

test('these are all the writes of a first sync', () => {
  const known = VENDORS.flatMap(vendor => WRITES[vendor].map(route => `${vendor} ${route}`))
  expect([...new Set(undisturbed.writes)].sort()).toEqual(known.sort())
})

test.each(ROUNDS.map(lost => [lost.map(call => call.join(' ')).join(', '), lost] as const))(
  'the answers to %s are lost, and the world ends as if they had come',
  { timeout: TIMEOUT_MS },
  async (_, lost) => {
    const left = await live(async ({ hub, vendors, clock }) => {
      for (const [vendor, route] of lost) {
        vendors[vendor].order({ route, times: 1, fault: { kind: 'cut-after-effect' } })
      }
      await hub.run({ command: 'sync' })
      for (const [vendor, route] of lost) {
        const calls = vendors[vendor].journal.entries.filter(entry => entry.route === route)
        expect({ route, answers: calls.map(({ status }) => status) }).toMatchObject({
          route,
          answers: expect.arrayContaining([NO_ANSWER]),
        })
      }
      clock.advance(HOUR_MS)
      const second = await hub.run({ command: 'sync' })
      expect(second.push.connections.map(({ error, inDoubt }) => ({ error, inDoubt }))).toEqual(
        VENDORS.map(() => ({ error: null, inDoubt: 0 })),
      )
      clock.advance(HOUR_MS)
      vendors.clearJournals()
      await hub.run({ command: 'sync' })
      expect(vendors.writes()).toEqual([])
    })
    expect({ state: left.state, made: left.made }).toEqual({
      state: undisturbed.state,
      made: undisturbed.made,
    })
  },
)

/** How a journal shows a call that nobody got an answer to. */
const NO_ANSWER = 0
