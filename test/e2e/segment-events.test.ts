import { event, segment } from '@esplanade/core/segments'
import type { SyncConfig } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { type HubWorld, inHubWorld } from '../faults/world/open-hub.ts'
import { AUDIENCE } from '../faults/world/vendors.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SEGMENTS = [segment('buyers', 'Bought within a week', event('order_placed').within('7d'))]
const NAMES = { entered: 'Entered Buyers', left: 'Left Buyers' }

interface Shop {
  readonly buy: (name: string) => void
  /** What each vendor was told, as `ada entered`, in the order of names. */
  readonly told: () => Readonly<Record<'shop' | 'news', readonly string[]>>
}

/** Three people in two vendors, of whom the first has bought. */
async function inShop(
  syncs: readonly SyncConfig[],
  use: (world: HubWorld, shop: Shop) => Promise<void>,
): Promise<void> {
  await inHubWorld({ segments: SEGMENTS, syncs }, async world => {
    const { vendors, clock } = world
    const { shop, news } = vendors
    const ids = new Map<string, string>()
    for (const name of ['ada', 'bo', 'cy']) {
      const email = `${name}@town.example`
      ids.set(name, shop.state.addProfile({ email, created: clock.now() }).id)
      news.state.addMember(AUDIENCE, { email, status: 'subscribed' })
    }
    let orders = 0
    const buy = (name: string) => {
      orders += 1
      shop.state.recordEvent({
        metric: 'Placed Order',
        profileId: ids.get(name) ?? '',
        at: clock.now(),
        properties: { $value: 5 },
        uniqueId: `order ${orders}`,
      })
    }
    const told = () => {
      shop.state.settle()
      const { events } = shop.state
      const keys = Array.from({ length: events.count }, (_, no) => events.get(no).uniqueId.split(' '))
      const turns = keys.filter(([, , what]) => what === 'entered' || what === 'left')
      const audience = news.state.audience(AUDIENCE)
      return {
        shop: turns.map(([id, , what]) => `${[...ids].find(([, own]) => own === id)?.[0]} ${what}`).sort(),
        news: [...ids.keys()].flatMap(name =>
          audience
            .eventsOf(news.state.known(AUDIENCE, `${name}@town.example`))
            .map(each => `${name} ${each.name === NAMES.entered ? 'entered' : 'left'}`),
        ),
      }
    }
    buy('ada')
    clock.advance(HOUR_MS)
    await use(world, { buy, told })
  })
}

const SYNCS = [
  { connection: 'shop', segment: 'buyers', ...NAMES },
  { connection: 'news', segment: 'buyers', entered: NAMES.entered },
] as const

test(
  'who comes and goes is told of once; who was in before, and who opted out, is not',
  { timeout: 120_000 },
  () =>
    inShop(SYNCS, async ({ hub, vendors, clock }, { buy, told }) => {
      const synced = async () => {
        const { plan, push } = await hub.run({ command: 'sync' })
        expect(push.connections.filter(({ error }) => error !== null)).toEqual([])
        clock.advance(HOUR_MS)
        return plan
      }
      await synced()
      expect(told()).toEqual({ shop: [], news: [] })
      buy('bo')
      buy('cy')
      vendors.news.state.changeMember(AUDIENCE, 'cy@town.example', {
        status: 'unsubscribed',
        at: clock.now(),
      })
      clock.advance(HOUR_MS)
      const plan = await synced()
      expect(plan.targets.filter(({ target }) => target === 'events:buyers')).toMatchObject([
        { connection: 'news', change: 1, refused: { 'opted-out': 1 } },
        { connection: 'shop', change: 1, refused: { 'opted-out': 1 } },
      ])
      expect(told()).toEqual({ shop: ['bo entered'], news: ['bo entered'] })
      vendors.clearJournals()
      await synced()
      expect(vendors.writes()).toEqual([])
      clock.advance(8 * DAY_MS)
      await synced()
      expect(told()).toEqual({ shop: ['ada left', 'bo entered', 'bo left'], news: ['bo entered'] })
      buy('bo')
      clock.advance(HOUR_MS)
      await synced()
      expect(told().news).toEqual(['bo entered', 'bo entered'])
    }),
)

test('those who are in already are told of when that is asked for', { timeout: 120_000 }, () =>
  inShop(
    [{ connection: 'shop', segment: 'buyers', ...NAMES, existing: 'send' }],
    async ({ hub, clock }, { told }) => {
      for (let round = 0; round < 2; round++) {
        await hub.run({ command: 'sync', confirm: true })
        clock.advance(HOUR_MS)
      }
      expect(told().shop).toEqual(['ada entered'])
    },
  ),
)

test(
  'a batch whose answer is lost is told again only to a vendor that knows keys',
  { timeout: 120_000 },
  () =>
    inShop(SYNCS, async ({ hub, vendors, clock }, { buy, told }) => {
      await hub.run({ command: 'sync', confirm: true })
      clock.advance(HOUR_MS)
      buy('bo')
      clock.advance(HOUR_MS)
      vendors.news.order({ route: 'POST /batches', times: 1, fault: { kind: 'cut-after-effect' } })
      vendors.shop.order({
        route: 'POST /api/event-bulk-create-jobs',
        times: 1,
        fault: { kind: 'cut-after-effect' },
      })
      await hub.run({ command: 'sync' })
      clock.advance(HOUR_MS)
      await hub.run({ command: 'sync' })
      expect(told()).toEqual({ shop: ['bo entered'], news: ['bo entered'] })
    }),
)
