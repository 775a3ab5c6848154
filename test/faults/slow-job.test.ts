import { expect, test } from 'vitest'
import { inHubWorld } from './world/open-hub.ts'
import { settleTown, townsmen } from './world/town.ts'
import { vendorState } from './world/vendor-state.ts'

const HOUR_MS = 3_600_000
const PEOPLE = townsmen(42).filter(person => person.in.shop && person.left === null)
const SYNCS = [{ connection: 'shop', fields: { orders: { event: 'order_placed', count: true } } }] as const
const JOB = 'shop POST /api/profile-bulk-import-jobs'

test(
  'a job that outlasts its push stays open with its handle, over a restart and a pull, and is never sent twice',
  { timeout: 60_000 },
  () =>
    inHubWorld({ segments: [], syncs: SYNCS }, async world => {
      const { vendors, clock } = world
      settleTown(vendors, PEOPLE, clock.now())
      vendors.shop.state.jobDelayMs = 5 * HOUR_MS
      const began = clock.now()
      const shopOf = async (command: 'sync' | 'push') => {
        const answer = await world.hub.run({ command, confirm: true })
        return ('push' in answer ? answer.push : answer).connections.find(({ id }) => id === 'shop')
      }
      const open = async () => {
        const { connections } = await world.hub.run({ command: 'status' })
        return connections
          .filter(({ id }) => id === 'shop')
          .map(({ openBatches, pendingBatches }) => ({ openBatches, pendingBatches }))
      }
      const filled = () =>
        Object.values(vendorState(vendors).shop).filter(({ fields }) => fields.orders !== undefined).length

      expect(await shopOf('sync')).toMatchObject({ pending: PEOPLE.length, deferred: 0, error: null })
      expect(clock.now() - began).toBeLessThan(HOUR_MS)
      expect(await open()).toEqual([{ openBatches: 1, pendingBatches: 1 }])

      await world.reopen({})
      // Somebody buys while the job is at work: that waits until the job has told what it did.
      const [buyer] = vendors.shop.state.profiles.all()
      vendors.shop.state.recordEvent({
        metric: 'Placed Order',
        profileId: buyer?.id ?? '',
        at: clock.now(),
        properties: { $value: 5 },
        uniqueId: 'meanwhile',
      })
      clock.advance(HOUR_MS)
      expect(await shopOf('sync')).toMatchObject({ changed: 0, pending: PEOPLE.length, error: null })
      const { targets } = await world.hub.run({ command: 'plan' })
      expect(targets.find(({ target }) => target === 'fields')).toMatchObject({
        change: 0,
        refused: { 'waiting-for-vendor': PEOPLE.length },
      })
      expect(vendors.writes().filter(write => write === JOB)).toHaveLength(1)

      // The vendor ends it between a pull and the push after it.
      await world.hub.run({ command: 'pull' })
      vendors.shop.state.jobDelayMs = 1_000
      clock.advance(5 * HOUR_MS)
      expect(await shopOf('push')).toMatchObject({
        changed: 1,
        applied: PEOPLE.length + 1,
        pending: 0,
        error: null,
      })
      expect(await open()).toEqual([{ openBatches: 0, pendingBatches: 0 }])
      expect(filled()).toBe(PEOPLE.length)
      clock.advance(HOUR_MS)
      expect(await shopOf('sync')).toMatchObject({ changed: 0, applied: 0 })
      expect(vendors.writes()).toEqual([JOB, 'shop PATCH /api/profiles/{id}'])
      expect(vendors.shop.errors).toEqual([])
    }),
)
