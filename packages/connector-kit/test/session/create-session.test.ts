import { describe, expect, it } from 'vitest'
import { ConnectorError, type FaultRule, type LimitPolicy } from '../../src/index.ts'
import type { FaultOrder } from '../../testing/emulator/index.ts'
import { KEY, open, PUT } from './open-session.ts'

const failureOf = async (call: Promise<unknown>): Promise<ConnectorError> => {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof ConnectorError)) throw error
  return error
}
const busy = (headers = {}): FaultOrder['fault'] => ({ kind: 'status', status: 429, headers })

describe('a call', () => {
  it('gives the answer, and counts what the vendor counted', async () => {
    const { session, put, emulator } = await open()
    expect((await put(false)).data).toEqual({ stored: true, bodyBytes: 2 })
    await put(true)
    expect(session.stats).toMatchObject({ requests: 2, throttled: 0, retried: 0 })
    expect(session.stats.byRoute).toEqual(emulator.journal.byRoute)
  })

  it('is never refused when many are made at once under the limits of the vendor', async () => {
    const limits: LimitPolicy[] = [
      { kind: 'rate', name: 'burst', calls: 5, perMs: 1_000, window: 'fixed', source: 'test' },
      { kind: 'rate', name: 'steady', calls: 15, perMs: 60_000, window: 'rolling', source: 'test' },
      { kind: 'concurrency', name: 'lanes', calls: 3, source: 'test' },
    ]
    const { session, put, emulator, clock } = await open({ limits })
    await Promise.all(Array.from({ length: 40 }, () => put(true)))
    expect(emulator.journal.throttled).toBe(0)
    expect(session.stats.requests).toBe(40)
    expect(clock.now()).toBeGreaterThanOrEqual(120_000)
  })
})

describe('what passes by itself', () => {
  it.each<[FaultOrder['fault'], number]>([
    [{ kind: 'status', status: 503 }, 1],
    [{ kind: 'cut' }, 1],
    [{ kind: 'cut-after-effect' }, 1],
    [{ kind: 'truncate' }, 1],
    [busy(), 1],
  ])('an idempotent call outlives %j', async fault => {
    const { put, session, emulator } = await open()
    emulator.order({ times: 3, fault })
    expect((await put(true)).data).toMatchObject({ stored: true })
    expect(session.stats).toMatchObject({ requests: 4, retried: 3 })
    expect(emulator.journal.requests).toBe(4)
  })

  it.each<FaultOrder['fault']>([
    { kind: 'status', status: 503 },
    { kind: 'cut-after-effect' },
    { kind: 'truncate' },
  ])('a call that is not idempotent is made once: %j', async fault => {
    const { put, emulator } = await open()
    emulator.order({ times: 1, fault })
    expect((await failureOf(put(false))).kind).toBe('transient')
    expect(emulator.journal.requests).toBe(1)
  })

  it('a throttled call is repeated though not idempotent, no sooner than asked for', async () => {
    const { put, session, clock, emulator } = await open()
    emulator.order({ times: 2, fault: busy({ 'retry-after': '30' }) })
    await put(false)
    expect(session.stats).toMatchObject({ requests: 3, throttled: 2, retried: 2 })
    expect(clock.now()).toBeGreaterThanOrEqual(60_000)
    expect(clock.now()).toBeLessThan(70_000)
  })

  it('backs off further each time where the vendor says nothing, and gives up after six tries', async () => {
    const { put, emulator, clock } = await open()
    emulator.order({ times: 100, fault: busy() })
    expect((await failureOf(put(false))).kind).toBe('throttled')
    expect(emulator.journal.requests).toBe(6)
    // Half to all of 1, 2, 4, 8 and 16 seconds.
    expect(clock.now()).toBeGreaterThan(15_500)
    expect(clock.now()).toBeLessThan(31_000)
  })

  it('tries three times where nobody ever listened, and six where a service went away', async () => {
    const { put, session, emulator } = await open()
    await put(true)
    await emulator.close()
    expect((await failureOf(put(true))).failure.code).toBe('ECONNREFUSED')
    expect(session.stats.requests).toBe(1 + 6)

    const nowhere = await open({ url: emulator.url })
    expect((await failureOf(nowhere.put(true))).message).toBe(
      'shop: PUT /books/{id} got no answer (ECONNREFUSED): fetch failed with (secret). Check that the service can be reached, then run the same command again; nothing stored is lost.',
    )
    expect(nowhere.session.stats.requests).toBe(3)
  })

  it('does not wait for a quota that is restored tomorrow', async () => {
    const { put, emulator, clock } = await open()
    emulator.order({ times: 1, fault: busy({ 'retry-after': '86400' }) })
    expect((await failureOf(put(true))).kind).toBe('throttled')
    expect(emulator.journal.requests).toBe(1)
    expect(clock.now()).toBeLessThan(86_400_000)
  })

  it('gives a stalled call up and tries again', async () => {
    const { put, emulator, session } = await open()
    emulator.order({ times: 1, fault: { kind: 'stall' } })
    expect((await put(true, 50)).data).toMatchObject({ stored: true })
    expect(session.stats.requests).toBe(2)
    emulator.order({ times: 1, fault: { kind: 'stall' } })
    const error = await failureOf(put(false, 50))
    expect(error.message).toBe(
      'shop: PUT /books/{id} got no answer (timeout): no answer within 0.05 s. Check that the service can be reached, then run the same command again; nothing stored is lost.',
    )
  })
})

describe('what does not', () => {
  it.each([
    [400, 'rejected'],
    [401, 'auth'],
    [403, 'auth'],
    [404, 'missing'],
    [409, 'rejected'],
  ])('status %i is %s, at once', async (status, kind) => {
    const { put, emulator } = await open()
    emulator.order({ times: 1, fault: { kind: 'status', status } })
    expect((await failureOf(put(true))).kind).toBe(kind)
    expect(emulator.journal.requests).toBe(1)
  })

  it("follows the connector's table before the usual meaning, first match first", async () => {
    const faults: FaultRule[] = [
      { status: [403, 499], code: 'other', kind: 'contract' },
      { status: [403, 499], kind: 'throttled', next: 'Wait a while.' },
    ]
    const { put, emulator } = await open({ faults })
    emulator.order({ times: 100, fault: { kind: 'status', status: 403, body: 'blocked' } })
    const error = await failureOf(put(true))
    expect(error.kind).toBe('throttled')
    expect(error.message).toBe('shop: PUT /books/{id} was answered 403: blocked. Wait a while.')
  })

  it('lets no secret and no address out, whatever the vendor says', async () => {
    const { put, emulator } = await open()
    const body = `key ${KEY} (${encodeURIComponent(KEY)}, ${btoa(KEY)}) may not write ada@example.com`
    emulator.order({ times: 1, fault: { kind: 'status', status: 400, body } })
    const error = await failureOf(put(true))
    const everything = JSON.stringify([error.message, error.stack, error.failure, error, String(error)])
    expect(everything).not.toContain(KEY)
    expect(everything).not.toContain(btoa(KEY))
    expect(error.message).toContain('key (secret) ((secret), (secret)) may not write (address).')
    expect(error.failure.message).toContain('ada@example.com')
    expect(error.cause).toBeUndefined()
  })

  it('names a service that cannot be reached', async () => {
    const { put } = await open({ url: 'http://127.0.0.1:1' })
    expect((await failureOf(put(false))).message).toMatch(
      /^shop: PUT \/books\/\{id\} got no answer \(network\)/,
    )
  })

  it("throws on what is not the SDK's, unchanged, and frees the call's place", async () => {
    const { session, put } = await open({
      limits: [{ kind: 'concurrency', name: 'c', calls: 1, source: 'test' }],
    })
    const bug = new TypeError('undefined is not a function')
    const buggy = session.call(PUT, { idempotent: true }, () => {
      throw bug
    })
    await expect(buggy).rejects.toBe(bug)
    expect((await put(true)).data).toMatchObject({ stored: true })
  })
})

describe('an abort', () => {
  it('rejects waiting calls with its reason and lets a sent one finish', async () => {
    const { put, stop, emulator } = await open({
      limits: [{ kind: 'concurrency', name: 'c', calls: 1, source: 'test' }],
    })
    const sent = put(false)
    const waiting = put(false)
    const reason = new Error('Ctrl-C')
    stop.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect((await sent).data).toMatchObject({ stored: true })
    await expect(put(true)).rejects.toBe(reason)
    expect(emulator.journal.requests).toBe(1)
  })

  it('ends the wait before a repeat', async () => {
    const { put, stop, emulator, clock } = await open()
    emulator.order({ times: 9, fault: busy() })
    const reason = new Error('Ctrl-C')
    const call = put(true)
    while (emulator.journal.requests < 2) await new Promise(resolve => setImmediate(resolve))
    stop.abort(reason)
    await expect(call).rejects.toBe(reason)
    expect(clock.now()).toBeLessThan(60_000)
  })
})
