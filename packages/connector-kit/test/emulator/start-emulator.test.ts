import { gzipSync } from 'node:zlib'
import { instant, simulatedClock } from '@esplanade/core/schema'
import { describe, expect, it } from 'vitest'
import { type FaultOrder, startEmulator } from '../../testing/emulator/index.ts'
import { MAX_BODY_BYTES } from '../../testing/emulator/read-body.ts'
import { shelf } from './shelf.ts'
import { type CallInit, start } from './start-shelf.ts'

describe('routing', () => {
  it('prefers a fixed segment, decodes parameters and passes the query', async () => {
    const { call } = await start()
    expect(await (await call('GET', '/v1/books/export')).text()).toBe('a,b')
    expect(await (await call('GET', '/v1/books/a%2Fb%20c')).json()).toEqual({ id: 'a/b c' })
    expect(await (await call('GET', '/v1/books/7/pages/9?q=x?y')).json()).toEqual({
      params: { id: '7', page: '9' },
      q: 'x?y',
    })
    expect(await (await call('GET', '/v1')).json()).toEqual({ hello: true })
    expect(await (await call('GET', '/v1/')).json()).toEqual({ hello: true })
    expect((await call('DELETE', '/v1/books/7/')).status).toBe(204)
  })

  it.each([
    ['GET', '/v2/books/1'],
    ['GET', '/v1books/1'],
    ['GET', '/v1/books//'],
    ['GET', '/v1/books/%E0%A4%A'],
    ['GET', '/v1/books/1/pages'],
    ['POST', '/v1/books/1'],
  ])('answers not found to %s %s', async (method, path) => {
    const { call } = await start()
    expect((await call(method, path)).status).toBe(404)
  })

  it('refuses a route that is declared twice or is no route', async () => {
    const clock = simulatedClock(instant(0))
    const twice = {
      ...shelf,
      routes: [...shelf.routes, { route: 'GET /books/{name}', handle: () => ({ status: 200 }) }],
    }
    await expect(startEmulator(twice, { clock })).rejects.toThrow('"GET /books/{id}" and "GET /books/{name}"')
    const none = { ...shelf, routes: [{ route: '/books', handle: () => ({ status: 200 }) }] }
    await expect(startEmulator(none, { clock })).rejects.toThrow('not a method and a path')
  })
})

describe('bodies', () => {
  it('reads plain and gzip-encoded JSON', async () => {
    const { call, emulator } = await start()
    await call('PUT', '/v1/books/1', { body: '{"title":"Ada"}' })
    const packed = gzipSync('{"title":"Bob"}')
    const answer = await call('PUT', '/v1/books/2', { body: packed, headers: { 'content-encoding': 'gzip' } })
    expect(await answer.json()).toEqual({ stored: true, bodyBytes: 15 })
    expect([...emulator.state.books.values()]).toEqual([{ title: 'Ada' }, { title: 'Bob' }])
  })

  it('answers a body that is not JSON, a broken archive and one that is too large', async () => {
    const { call } = await start()
    expect((await call('PUT', '/v1/books/1', { body: '{"title"' })).status).toBe(400)
    const gzip = { 'content-encoding': 'gzip' }
    expect((await call('PUT', '/v1/books/1', { body: 'no archive', headers: gzip })).status).toBe(400)
    const bomb = gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1, ' '))
    expect((await call('PUT', '/v1/books/1', { body: bomb, headers: gzip })).status).toBe(413)
    const largest = `${' '.repeat(MAX_BODY_BYTES - 2)}{}`
    expect((await call('PUT', '/v1/books/1', { body: largest })).status).toBe(200)
    const large = Buffer.alloc(MAX_BODY_BYTES + 1, ' ')
    expect((await call('PUT', '/v1/books/1', { body: large })).status).toBe(413)
  })
})

describe('the host', () => {
  it('asks for the key before anything else', async () => {
    const { call } = await start()
    expect((await call('GET', '/v1/nowhere', { headers: { authorization: 'Bearer wrong' } })).status).toBe(
      401,
    )
  })

  it('remembers what a handler threw', async () => {
    const { call, emulator } = await start()
    expect((await call('POST', '/v1/broken')).status).toBe(500)
    expect(emulator.errors).toEqual([new Error('the handler has a bug')])
  })

  it('counts every request by route and keeps the latest entries', async () => {
    const { call, emulator } = await start()
    await call('GET', '/v1/books/1')
    await call('GET', '/v1/books/2')
    await call('GET', '/v1/nowhere')
    expect(emulator.journal.requests).toBe(3)
    expect(emulator.journal.byRoute).toEqual(
      new Map([
        ['GET /books/{id}', 2],
        ['GET (unknown)', 1],
      ]),
    )
    expect(emulator.journal.entries[1]).toEqual({
      seq: 2,
      at: 0,
      route: 'GET /books/{id}',
      method: 'GET',
      path: '/books/2',
      status: 200,
    })
    emulator.journal.clear()
    expect(emulator.journal.requests).toBe(0)
  })

  it('draws the same numbers from the same seed', async () => {
    const draw = async (seed: number) => (await (await start([], { seed })).call('GET', '/v1/random')).json()
    expect(await draw(7)).toEqual(await draw(7))
    expect(await draw(7)).not.toEqual(await draw(8))
  })

  it('says which emulator could not listen', async () => {
    const { emulator, clock } = await start()
    const port = Number(new URL(emulator.url).port)
    await expect(startEmulator(shelf, { clock, port })).rejects.toThrow('The shelf emulator cannot listen')
  })
})

describe('faults on demand', () => {
  const put = (call: (m: string, p: string, i?: CallInit) => Promise<Response>) =>
    call('PUT', '/v1/books/1', { body: '{}' })

  it('plays a status so many times, on its route only', async () => {
    const { call, emulator } = await start()
    emulator.order({
      route: 'PUT /books/{id}',
      times: 2,
      fault: { kind: 'status', status: 503, headers: { 'retry-after': '3' } },
    })
    expect((await call('GET', '/v1')).status).toBe(200)
    expect((await put(call)).headers.get('retry-after')).toBe('3')
    expect((await put(call)).status).toBe(503)
    expect((await put(call)).status).toBe(200)
  })

  it('takes an order back', async () => {
    const { call, emulator } = await start()
    emulator.order({ times: 5, fault: { kind: 'status', status: 500, body: '{"a":1}' } })()
    expect((await put(call)).status).toBe(200)
  })

  it.each<[FaultOrder['fault']['kind'], number]>([
    ['cut', 0],
    ['cut-after-effect', 1],
  ])('%s leaves %i effects', async (kind, effects) => {
    const { call, emulator } = await start()
    emulator.order({ times: 1, fault: { kind } as FaultOrder['fault'] })
    await expect(put(call)).rejects.toThrow('fetch failed')
    expect(emulator.state.books.size).toBe(effects)
    expect(emulator.journal.entries[0]?.status).toBe(0)
    expect((await put(call)).status).toBe(200)
  })

  it('truncates JSON, delays by the clock, and stalls until the host closes', async () => {
    const { call, clock, emulator } = await start()
    emulator.order({ times: 1, fault: { kind: 'truncate' } })
    await expect((await put(call)).json()).rejects.toThrow(SyntaxError)
    emulator.order({ times: 1, fault: { kind: 'slow', ms: 5000 } })
    expect((await put(call)).status).toBe(200)
    expect(clock.now()).toBe(5000)
    emulator.order({ times: 1, fault: { kind: 'stall' } })
    const stalled = put(call)
    const failed = expect(stalled).rejects.toThrow('fetch failed')
    while (emulator.journal.requests < 3) await new Promise(resolve => setImmediate(resolve))
    await emulator.close()
    await failed
    expect(emulator.errors).toEqual([])
  })
})
