import { noEvent, segment } from '@esplanade/core/segments'
import type { HubResults } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { inHubWorld } from '../faults/world/open-hub.ts'
import { vendorState } from '../faults/world/vendor-state.ts'
import { AUDIENCE } from '../faults/world/vendors.ts'

const TIMEOUT_MS = 120_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SEGMENTS = [segment('all', 'Everybody', noEvent('order_refunded'))]
/** The first list of a fresh account, and a subscription type that the test adds. */
const TOPICS = { crm: { weekly: '2' }, shop: { weekly: 'L00001' } }
const [ADA, BEA, CEM] = ['ada@town.example', 'bea@town.example', 'cem@town.example'] as const

type World = Parameters<Parameters<typeof inHubWorld>[1]>[0]

/** Three people at every vendor, subscribed everywhere, in the list that the topic stands for. */
function settle({ vendors: { news, crm, shop }, clock }: World): void {
  const at = clock.now() - 300 * DAY_MS
  crm.state.addSubscriptionType({ id: '2', name: 'Weekly news' })
  const list = shop.state.addList({ name: 'Weekly' })
  expect(list.id).toBe(TOPICS.shop.weekly)
  for (const email of [ADA, BEA, CEM]) {
    news.state.addMember(AUDIENCE, { email, timestampOpt: at })
    crm.state.addContact({ email, createdAt: at, subscriptions: { '1': 'SUBSCRIBED', '2': 'SUBSCRIBED' } })
    const { id } = shop.state.addProfile({ email, created: at })
    shop.state.subscribe(email, { at })
    shop.state.addToList('Weekly', id)
  }
}

async function pullAndPlan({ hub, clock }: World): Promise<HubResults['plan']> {
  clock.advance(HOUR_MS)
  const pulled = await hub.run({ command: 'pull' })
  expect(pulled.connections.map(({ error }) => error)).toEqual([null, null, null])
  await hub.run({ command: 'evaluate' })
  return hub.run({ command: 'plan' })
}

const weekly = (plan: HubResults['plan']) =>
  Object.fromEntries(
    plan.targets
      .filter(({ target }) => target === 'opt-out:weekly')
      .map(({ connection, change, refused }) => [connection, { change, refused }]),
  )

test(
  'an opt-out of one topic lowers that topic where the vendor has it, and is told apart where it has none',
  {
    timeout: TIMEOUT_MS,
  },
  () =>
    inHubWorld(
      { segments: SEGMENTS, syncs: [] },
      async world => {
        const { hub, vendors, clock } = world
        settle(world)
        vendors.shop.state.unsubscribe(ADA, { list: 'Weekly', at: clock.now() })
        const before = vendorState(vendors)
        expect(weekly(await pullAndPlan(world))).toEqual({
          news: { change: 0, refused: { 'no-such-topic': 1 } },
          crm: { change: 1, refused: {} },
        })
        vendors.clearJournals()
        await hub.run({ command: 'push' })
        expect(vendors.writes()).toEqual([
          'crm POST /communication-preferences/v4/statuses/{subscriberIdString}',
        ])
        expect(vendors.crm.state.subscription(ADA)).toEqual({
          optedOutOfAll: false,
          types: { '1': 'SUBSCRIBED', '2': 'UNSUBSCRIBED' },
        })
        expect(vendors.crm.state.subscription(BEA).types['2']).toBe('SUBSCRIBED')
        // Consent to mail as a whole is nobody's less for it, at any vendor.
        const { news, shop } = vendorState(vendors)
        expect({ news, shop }).toEqual({ news: before.news, shop: before.shop })
        // Once the vendor shows it there is nothing more to write.
        clock.advance(HOUR_MS)
        expect(weekly(await pullAndPlan(world)).crm).toBeUndefined()
      },
      {},
      TOPICS,
    ),
)

test(
  'whoever said no to all is told of no topic, and a newer yes to the topic holds',
  {
    timeout: TIMEOUT_MS,
  },
  () =>
    inHubWorld(
      { segments: SEGMENTS, syncs: [] },
      async world => {
        const { vendors, clock } = world
        settle(world)
        const { shop, crm } = vendors
        shop.state.unsubscribe(ADA, { list: 'Weekly', at: clock.now() })
        crm.state.setSubscription(ADA, '1', 'UNSUBSCRIBED', clock.now())
        shop.state.unsubscribe(BEA, { list: 'Weekly', at: clock.now() - DAY_MS })
        crm.state.setSubscription(BEA, '2', 'UNSUBSCRIBED', clock.now() - 2 * DAY_MS)
        crm.state.setSubscription(BEA, '2', 'SUBSCRIBED', clock.now())
        expect(weekly(await pullAndPlan(world)).crm).toBeUndefined()
      },
      {},
      TOPICS,
    ),
)

test(
  'a connection that keeps its opt-outs apart hears of no topic from elsewhere',
  {
    timeout: TIMEOUT_MS,
  },
  () =>
    inHubWorld(
      { segments: SEGMENTS, syncs: [] },
      async world => {
        settle(world)
        world.vendors.shop.state.unsubscribe(CEM, { list: 'Weekly', at: world.clock.now() })
        expect(weekly(await pullAndPlan(world))).toEqual({
          news: { change: 0, refused: { 'no-such-topic': 1 } },
        })
      },
      { crm: { optOuts: 'separate' } },
      TOPICS,
    ),
)
