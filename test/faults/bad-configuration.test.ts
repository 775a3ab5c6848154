import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { type Ended, esplanade } from './world/command.ts'
import { configText, connectionsText, SEGMENTS } from './world/hub-text.ts'
import { makeProject } from './world/project.ts'
import { settleTown, townsmen } from './world/town.ts'
import { openVendors } from './world/vendors.ts'

const TIMEOUT_MS = 60_000
/** A port that was free a moment ago, so that nothing listens there. */
const PORT = await freePort()
const NOWHERE = `http://127.0.0.1:${PORT}`
const NOWHERE_URLS = { news: NOWHERE, crm: NOWHERE, shop: NOWHERE }
const SECRETS = /emulator-key|pat-|pk_emulated|hunter2/

/** One message for people: no stack, no secret, and no second guess. */
function expectPlain({ stdout, stderr }: Ended): void {
  const said = `${stdout}${stderr}`
  expect(said).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
  expect(said).not.toContain('This was not foreseen')
  expect(said).not.toMatch(SECRETS)
}

test.concurrent.each([
  {
    name: 'a misspelt name in a connection',
    connections: `shop: klaviyo({ apiKy: 'hunter2' }),`,
    says: ['connections.shop', 'apiKy', 'did you mean', 'apiKey'],
  },
  {
    name: 'a missing key',
    connections: `crm: hubspot({ tier: 'starter' }),`,
    says: ['connections.crm.accessToken'],
  },
  {
    name: 'a variable that is not set',
    imports: `import { env } from '@esplanade/hub'`,
    connections: `shop: klaviyo({ apiKey: env('KLAVIYO_API_KEY') }),`,
    says: ['connections.shop', 'KLAVIYO_API_KEY'],
  },
  {
    name: 'a sync of a connection that is not there',
    connections: connectionsText(NOWHERE_URLS),
    syncs: `{ connection: 'newz', segment: 'buyers', into: { tag: 'Buyers' } },`,
    says: ['syncs[0].connection', 'newz', 'news, crm, shop'],
  },
  {
    name: 'a misspelt name of the configuration itself',
    connections: connectionsText(NOWHERE_URLS),
    more: `timeZome: 'Europe/Vienna',`,
    says: ['timeZome', 'did you mean', 'timeZone'],
  },
  {
    name: 'a sync of a segment that is not there',
    connections: connectionsText(NOWHERE_URLS),
    syncs: `{ connection: 'news', segment: 'buyer', into: { tag: 'Buyers' } },`,
    says: ['syncs[0]', 'buyer', 'buyers'],
  },
])('$name is told with its place and exit code 3', { timeout: TIMEOUT_MS }, async ({ says, ...text }) => {
  const folder = makeProject({
    'esplanade.config.ts': configText({ urls: NOWHERE_URLS, syncs: '', ...text }),
    ...SEGMENTS,
  })
  const ended = await esplanade(folder, ['sync'])
  expectPlain(ended)
  expect(ended).toMatchObject({ code: 3, stdout: '' })
  for (const words of says) expect(ended.stderr.toLowerCase()).toContain(words.toLowerCase())
})

test.concurrent('a wrong key stops its connection with exit code 5, and others wait for its people to be known', {
  timeout: TIMEOUT_MS,
}, async () => {
  const vendors = await openVendors()
  try {
    settleTown(vendors, townsmen(30))
    const urls = { news: vendors.news.url, crm: vendors.crm.url, shop: vendors.shop.url }
    const connections = connectionsText(urls).replace(/pk_emulated_0+/, 'pk_hunter2')
    const folder = makeProject({ 'esplanade.config.ts': configText({ urls, connections }), ...SEGMENTS })
    const ended = await esplanade(folder, ['sync'])
    expectPlain(ended)
    expect(ended.code).toBe(5)
    expect(ended.stdout).toMatch(/Stopped shop: .*answered 401/)
    expect(ended.stdout).toContain('Check the private API key of this connection')
    expect(vendors.writes().filter(write => write.startsWith('shop'))).toEqual([])
    // "No order within a year" holds for everybody as long as the shop was never read.
    expect(ended.stdout).toContain('shop was never pulled to the end, so segments know nothing of it')
    // Opt-outs wait for nobody.
    expect(vendors.writes().filter(write => !write.includes('unsubscribe-all'))).toEqual([])
    await esplanade(folder, ['push', 'news', '--confirm'])
    expect(vendors.writes().some(write => write.startsWith('news'))).toBe(true)
    const doctor = await esplanade(folder, ['doctor'])
    expect(doctor.code).toBe(5)
    expectPlain(doctor)
  } finally {
    await vendors.close()
  }
})

test.concurrent('a host where nothing listens is told with exit code 5, after three tries', {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = makeProject({
    'esplanade.config.ts': configText({ urls: NOWHERE_URLS }),
    ...SEGMENTS,
  })
  const ended = await esplanade(folder, ['sync'])
  expectPlain(ended)
  expect(ended.code).toBe(5)
  for (const id of ['news', 'crm', 'shop'])
    expect(ended.stdout).toMatch(new RegExp(`Stopped ${id}: .* got no answer \\(ECONNREFUSED\\)`))
  expect(ended.stdout).toContain('Check that the service can be reached')
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
