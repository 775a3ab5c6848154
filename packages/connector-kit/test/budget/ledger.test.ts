import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLedger } from '../../src/budget/ledger.ts'
import type { LimitPolicy, RateLimit } from '../../src/index.ts'

const ROUTES = ['GET /a', 'GET /b', 'POST /c']

interface Call {
  readonly route: string
  /** From start to arrival at the vendor, and from there to the answer. */
  readonly thereMs: number
  readonly backMs: number
}

/** Makes the calls one after another, each as soon as the ledger allows, in a world that is only numbers. */
function play(policies: readonly LimitPolicy[], calls: readonly Call[]) {
  const ledger = createLedger(policies)
  const played: { route: string; start: number; arrival: number; end: number }[] = []
  let open: { end: number; settle(now: number): void }[] = []
  let now = 0
  const moveTo = (at: number) => {
    for (const call of open.filter(({ end }) => end <= at).sort((a, b) => a.end - b.end))
      call.settle(call.end)
    open = open.filter(({ end }) => end > at)
    now = at
  }
  for (const { route, thereMs, backMs } of calls) {
    let at = ledger.notBefore(route, now)
    while (at > now) {
      moveTo(Math.min(at, ...open.map(({ end }) => end)))
      at = ledger.notBefore(route, now)
    }
    const entry = ledger.start(route)
    const end = now + thereMs + backMs
    played.push({ route, start: now, arrival: now + thereMs, end })
    open.push({ end, settle: entry.settled })
  }
  return played
}

const routesArb = fc.option(fc.uniqueArray(fc.constantFrom(...ROUTES), { minLength: 1 }), { nil: undefined })
const rateArb = fc.record({
  calls: fc.integer({ min: 1, max: 5 }),
  perMs: fc.integer({ min: 1, max: 1_000 }),
  window: fc.constantFrom('rolling' as const, 'fixed' as const),
  routes: routesArb,
  each: fc.option(fc.constant('route' as const), { nil: undefined }),
})
const concurrencyArb = fc.record({ calls: fc.integer({ min: 1, max: 4 }), routes: routesArb })
const policiesArb = fc
  .tuple(fc.array(rateArb, { minLength: 1, maxLength: 3 }), fc.array(concurrencyArb, { maxLength: 2 }))
  .map(([rates, lanes]): LimitPolicy[] =>
    [
      ...rates.map(rate => ({ kind: 'rate' as const, ...rate })),
      ...lanes.map(lane => ({ kind: 'concurrency' as const, ...lane })),
    ].map((policy, at) => {
      const named = Object.entries({ ...policy, name: `policy ${at}`, source: 'test' })
      return Object.fromEntries(named.filter(([, value]) => value !== undefined)) as unknown as LimitPolicy
    }),
  )
// Mostly none, since a window is fullest where the network adds nothing to our own waiting.
const latencyArb = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(300) })
const callsArb = fc.array(
  fc.record({
    route: fc.constantFrom(...ROUTES),
    thereMs: latencyArb,
    backMs: latencyArb,
  }),
  { maxLength: 60 },
)

describe('a ledger', () => {
  it('never lets more calls arrive in any window of any policy than it allows, however the network delays them', () => {
    fc.assert(
      fc.property(policiesArb, callsArb, (policies, calls) => {
        const played = play(policies, calls)
        for (const policy of policies) {
          for (const group of groupsOf(policy)) {
            const counted = played.filter(({ route }) => group.includes(route))
            if (policy.kind === 'concurrency') {
              const most = counted.map(
                one => counted.filter(o => o.start <= one.start && one.start < o.end).length,
              )
              expect(Math.max(0, ...most)).toBeLessThanOrEqual(policy.calls)
            } else
              expectNoFullerWindow(
                policy,
                counted.map(({ arrival }) => arrival),
              )
          }
        }
      }),
      { numRuns: 300, seed: 20_261_121 },
    )
  })

  it('starts a whole window at once and the next when its last answer is a window old', () => {
    const policy = {
      kind: 'rate',
      name: 'p',
      calls: 3,
      perMs: 1_000,
      window: 'fixed',
      source: 'test',
    } as const
    const calls = Array.from({ length: 7 }, () => ({ route: 'GET /a', thereMs: 10, backMs: 10 }))
    expect(play([policy], calls).map(({ start }) => start)).toEqual([0, 0, 0, 1021, 1021, 1021, 2042])
  })

  it('lets a route go on while another waits for its own budget', () => {
    const routes = ['GET /a', 'GET /b']
    const ledger = createLedger([
      {
        kind: 'rate',
        name: 'own',
        calls: 1,
        perMs: 1_000,
        window: 'rolling',
        routes,
        each: 'route',
        source: 'test',
      },
    ])
    ledger.start('GET /a').settled(0)
    expect(ledger.notBefore('GET /a', 0)).toBe(1001)
    expect(ledger.notBefore('GET /b', 0)).toBe(0)
    expect(ledger.notBefore('POST /c', 0)).toBe(0)
  })

  it('pauses the routes that share the narrowest limit of a refused one', () => {
    const ledger = createLedger([
      { kind: 'rate', name: 'all', calls: 9, perMs: 1_000, window: 'rolling', source: 'test' },
      {
        kind: 'rate',
        name: 'ab',
        calls: 9,
        perMs: 1_000,
        window: 'rolling',
        routes: ['GET /a', 'GET /b'],
        source: 'test',
      },
    ])
    ledger.pause('GET /a', 500, undefined, 0)
    ledger.pause('GET /a', 400, undefined, 0)
    expect(ROUTES.map(route => ledger.notBefore(route, 0))).toEqual([500, 500, 0])
    ledger.pause('POST /c', 700, undefined, 600)
    expect(ROUTES.map(route => ledger.notBefore(route, 600))).toEqual([700, 700, 700])
  })

  it('pauses what the limit that the vendor named counts, and nothing else', () => {
    const all = { kind: 'rate', calls: 9, perMs: 1_000, window: 'rolling', source: 'test' } as const
    const ledger = createLedger([
      { ...all, name: 'day' },
      { ...all, name: 'a', routes: ['GET /a'] },
    ])
    ledger.pause('GET /b', 500, 'day', 0)
    expect(ROUTES.map(route => ledger.notBefore(route, 0))).toEqual([500, 500, 500])
    ledger.pause('GET /a', 700, 'a', 0)
    expect(ROUTES.map(route => ledger.notBefore(route, 0))).toEqual([700, 500, 500])
  })
})

describe('a day that ends at midnight somewhere', () => {
  const berlin = {
    kind: 'rate',
    name: 'daily',
    calls: 2,
    perMs: 86_400_000,
    window: 'fixed',
    midnightIn: 'Europe/Berlin',
    feedback: { remaining: 'daily-remaining' },
    source: 'test',
  } as const
  const at = (text: string) => Date.parse(text)
  /** The clocks go forward on the 29th: its midnight is at 23:00 in UTC, the next one at 22:00. */
  const evening = at('2026-03-28T22:59:59Z')
  const midnight = at('2026-03-28T23:00:00Z')
  const nextMidnight = at('2026-03-29T22:00:00Z')

  it('gives its calls back then, however late they were made', () => {
    const ledger = createLedger([berlin])
    ledger.start('GET /a').settled(at('2026-03-28T08:00:00Z'))
    ledger.start('GET /a').settled(evening)
    expect(ledger.notBefore('GET /a', evening)).toBe(midnight + 1)
    ledger.start('GET /a').settled(midnight)
    ledger.start('GET /a').settled(midnight + 5)
    expect(ledger.notBefore('GET /a', midnight + 5)).toBe(nextMidnight + 1)
  })

  it('is over when a vendor that refused because of it opens again', () => {
    const ledger = createLedger([berlin])
    ledger.pause('GET /a', evening + 3_600_000, 'daily', evening)
    expect(ledger.notBefore('GET /b', evening)).toBe(midnight)
    expect(ledger.notBefore('GET /b', midnight)).toBe(midnight)
  })

  it('holds the calls of others, which the vendor reports, until then', () => {
    const ledger = createLedger([berlin])
    ledger.start('GET /a').settled(evening)
    ledger.heed('GET /a', () => '0', evening)
    expect(ledger.notBefore('GET /a', evening)).toBe(midnight)
    expect(ledger.notBefore('GET /a', midnight + 1)).toBe(midnight + 1)
  })
})

describe('what a vendor reports', () => {
  const policy = {
    kind: 'rate',
    name: 'p',
    calls: 5,
    perMs: 60_000,
    window: 'fixed',
    source: 'test',
    feedback: { remaining: 'ratelimit-remaining', resetSeconds: 'ratelimit-reset' },
  } as const
  const report = (headers: Record<string, string>) => {
    const ledger = createLedger([policy])
    ledger.heed('GET /a', name => headers[name], 0)
    return ledger
  }

  it('lowers the budget until its reset', () => {
    const ledger = report({ 'ratelimit-remaining': '1', 'ratelimit-reset': '20' })
    expect(ledger.notBefore('GET /a', 0)).toBe(0)
    ledger.start('GET /a')
    expect(ledger.notBefore('GET /a', 0)).toBe(20_000)
    expect(ledger.notBefore('GET /a', 20_000)).toBe(20_000)
  })

  it.each([
    { 'ratelimit-remaining': '900' },
    { 'ratelimit-remaining': '-3' },
    { 'ratelimit-remaining': 'many' },
    {},
  ])('never raises it, nor heeds nonsense: %j', headers => {
    const ledger = report(headers)
    for (let calls = 0; calls < 5; calls += 1) ledger.start('GET /a').settled(0)
    expect(ledger.notBefore('GET /a', 0)).toBe(60_001)
  })

  it('holds nothing back for longer than the window lasts', () => {
    expect(report({ 'ratelimit-remaining': '0', 'ratelimit-reset': '999999' }).notBefore('GET /a', 0)).toBe(
      60_000,
    )
  })
})

function groupsOf(policy: LimitPolicy): string[][] {
  const routes = [...(policy.routes ?? ROUTES)]
  return policy.kind === 'rate' && policy.each ? routes.map(route => [route]) : [routes]
}

function expectNoFullerWindow(policy: RateLimit, arrivals: number[]): void {
  const sorted = arrivals.sort((a, b) => a - b)
  for (const [at, first] of sorted.entries()) {
    const next = sorted[at + policy.calls]
    // One more than allowed, counted from any call on, is at least a window later: so no window, wherever it starts, is fuller.
    if (next !== undefined) expect(next - first).toBeGreaterThanOrEqual(policy.perMs)
  }
}
