import { noEvent, segment } from '@esplanade/core/segments'
import type { HubResults } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { inHubWorld } from '../faults/world/open-hub.ts'
import { vendorState } from '../faults/world/vendor-state.ts'
import { AUDIENCE } from '../faults/world/vendors.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SEGMENTS = [segment('all', 'Everybody', noEvent('order_refunded'))]

test(
  'consent is raised where an opt-in of the same address is newer than every opt-out, once, and nowhere else',
  {
    timeout: 120_000,
  },
  () =>
    inHubWorld(
      { segments: SEGMENTS, syncs: [{ connection: 'news', optIn: true }] },
      async ({ hub, vendors, clock }) => {
        const { news, shop } = vendors
        const start = clock.now()
        const names = ['plain', 'back', 'gone', 'silent']
        for (const name of names) {
          const email = `${name}@town.example`
          news.state.addMember(AUDIENCE, { email: email.toUpperCase(), status: 'transactional' })
          shop.state.addProfile({ email, created: start - 300 * DAY_MS })
        }
        shop.state.unsubscribe('back@town.example', { at: start - 30 * DAY_MS })
        for (const name of ['plain', 'back', 'gone'])
          shop.state.subscribe(`${name}@town.example`, { at: start - 20 * DAY_MS })
        shop.state.unsubscribe('gone@town.example', { at: start - 10 * DAY_MS })
        clock.advance(HOUR_MS)
        await hub.run({ command: 'pull' })
        await hub.run({ command: 'evaluate' })
        const target = (plan: HubResults['plan']) => plan.targets.find(each => each.target === 'opt-in')
        expect(target(await hub.run({ command: 'plan' }))).toMatchObject({
          change: 2,
          refused: { 'opted-out': 1, 'no-opt-in': 1 },
        })
        await hub.run({ command: 'push' })
        const held = () => names.map(name => vendorState(vendors).news[`${name}@town.example`]?.consent)
        expect(held()).toEqual([2, 2, 0, 1])
        // The vendor's own word counts from then on: who leaves there is not brought back by the opt-in of before.
        clock.advance(HOUR_MS)
        news.state.changeMember(AUDIENCE, 'plain@town.example', { status: 'unsubscribed', at: clock.now() })
        clock.advance(HOUR_MS)
        const { push } = await hub.run({ command: 'sync' })
        expect(push.connections.filter(({ error }) => error !== null)).toEqual([])
        expect(held()).toEqual([0, 2, 0, 1])
        clock.advance(HOUR_MS)
        vendors.clearJournals()
        await hub.run({ command: 'sync' })
        expect(vendors.writes()).toEqual([])
      },
    ),
)

test(
  'each opt-in is raised once: a vendor that undoes it without a word is not told again',
  { timeout: 120_000 },
  () =>
    inHubWorld(
      { segments: SEGMENTS, syncs: [{ connection: 'news', optIn: true }] },
      async ({ hub, vendors, clock }) => {
        vendors.news.state.addMember(AUDIENCE, { email: 'ada@town.example', status: 'transactional' })
        vendors.shop.state.addProfile({ email: 'ada@town.example', created: clock.now() })
        vendors.shop.state.subscribe('ada@town.example', { at: clock.now() })
        clock.advance(HOUR_MS)
        await hub.run({ command: 'sync', confirm: true })
        vendors.news.state.changeMember(AUDIENCE, 'ada@town.example', {
          status: 'transactional',
          at: clock.now(),
        })
        clock.advance(HOUR_MS)
        await hub.run({ command: 'pull' })
        await hub.run({ command: 'evaluate' })
        const { targets } = await hub.run({ command: 'plan' })
        expect(targets.find(each => each.target === 'opt-in')).toMatchObject({
          change: 0,
          refused: { 'raised-before': 1 },
        })
      },
    ),
)
