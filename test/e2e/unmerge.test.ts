import { event, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { inHubWorld } from '../faults/world/open-hub.ts'
import { AUDIENCE } from '../faults/world/vendors.ts'

const HOUR_MS = 3_600_000
const SEGMENTS = [segment('two', 'Two orders', event('order_placed').count().atLeast(2))]

test(
  'two people who shared a phone number are taken apart, and stay two over later pulls',
  { timeout: 120_000 },
  () =>
    inHubWorld({ segments: SEGMENTS, syncs: [] }, async ({ hub, vendors, clock }) => {
      const { news, shop } = vendors
      const order = (profileId: string, no: string) =>
        shop.state.recordEvent({
          metric: 'Placed Order',
          profileId,
          at: clock.now(),
          properties: { $value: 5 },
          uniqueId: no,
        })
      const ada = shop.state.addProfile({
        email: 'ada@town.example',
        phone_number: '+12015550001',
        created: clock.now(),
      })
      order(ada.id, 'a')
      clock.advance(HOUR_MS)
      await hub.run({ command: 'pull' })
      // Somebody typed Ada's number into Bo's form.
      const bo = { email: 'bo@town.example', mergeFields: { PHONE: '+12015550001' } }
      const work = shop.state.addProfile({ email: 'bo@town.example', created: clock.now() })
      order(work.id, 'b')
      clock.advance(HOUR_MS)
      await hub.run({ command: 'pull' })
      news.state.addMember(AUDIENCE, { ...bo, status: 'transactional' })
      clock.advance(HOUR_MS)
      await hub.run({ command: 'pull' })
      const merged = await hub.run({ command: 'evaluate' })
      expect([merged.contacts, merged.segments[0]?.members]).toEqual([1, 1])
      // One more order of hers while they are one, and the tables are written as they are then.
      order(ada.id, 'c')
      clock.advance(HOUR_MS)
      await hub.run({ command: 'pull' })
      await hub.run({ command: 'compact' })

      const [merge] = await hub.run({ command: 'contacts-merges', contact: 'ada@town.example' })
      expect(merge?.identities).toContain('email:bo@town.example')
      await expect(hub.run({ command: 'contacts-unmerge', contact: 'ada@town.example' })).rejects.toThrow(
        'Nobody who was merged away came with this identity',
      )
      const apart = await hub.run({ command: 'contacts-unmerge', contact: 'bo@town.example' })
      expect(apart.contact.identities).toContain('email:bo@town.example')
      expect(apart.from.identities).toContain('email:ada@town.example')
      const after = await hub.run({ command: 'evaluate', verify: true })
      expect([after.contacts, after.segments[0]?.members, after.computed.mode]).toEqual([2, 1, 'incremental'])
      const ordersOf = async (contact: string) =>
        (await hub.run({ command: 'contacts-export', contact })).events.filter(
          ({ type }) => type === 'order_placed',
        ).length
      expect([await ordersOf('ada@town.example'), await ordersOf('bo@town.example')]).toEqual([2, 1])

      // The form still says it, and is told again.
      news.state.changeMember(AUDIENCE, 'bo@town.example', { at: clock.now() })
      clock.advance(HOUR_MS)
      await hub.run({ command: 'pull' })
      expect(await hub.run({ command: 'contacts-merges' })).toEqual([])
      expect((await hub.run({ command: 'evaluate', verify: true })).contacts).toBe(2)
    }),
)
