import { event, noEvent, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { inHubWorld } from '../faults/world/open-hub.ts'
import { AUDIENCE } from '../faults/world/vendors.ts'

const EVERYBODY = segment('all', 'Everybody', noEvent('order_refunded'))
const NOBODY = segment('all', 'Everybody', event('order_refunded'))
const MEMBERS = 150

test(
  'a plan foretells every call of its push: what it makes, property tags read before they are taken away, and questions after jobs',
  { timeout: 120_000 },
  () =>
    inHubWorld(
      {
        segments: [EVERYBODY],
        syncs: [
          { connection: 'crm', segment: 'all', into: { tag: 'Everybody', property: 'esp_tags' } },
          { connection: 'crm', fields: { esp_orders: { event: 'order_placed', count: true } } },
          { connection: 'shop', segment: 'all', into: { tag: 'Everybody', property: 'audiences' } },
          { connection: 'news', segment: 'all', into: { tag: 'Everybody' } },
          { connection: 'news', fields: { ORDERS: { event: 'order_placed', count: true } } },
        ],
      },
      async world => {
        const { hub, vendors, clock } = world
        const { news, crm, shop } = vendors
        const fill = (no: number) => {
          const email = `p${no}@town.example`
          news.state.addMember(AUDIENCE, { email })
          crm.state.addContact({ email })
          shop.state.addProfile({ email })
        }
        for (let no = 0; no < MEMBERS; no++) fill(no)
        shop.state.jobDelayMs = 60_000
        clock.advance(3_600_000)
        await hub.run({ command: 'pull' })
        await hub.run({ command: 'evaluate' })
        const making = await callsOfPush(hub, vendors)
        expect(making.made).toEqual(making.foretold)
        // HubSpot's property: what is there twice, its group, itself; then two updates of tags and two of values.
        expect(making.routes['POST /crm/v3/properties/contacts/batch/create']).toBe(2)

        const changed = await world.reopen({ segments: [NOBODY] })
        clock.advance(3_600_000)
        await changed.run({ command: 'pull' })
        await changed.run({ command: 'evaluate' })
        const leaving = await callsOfPush(changed, vendors)
        expect(leaving.routes['POST /crm/v3/objects/contacts/batch/read']).toBe(2)
        expect(leaving.made).toEqual(leaving.foretold)
      },
    ),
)

type World = Parameters<Parameters<typeof inHubWorld>[1]>[0]

async function callsOfPush(hub: World['hub'], vendors: World['vendors']) {
  const { news, crm, shop } = vendors
  const { targets } = await hub.run({ command: 'plan' })
  vendors.clearJournals()
  const { connections } = await hub.run({ command: 'push', confirm: true })
  expect(connections.map(({ error }) => error)).toEqual([null, null, null])
  const foretold = (id: string) =>
    targets
      .filter(({ connection }) => connection === id)
      .reduce((all, { requests, reads }) => all + requests + reads, 0)
  return {
    foretold: { news: foretold('news'), crm: foretold('crm'), shop: foretold('shop') },
    made: { news: news.journal.requests, crm: crm.journal.requests, shop: shop.journal.requests },
    routes: Object.fromEntries(crm.journal.byRoute),
  }
}
