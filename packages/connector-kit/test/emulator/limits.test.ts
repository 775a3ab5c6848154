import { describe, expect, it, vi } from 'vitest'
import { start } from './start-shelf.ts'

describe('limits', () => {
  const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(a => a.status)

  it('counts a fixed window from its first call and ends it as a whole', async () => {
    const { call, clock, emulator } = await start([
      { kind: 'rate', name: 'burst', calls: 2, perMs: 1000, window: 'fixed', source: 'test' },
    ])
    await call('GET', '/v1')
    clock.advance(900)
    expect((await call('GET', '/v1')).headers.get('x-used')).toBe('burst=2')
    const refused = await call('GET', '/v1')
    expect(refused.status).toBe(429)
    expect(await refused.json()).toEqual({ policy: 'burst', retryAfterMs: 100 })
    clock.advance(100)
    expect(await statuses([call('GET', '/v1'), call('GET', '/v1')])).toEqual([200, 200])
    expect(emulator.journal.throttled).toBe(1)
  })

  it('counts a rolling window over any span', async () => {
    const { call, clock } = await start([
      { kind: 'rate', name: 'any second', calls: 2, perMs: 1000, window: 'rolling', source: 'test' },
    ])
    await call('GET', '/v1')
    clock.advance(900)
    await call('GET', '/v1')
    clock.advance(100)
    expect((await call('GET', '/v1')).status).toBe(200)
    expect((await call('GET', '/v1')).status).toBe(429)
  })

  it('gives each listed route a budget of its own, and none to others', async () => {
    const routes = ['GET /', 'GET /books/{id}']
    const { call } = await start([
      {
        kind: 'rate',
        name: 'own',
        calls: 1,
        perMs: 1000,
        window: 'fixed',
        routes,
        each: 'route',
        source: 'test',
      },
    ])
    expect((await call('GET', '/v1')).status).toBe(200)
    expect((await call('GET', '/v1')).status).toBe(429)
    expect((await call('GET', '/v1/books/1')).status).toBe(200)
    expect((await call('GET', '/v1/books/2')).status).toBe(429)
    expect((await call('GET', '/v1/random')).status).toBe(200)
    expect((await call('GET', '/v1/random')).status).toBe(200)
  })

  it('refuses one more call at a time than allowed, also where the others only wait, and none after another', async () => {
    const { call, emulator } = await start([{ kind: 'concurrency', name: 'lanes', calls: 2, source: 'test' }])
    for (let calls = 0; calls < 3; calls += 1) expect((await call('GET', '/v1')).status).toBe(200)
    emulator.order({ times: 2, fault: { kind: 'stall' } })
    const waiting = [new AbortController(), new AbortController()]
    const stalled = waiting.map(({ signal }) => call('GET', '/v1', { signal }))
    await vi.waitFor(() => expect(emulator.waitingFaults()).toBe(0))
    expect((await call('GET', '/v1')).status).toBe(429)
    for (const stop of waiting) stop.abort()
    for (const given of stalled) await expect(given).rejects.toThrow('aborted')
    await vi.waitFor(async () => expect((await call('GET', '/v1')).status).toBe(200))
  })

  it('lets everything through when told so', async () => {
    const { call } = await start(
      [{ kind: 'rate', name: 'one', calls: 1, perMs: 1000, window: 'fixed', source: 'test' }],
      { enforceLimits: false },
    )
    expect(await statuses([call('GET', '/v1'), call('GET', '/v1')])).toEqual([200, 200])
    expect((await call('GET', '/v1')).headers.get('x-used')).toBeNull()
  })
})
