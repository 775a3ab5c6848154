import { attribute, noEvent, segment } from '@esplanade/core/segments'
import type { SyncConfig } from '@esplanade/hub'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Statement, type Story, say, settleStory, story, VENDORS } from './world/consent-story.ts'
import { inHubWorld } from './world/open-hub.ts'
import { type VendorState, vendorState } from './world/vendor-state.ts'

const LONG = process.env.ESPLANADE_TEST_LONG === '1'
const RUNS = LONG ? 300 : 6
const SEED = Number(process.env.ESPLANADE_TEST_SEED ?? 20_260_302)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

test('no push raises consent but by an opt-in newer than every opt-out, and an opt-out anywhere is honoured everywhere', {
  timeout: LONG ? 1_200_000 : 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(story, told => live(told)),
    { numRuns: RUNS, seed: SEED },
  )
})

const GROUP = 'Managed'

async function live(told: Story): Promise<void> {
  const { separate } = told
  const syncs: SyncConfig[] = VENDORS.flatMap(connection => [
    {
      connection,
      segment: told.segments[connection],
      into: connection === 'news' ? { tag: GROUP } : { list: GROUP },
    },
    {
      connection,
      fields: { [connection === 'news' ? 'ORDERS' : 'orders']: { event: 'order_placed', count: true } },
    },
  ])
  if (told.optIn !== null) syncs.push({ connection: told.optIn, optIn: true })
  const segments = [
    segment('everybody', 'Everybody', noEvent('order_refunded')),
    segment('viennese', 'From Vienna', attribute('city').is('Wien')),
  ]
  await inHubWorld(
    { segments, syncs },
    async ({ hub, vendors, clock }) => {
      const statements: Statement[] = []
      const sayAt = (said: Parameters<typeof say>[2], at: number) => {
        const statement = say(vendors, told, said, at)
        if (statement !== undefined) statements.push(statement)
      }
      settleStory(vendors, told, clock.now() - 400 * DAY_MS)
      // Vendors remember the last word; said in order of time, as it happened.
      const past = [...told.past].sort((a, b) => b.daysAgo - a.daysAgo)
      for (const said of past) sayAt(said, clock.now() - said.daysAgo * DAY_MS)
      for (const { before, meanwhile } of [...told.rounds, QUIET]) {
        for (const said of before) {
          clock.advance(HOUR_MS)
          sayAt(said, clock.now())
        }
        clock.advance(HOUR_MS)
        const pulled = await hub.run({ command: 'pull' })
        expect(pulled.connections.map(({ error }) => error)).toEqual([null, null, null])
        const known = [...statements]
        await hub.run({ command: 'evaluate' })
        for (const said of meanwhile) {
          clock.advance(60_000)
          sayAt(said, clock.now())
        }
        clock.advance(60_000)
        const seen = vendorState(vendors)
        const pushed = await hub.run({ command: 'push' })
        expect(pushed.connections.map(({ error }) => error)).toEqual([null, null, null])
        const after = vendorState(vendors)
        const heard = (vendor: string) => (one: Statement) => known.includes(one) || one.vendor === vendor
        expect(raised(seen, after).filter(one => !mayRaise(told, statements, one, heard))).toEqual([])
        expect(addressed(told, known, after)).toEqual([])
      }
      const end = vendorState(vendors)
      expect(dishonoured(told, statements, end)).toEqual([])
      expect(forgotten(told, statements, end)).toEqual([])
      if (separate !== null) expect(overheard(separate, statements, end)).toEqual([])
      for (const { errors } of [vendors.news, vendors.crm, vendors.shop]) expect(errors).toEqual([])
    },
    separate === null ? {} : { [separate]: { optOuts: 'separate' } },
  )
}

/** A last round in which nobody says anything: all that was said is known by then. */
const QUIET = { before: [], meanwhile: [] }

/** Addresses whose consent a push raised. */
function raised(before: VendorState, after: VendorState): string[] {
  return VENDORS.flatMap(vendor =>
    Object.entries(after[vendor])
      .filter(([email, held]) => held.consent > (before[vendor][email]?.consent ?? 0))
      .map(([email]) => `${vendor} ${email}`),
  )
}

/** Whether a sync raises consent there, and the last word that could be heard of the address is an opt-in. */
function mayRaise(
  { optIn }: Story,
  statements: readonly Statement[],
  raisedOne: string,
  heard: (vendor: string) => (one: Statement) => boolean,
): boolean {
  const [vendor = '', email = ''] = raisedOne.split(' ')
  if (vendor !== optIn) return false
  const own = statements.filter(one => one.email === email && heard(vendor)(one))
  return own.length > 0 && !isOut(own, email, () => true)
}

/** Whether the last word about an address, among those that bind a vendor, is an opt-out; of two at once, the opt-out. */
function isOut(statements: readonly Statement[], email: string, bind: (one: Statement) => boolean): boolean {
  const own = statements.filter(one => one.email === email && bind(one))
  const last = Math.max(...own.map(({ at }) => at))
  return own.some(one => !one.in && one.at === last)
}

/** Addresses that opted out, as far as that binds the vendor, and are in the group that the hub fills there. */
function addressed({ addresses, separate }: Story, statements: readonly Statement[], now: VendorState) {
  return VENDORS.flatMap(vendor =>
    addresses
      .filter(({ email }) => now[vendor][email]?.groups.includes(GROUP))
      .filter(({ email }) => isOut(statements, email, one => vendor !== separate || one.vendor === vendor))
      .map(({ email }) => `${vendor} ${email}`),
  )
}

/** Opt-outs that a vendor does not honour in the end. */
function dishonoured(told: Story, statements: readonly Statement[], end: VendorState) {
  const mailable = VENDORS.flatMap(vendor =>
    told.addresses
      .filter(({ email }) => (end[vendor][email]?.consent ?? 0) > 0)
      .filter(({ email }) =>
        isOut(statements, email, one => vendor !== told.separate || one.vendor === vendor),
      )
      .map(({ email }) => `${vendor} ${email}`),
  )
  const refusedThere = VENDORS.flatMap(vendor =>
    Object.entries(end[vendor])
      .filter(([, { consent, groups }]) => consent === 0 && groups.includes(GROUP))
      .map(([email]) => `${vendor} ${email}`),
  )
  return [...mailable, ...refusedThere, ...addressed(told, statements, end)]
}

/** Members of the segment whom nobody ever opted out and who are missing from its group. */
function forgotten({ addresses, segments }: Story, statements: readonly Statement[], end: VendorState) {
  const out = new Set(statements.filter(one => !one.in).map(({ email }) => email))
  return VENDORS.flatMap(vendor =>
    addresses
      .filter(({ email, city }) => !out.has(email) && (segments[vendor] === 'everybody' || city === 'Wien'))
      .filter(({ email }) => end[vendor][email]?.groups.includes(GROUP) === false)
      .map(({ email }) => `${vendor} ${email}`),
  )
}

/** Addresses that a separate vendor opted out although nobody said so there. */
function overheard(
  vendor: (typeof VENDORS)[number],
  statements: readonly Statement[],
  end: VendorState,
): string[] {
  return Object.entries(end[vendor])
    .filter(([, { consent }]) => consent === 0)
    .map(([email]) => email)
    .filter(email => !statements.some(one => one.email === email && one.vendor === vendor && !one.in))
}
