import { expect, test } from 'vitest'
import { inHubWorld } from '../faults/world/open-hub.ts'

test('the articles of a shop are pulled and counted, each once', { timeout: 60_000 }, () =>
  inHubWorld({ segments: [], syncs: [] }, async ({ hub, vendors, clock }) => {
    const { shop } = vendors
    for (const no of [1, 2, 3])
      shop.state.catalogue.addItem({ externalId: `mug-${no}`, title: `Mug ${no}`, price: no }, clock.now())
    for (let round = 0; round < 2; round++) {
      clock.advance(3_600_000)
      const pulled = await hub.run({ command: 'pull' })
      expect(pulled.connections.filter(({ error }) => error !== null)).toEqual([])
      const { connections } = await hub.run({ command: 'status' })
      expect(connections.map(({ id, products }) => [id, products])).toEqual([
        ['news', 0],
        ['crm', 0],
        ['shop', 3],
      ])
    }
  }),
)
