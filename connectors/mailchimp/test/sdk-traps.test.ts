import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { mailchimpConnector } from '../src/index.ts'

const shared = createRequire(import.meta.url)('@mailchimp/mailchimp_marketing') as Record<string, unknown>

/** The rest of what the SDK does to the unwary is in faults.test.ts and in the wire tests. */
test('the instance that the SDK shares within a process is left alone', () => {
  const before = { config: shared.config, basePath: shared.basePath, timeout: shared.timeout }
  const one = mailchimpConnector.connect({ apiKey: 'one-us1' })
  const other = mailchimpConnector.connect({ apiKey: 'other-us2' })
  expect(one).not.toBe(shared)
  expect([one.basePath, other.basePath]).toEqual([
    'https://us1.api.mailchimp.com/3.0',
    'https://us2.api.mailchimp.com/3.0',
  ])
  expect({ config: shared.config, basePath: shared.basePath, timeout: shared.timeout }).toEqual(before)
})

test('every client gives up on an answer, and no sooner than Mailchimp does', () => {
  expect(mailchimpConnector.connect({ apiKey: 'one-us1' }).timeout).toBe(120_000)
})

test('no server is set, which the SDK would put in place of that word in any address', () => {
  const client = mailchimpConnector.connect({ apiKey: 'one-us1' }) as unknown as { config: object }
  expect(client.config).toEqual({ apiKey: 'one-us1' })
})

test('connections are kept and used again, where the SDK would open one for every call', async () => {
  const sockets = new Set<unknown>()
  const waiting: (() => void)[] = []
  const server = createServer(({ socket }, response) => {
    sockets.add(socket)
    waiting.push(() => response.setHeader('content-type', 'application/json').end('{}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const client = mailchimpConnector.connect({ apiKey: 'one-us1', baseUrl: `http://127.0.0.1:${port}` })
  const json = ['application/json']
  const ping = () => client.callApi('/ping', 'GET', {}, {}, {}, {}, null, ['basicAuth'], json, json, 'Object')
  for (let round = 0; round < 3; round += 1) {
    const calls = Array.from({ length: 8 }, ping)
    await vi.waitFor(() => expect(waiting.length).toBe(8))
    for (const answer of waiting.splice(0)) answer()
    await Promise.all(calls)
  }
  expect(sockets.size).toBe(8)
})
