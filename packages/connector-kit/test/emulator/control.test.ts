import { instant, shiftedClock, simulatedClock } from '@esplanade/core/schema'
import { afterEach, expect, it } from 'vitest'
import {
  type EmulatorControls,
  type RunningControl,
  startControl,
  startEmulator,
} from '../../testing/emulator/index.ts'
import type { AcmeAccount } from '../acme/acme-account.ts'
import { ACME_KEY } from '../acme/acme-account.ts'
import { acmeEmulator } from '../acme/acme-emulator.ts'
import { acmeHarness } from '../acme/acme-harness.ts'

const controls: EmulatorControls<AcmeAccount> = {
  seed: (account, members) => {
    acmeHarness.seed(account, members)
    return members.length
  },
  inspect: (account, email) => {
    const member = account.byEmail.get(email)
    return member && { email, remoteId: member.id, consent: String(member.mailable), fields: {}, targets: [] }
  },
  touch: (account, email) => account.byEmail.has(email),
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function open(withControls = true) {
  const clock = shiftedClock(instant(0), simulatedClock(instant(0)))
  const emulator = await startEmulator(acmeEmulator, { clock })
  const control = await startControl({ emulator, clock, ...(withControls && { controls }) })
  closing.push(control.close, emulator.close)
  const account = () => fetch(`${emulator.url}/v1/account`, { headers: { 'x-key': ACME_KEY } })
  return { control, account, call: caller(control) }
}

const caller =
  ({ url }: RunningControl) =>
  async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(url + path, {
      method,
      headers: { ...json, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

it('lists its calls, and knows no others', async () => {
  const { call } = await open()
  const calls = (await call('GET', '/')).body.calls
  expect(Object.keys(calls as object)).toContain('GET /journal')
  expect((await call('GET', '/nothing')).status).toBe(404)
})

it('seeds, inspects and touches members', async () => {
  const { call } = await open()
  const members = [{ email: 'ada@example.com' }, { email: 'bob@example.com', consent: 'unsubscribed' }]
  expect(await call('POST', '/seed', { members })).toEqual({ status: 200, body: { added: 2 } })
  expect((await call('GET', '/members/bob%40example.com')).body).toMatchObject({ consent: 'false' })
  expect((await call('POST', '/members/ada@example.com/touch')).status).toBe(200)
  expect((await call('GET', '/members/nobody@example.com')).status).toBe(404)
  expect((await call('POST', '/seed', { members: [] })).status).toBe(400)
  expect((await call('POST', '/seed', { members: [{ email: 'no address' }] })).status).toBe(400)
})

it('says so where an emulator brings nothing to do it with', async () => {
  const { call } = await open(false)
  expect((await call('GET', '/members/ada@example.com')).status).toBe(501)
})

it('moves the clock ahead, never back', async () => {
  const { call } = await open()
  expect((await call('POST', '/clock', { advanceMs: 60_000 })).body).toEqual({
    now: '1970-01-01T00:01:00.000Z',
  })
  expect((await call('GET', '/clock')).body).toEqual({ now: '1970-01-01T00:01:00.000Z' })
  expect((await call('POST', '/clock', { advanceMs: -1 })).status).toBe(400)
})

it('orders faults and takes them back', async () => {
  const { call, account } = await open()
  const fault = { times: 2, fault: { kind: 'status', status: 503 } }
  expect((await call('POST', '/faults', fault)).body).toEqual({ waiting: 1 })
  expect((await account()).status).toBe(503)
  expect((await call('DELETE', '/faults')).body).toEqual({ waiting: 0 })
  expect((await account()).status).toBe(200)
  const many = Array.from({ length: 1_000 }, () => fault)
  expect((await call('POST', '/faults', many)).body).toEqual({ waiting: 1_000 })
  expect((await call('POST', '/faults', fault)).status).toBe(409)
  expect((await call('POST', '/faults', { fault: { kind: 'flood' } })).status).toBe(400)
})

it('shows the journal, all of it or what came after an entry', async () => {
  const { call, account } = await open()
  for (let times = 0; times < 3; times += 1) await account()
  const all = (await call('GET', '/journal')).body
  expect(all).toMatchObject({ requests: 3, throttled: 0, byRoute: { 'GET /account': 3 }, errors: [] })
  expect(all.entries).toHaveLength(3)
  expect((await call('GET', '/journal?after=1&most=1')).body.entries).toMatchObject([{ seq: 2, status: 200 }])
  expect((await call('GET', '/journal?most=0')).body.entries).toEqual([])
  await call('DELETE', '/journal')
  expect((await call('GET', '/journal')).body).toMatchObject({ requests: 0, entries: [] })
})

it('lets no web page in', async () => {
  const { call } = await open()
  const origin = { origin: 'https://example.com' }
  expect((await call('POST', '/members/ada@example.com/touch', undefined, origin)).status).toBe(403)
  expect((await call('POST', '/clock', '{"advanceMs":1}', { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await call('GET', '/clock')).body).toEqual({ now: '1970-01-01T00:00:00.000Z' })
})
