import type { HubResults } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { esplanade, startEsplanade } from './world/command.ts'
import { finishSync, inTown } from './world/synced-town.ts'
import { vendorState } from './world/vendor-state.ts'

test(
  'status and segments preview are answered by the owner while its sync waits for a slow vendor',
  {
    timeout: 60_000,
  },
  () =>
    inTown(async (vendors, folder) => {
      // The store knows the town already when the second, slow sync begins.
      await finishSync(vendors, folder)
      const answered = Promise.withResolvers<void>()
      const sync = startEsplanade(folder, ['sync', '--json'])
      const reached = Promise.withResolvers<void>()
      const inPull = { call: { route: 'GET /api/events' }, nth: 1, effect: 'after' } as const
      vendors.moments.at(inPull, () => {
        reached.resolve()
        return answered.promise
      })
      await reached.promise

      const [status, preview] = await Promise.all([
        esplanade(folder, ['status', '--json']),
        esplanade(folder, ['segments', 'preview', 'buyers', '--json']),
      ])
      expect(status.code).toBe(0)
      expect(status.json()).toMatchObject({ running: 'sync', contacts: 140 })
      expect(preview.code).toBe(0)
      expect(preview.json()).toMatchObject({ id: 'buyers', members: 40 })

      answered.resolve()
      expect(await sync.ended).toMatchObject({ code: 0 })
    }),
)

test(
  'a sync that another process asks for waits for the one that runs, and finds nothing left to do',
  {
    timeout: 60_000,
  },
  () =>
    inTown(async (vendors, folder) => {
      const first = startEsplanade(folder, ['sync', '--json'])
      const gate = Promise.withResolvers<void>()
      const reached = Promise.withResolvers<void>()
      const inPush = { call: 'write', nth: 1, effect: 'after' } as const
      vendors.moments.at(inPush, () => {
        reached.resolve()
        return gate.promise
      })
      await reached.promise
      const second = startEsplanade(folder, ['sync', '--json'])
      await second.printed('Waiting for "sync", which is still running.')
      gate.resolve()
      expect(await first.ended).toMatchObject({ code: 0 })
      const state = vendorState(vendors)
      const { code, json } = await second.ended
      expect(code).toBe(0)
      const { plan } = json() as HubResults['sync']
      // So soon after, a vendor's search may still show people as mailable, who are then told of once more.
      const settled = plan.targets.filter(({ target }) => target !== 'opt-out')
      expect(
        settled.map(({ target, add, change, remove }) => ({ target, moves: add + change + remove })),
      ).toEqual(settled.map(({ target }) => ({ target, moves: 0 })))
      expect(vendorState(vendors)).toEqual(state)
    }),
)
