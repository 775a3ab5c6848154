import { inspect } from 'node:util'
import { ConnectorError, hours } from '@esplanade/connector-kit'
import type { FaultOrder } from '@esplanade/connector-kit/emulator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readFailure } from '../src/faults.ts'
import { hubspot, hubspotConnector } from '../src/index.ts'
import { openWorld, pull, seedContacts, TOKEN, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

async function failureOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await work.then(
    () => undefined,
    reason => reason,
  )
  if (!(error instanceof ConnectorError)) throw new Error(`Expected a ConnectorError, got ${inspect(error)}`)
  return error
}

test('check names the account', async () => {
  expect(await hubspotConnector.check(world.connect())).toEqual({
    accountId: '62515',
    name: 'HubSpot account 62515',
    containers: [{ id: '', name: 'Contacts' }],
  })
})

test('configuration is checked and its mistakes named', () => {
  const config = (given: object) => hubspotConnector.config.safeParse({ accessToken: TOKEN, ...given })
  expect(config({}).data).toMatchObject({ tier: 'starter', baseUrl: 'https://api.hubapi.com' })
  for (const bad of [
    { accessToken: '' },
    { tier: 'gold' },
    { token: 'x' },
    { properties: ['Not internal'] },
    { topics: { weekly: 'News' } },
    { topics: { 'Not a name': '2' } },
    { orders: 'tickets' },
    { timeZone: 'Mars/Olympus' },
  ]) {
    expect(config(bad).success).toBe(false)
  }
  expect(hubspot({ accessToken: TOKEN }).connector.name).toBe('hubspot')
})

test.each([
  ['starter', 100, 250_000],
  ['professional', 190, 625_000],
  ['enterprise', 190, 1_000_000],
] as const)('%s allows %i calls per ten seconds and %i a day', (tier, burst, daily) => {
  const limits = hubspotConnector.limits(hubspotConnector.config.parse({ accessToken: TOKEN, tier }))
  expect(limits.map(({ name, calls }) => [name, calls])).toEqual([
    ['burst', burst],
    ['search', 5],
    ['daily', daily],
  ])
})

describe('failures', () => {
  const EVERY_WAY = [
    ['typed methods', (open: World) => pull(open, open.connect(), 'contacts')],
    ['plain requests', (open: World) => hubspotConnector.check(open.connect())],
  ] as const

  test.each(EVERY_WAY)('a wrong token through %s says what to do and tells nothing', async (_, call) => {
    world.account.accessToken = 'another'
    const error = await failureOf(call(world))
    expect(error.kind).toBe('auth')
    expect(error.message).toContain('Create a new access token')
    expect(`${inspect(error, { depth: 12, showHidden: true })}${JSON.stringify(error)}`).not.toContain(TOKEN)
  })

  const PASSING: readonly FaultOrder['fault'][] = [
    { kind: 'cut' },
    { kind: 'truncate' },
    {
      kind: 'status',
      status: 502,
      body: '<html>Bad gateway</html>',
      headers: { 'content-type': 'text/html' },
    },
    { kind: 'status', status: 503, body: 'x', headers: { 'content-type': 'application/xml' } },
    { kind: 'status', status: 423 },
    {
      kind: 'status',
      status: 429,
      body: '{"status":"error","message":"You have reached your secondly limit.","category":"RATE_LIMITS"}',
    },
  ]
  test.each(EVERY_WAY)('what passes is tried again through %s', async (_, call) => {
    for (const fault of PASSING) {
      world.emulator.order({ times: 2, fault })
      await call(world)
    }
  })

  test('an unreachable host is one clear message', async () => {
    const context = world.connect()
    await world.emulator.close()
    const error = await failureOf(hubspotConnector.check(context))
    expect(error.kind).toBe('transient')
    expect(error.message).toContain('ECONNREFUSED')
    world = await openWorld()
  })

  test('a used up daily quota is not waited for', async () => {
    const body = '{"status":"error","message":"Limit","errorType":"RATE_LIMIT","policyName":"DAILY"}'
    world.emulator.order({ times: 9, fault: { kind: 'status', status: 429, body } })
    const error = await failureOf(hubspotConnector.check(world.connect()))
    expect(error.failure.code).toBe('DAILY')
    expect(error.message).toContain('midnight')
    expect(world.emulator.journal.requests).toBe(1)
  })

  test('a used up daily quota is left alone until midnight of the account', async () => {
    const { account, clock, emulator } = world
    account.timeZone = 'America/New_York'
    account.dailyCalls = 1
    const context = world.connect({ timeZone: account.timeZone })
    await hubspotConnector.check(context)
    // The answer's headers say that no call is left; midnight there is at five in UTC, in winter.
    const again = await failureOf(pull(world, context, 'contacts'))
    expect(again.message).toContain('2026-03-02T05:00:00')
    expect(emulator.journal.requests).toBe(1)
    clock.advance(hours(20))
    await hubspotConnector.check(context)
    expect(emulator.journal.requests).toBe(2)
  })

  test('a daily quota that others used up is asked for once, then left alone until midnight', async () => {
    const { account, emulator } = world
    account.dailyCalls = 0
    const context = world.connect({ timeZone: 'America/New_York' })
    expect((await failureOf(hubspotConnector.check(context))).failure.code).toBe('DAILY')
    for (const stream of ['contacts', 'orders']) {
      const again = await failureOf(pull(world, context, stream))
      expect(again.message).toContain('until 2026-03-02T05:00:00')
    }
    expect(emulator.journal.requests).toBe(1)
  })

  test('calls of others, and a lower tier, lower the budget by what answers say', async () => {
    const { account, clock, emulator } = world
    account.tier = 'starter'
    seedContacts(world, 1)
    const others = Array.from({ length: 60 }, () =>
      fetch(`${emulator.url}/account-info/v3/details`, { headers: { authorization: `Bearer ${TOKEN}` } }),
    )
    await Promise.all(others)
    const context = world.connect({ tier: 'enterprise' })
    const begun = clock.now()
    for (let calls = 0; calls < 60; calls++) await hubspotConnector.check(context)
    expect(emulator.journal.throttled).toBe(0)
    expect(clock.now() - begun).toBeGreaterThanOrEqual(10_000)
  })

  test('missing scopes are the configuration’s fault', async () => {
    const body = '{"status":"error","message":"This app hasn’t been granted it.","category":"MISSING_SCOPES"}'
    world.emulator.order({ times: 1, fault: { kind: 'status', status: 403, body } })
    const error = await failureOf(pull(world, world.connect(), 'contacts'))
    expect(error.kind).toBe('config')
    expect(error.message).toContain('MISSING_SCOPES')
  })

  test('an answer of another shape is reported as such', async () => {
    world.emulator.order({ times: 1, fault: { kind: 'status', status: 200, body: '{"portal":1}' } })
    const error = await failureOf(hubspotConnector.check(world.connect()))
    expect(error.kind).toBe('contract')
    expect(error.message).toContain('portalId')
  })

  test('a bug of ours is not dressed up as the vendor’s failure', () => {
    expect(readFailure(new TypeError('x is not a function'))).toBeUndefined()
    expect(readFailure('text')).toBeUndefined()
  })
})
