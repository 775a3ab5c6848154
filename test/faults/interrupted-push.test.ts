import { beforeAll, expect, test } from 'vitest'
import { startEsplanade } from './world/command.ts'
import { finishSync, inTown, type Left } from './world/synced-town.ts'

const TIMEOUT_MS = 60_000

let undisturbed: Left
beforeAll(async () => {
  undisturbed = await inTown(finishSync)
}, TIMEOUT_MS)

test.concurrent(
  'Ctrl-C in the middle of a push exits with 130, says so, and the next sync ends the work',
  {
    timeout: TIMEOUT_MS,
  },
  () =>
    inTown(async (vendors, folder) => {
      const sync = startEsplanade(folder, ['sync', '--json'])
      const inPush = { call: { route: 'POST /lists/{list_id}' }, nth: 1, effect: 'after' } as const
      vendors.moments.at(inPush, async () => {
        sync.signal('SIGINT')
        await sync.printed('Press Ctrl-C again to stop at once')
      })
      const { code, stderr, json } = await sync.ended
      expect(code).toBe(130)
      expect(stderr).toContain('Stopped. What was stored is kept; the same command goes on from there.')
      expect(json()).toMatchObject({ error: { kind: 'interrupted', exitCode: 130 } })
      expect(vendors.writes()).not.toContain('news POST /lists/{list_id}/segments/{segment_id}')

      const before = vendors.writes().length
      expect(await finishSync(vendors, folder)).toEqual(undisturbed)
      expect(vendors.writes().length).toBeGreaterThan(before)
      // What the stopped push had finished is not done twice.
      expect(vendors.writes().filter(write => write === 'news POST /lists/{list_id}')).toHaveLength(1)
    }),
)

test.concurrent(
  'Ctrl-C in the middle of a pull keeps what was stored, and the next sync ends the work',
  {
    timeout: TIMEOUT_MS,
  },
  () =>
    inTown(async (vendors, folder) => {
      const sync = startEsplanade(folder, ['sync', '--json'])
      const inPull = { call: { route: 'GET /api/events' }, nth: 1, effect: 'before' } as const
      vendors.moments.at(inPull, async () => {
        sync.signal('SIGINT')
        await sync.printed('Press Ctrl-C again to stop at once')
      })
      expect(await sync.ended).toMatchObject({ code: 130 })
      expect(vendors.writes()).toEqual([])
      expect(await finishSync(vendors, folder)).toEqual(undisturbed)
    }),
)
