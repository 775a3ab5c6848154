import { beforeAll, describe, expect, test } from 'vitest'
import { startEsplanade } from './world/command.ts'
import { DIES_AT } from './world/dying-store.ts'
import type { Moment } from './world/moments.ts'
import { finishSync, inTown, type Left, PEOPLE } from './world/synced-town.ts'
import { wanted } from './world/town.ts'

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const TIMEOUT_MS = 60_000
/** Requests that write, in an undisturbed first sync of this town. */
const WRITES = 17
const SLOW_JOB_MS = 8_000
const JOB = 'POST /api/profile-bulk-import-jobs'

let undisturbed: Left
beforeAll(async () => {
  undisturbed = await inTown(finishSync)
}, TIMEOUT_MS)

test('a sync that nobody kills gives what plain loops over the town give', () => {
  const { news, crm, shop } = undisturbed.vendors
  const inGroup = (held: typeof news, group: string) =>
    Object.keys(held)
      .filter(address => held[address]?.groups.includes(group))
      .sort()
  expect(inGroup(news, 'Buyers')).toEqual(wanted(PEOPLE, 'news', ({ orders }) => orders >= 2))
  expect(inGroup(crm, 'Buyers')).toEqual(wanted(PEOPLE, 'crm', ({ orders }) => orders >= 2))
  expect(inGroup(shop, 'Readers')).toEqual(wanted(PEOPLE, 'shop', ({ opens }) => opens >= 1))
  expect(undisturbed.store).toMatchObject({ contacts: PEOPLE.length, openBatches: 0, deadLetters: 0 })
  expect(undisturbed.store.events.order_placed).toBe(PEOPLE.reduce((sum, { orders }) => sum + orders, 0))
  for (const { email, left, in: here } of PEOPLE.filter(person => person.left !== null)) {
    for (const vendor of ['news', 'crm', 'shop'] as const) {
      if (here[vendor]) expect({ left, ...undisturbed.vendors[vendor][email] }).toMatchObject({ consent: 0 })
    }
  }
})

describe('a sync killed at a call of a vendor and run again leaves what an undisturbed one leaves:', () => {
  const named: readonly Moment[] = [
    { call: { route: 'GET /api/events' }, nth: 1, effect: 'after' },
    { call: 'write', nth: 9, effect: 'after' },
  ]
  const every = Array.from({ length: WRITES }, (_, index): Moment[] => [
    { call: 'write', nth: index + 1, effect: 'before' },
    { call: 'write', nth: index + 1, effect: 'after' },
  ]).flat()
  test.concurrent.each(
    (LONG ? [...named, ...every] : named).map(moment => [nameOf(moment), moment] as const),
  )('%s', { timeout: TIMEOUT_MS }, (_, moment) =>
    inTown(async (vendors, folder) => {
      const sync = startEsplanade(folder, ['sync', '--json'])
      vendors.moments.at(moment, () => sync.kill('SIGKILL'))
      expect(await sync.ended).toMatchObject({ code: null })
      expect(await finishSync(vendors, folder)).toEqual(undisturbed)
    }),
  )
})

describe('a sync killed inside and run again leaves what an undisturbed one leaves:', () => {
  const named = ['saveCursor 2', 'saveLedger 3'] as const
  const more = ['append', 'appendConsent', 'saveCursor', 'commitMembership', 'saveBatches', 'saveLedger']
  const every = more.flatMap(method => [1, 2, 4, 7].map(nth => `${method} ${nth}`))
  test.concurrent.each(LONG ? every : named)('before %s of the store', { timeout: TIMEOUT_MS }, moment =>
    inTown(async (vendors, folder) => {
      // Some calls come less often than that; the sync then lives, and has to leave the same.
      const sync = await startEsplanade(folder, ['sync', '--json'], { [DIES_AT]: moment }).ended
      if (!LONG) expect(sync).toMatchObject({ code: null, stdout: '' })
      expect(await finishSync(vendors, folder)).toEqual(undisturbed)
    }),
  )
})

test.concurrent(
  'a job that the vendor works on when the sync is killed is asked after and not sent again',
  () =>
    inTown(async (vendors, folder) => {
      // Long enough that the next sync reads the vendor while the job has not shown its work yet.
      vendors.shop.state.jobDelayMs = SLOW_JOB_MS
      const sync = startEsplanade(folder, ['sync', '--json'])
      const poll = {
        call: { route: 'GET /api/profile-bulk-import-jobs/{job_id}' },
        nth: 1,
        effect: 'before',
      } as const
      vendors.moments.at(poll, () => sync.kill('SIGKILL'))
      await sync.ended
      expect(await finishSync(vendors, folder)).toEqual(undisturbed)
      expect(vendors.shop.journal.byRoute.get(JOB)).toBe(1)
    }),
  TIMEOUT_MS,
)

function nameOf({ call, nth, effect }: Moment): string {
  return `${effect} the vendor's work on ${call === 'write' ? `write ${nth}` : `${call.route} (${nth})`}`
}
