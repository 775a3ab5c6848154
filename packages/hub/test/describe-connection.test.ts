import type { AccountDescription, Connector } from '@esplanade/connector-kit'
import { buildCatalog } from '@esplanade/core/schema'
import { expect, test } from 'vitest'
import type { Connection } from '../src/connection.ts'
import type { HubContext } from '../src/context.ts'
import { describeConnection } from '../src/describe-connection.ts'
import { doctor } from '../src/doctor.ts'
import type { SyncConfig } from '../src/sync-config.ts'

const DESCRIPTION: AccountDescription = {
  account: { id: '7', name: 'Shop', tier: 'gold' },
  containers: [{ id: '', name: 'Shop', members: 3 }],
  targets: [],
  fields: [],
  limits: [],
  scopes: ['read', 'write'],
}

const account = (scopes: readonly string[] | null, canDescribe = true): Connection => {
  const connector = {
    name: 'acme',
    title: 'Acme',
    absent: { describe: 'Acme is shy.' },
    operations: { propertyTags: {} },
    streams: [{ name: 'contacts' }, { name: 'orders' }],
    check: async () => ({ accountId: '7', name: 'Shop', containers: [{ id: '', name: 'Shop' }] }),
    scopes: () => ({
      always: ['read'],
      streams: { contacts: ['read'], orders: ['orders'] },
      operations: { fields: ['write'], members: ['lists'], propertyTags: ['tags'], optOut: ['write'] },
    }),
    ...(canDescribe && { describe: async () => ({ ...DESCRIPTION, scopes }) }),
  } as unknown as Connector
  return { id: 'shop', connector, topics: [], context: () => ({}) } as unknown as Connection
}

const SYNCS: readonly SyncConfig[] = [
  { connection: 'shop', fields: { SCORE: { attribute: 'score' } } },
  { connection: 'other', segment: 'vip', into: { tag: 'VIP' } },
]
const never = new AbortController().signal

const hub = (connection: Connection, syncs = SYNCS) =>
  ({
    config: {
      syncs,
      segments: [],
      disjoint: [],
      scores: new Map(),
      store: { location: ':memory:' },
      catalog: buildCatalog({}),
    },
    connections: new Map([[connection.id, connection]]),
    store: { state: { countContacts: async () => 0 } },
    clock: { now: () => 0 },
    explain: String,
  }) as unknown as HubContext

const lacking = async (connection: Connection, syncs = SYNCS) =>
  (await describeConnection(hub(connection, syncs), connection, never)).missing

test('an account is described with what its key lacks for the configured syncs, and no more', async () => {
  expect(await describeConnection(hub(account(['read'])), account(['read']), never)).toEqual({
    connection: 'shop',
    connector: 'acme',
    description: { ...DESCRIPTION, scopes: ['read'] },
    missing: [
      { scope: 'orders', neededTo: ['to pull orders'] },
      { scope: 'write', neededTo: ['to write optOut', 'to write fields'] },
    ],
  })
  expect(await lacking(account(['read', 'orders']), [])).toEqual([])
})

test('tags in a property need what they are written by, lists what lists are', async () => {
  const into = (target: object) => [{ connection: 'shop', segment: 'vip', into: target }] as SyncConfig[]
  const key = account(['read', 'orders', 'write'])
  const scopes = async (target: object) => (await lacking(key, into(target))).map(({ scope }) => scope)
  expect(await scopes({ tag: 'VIP', property: 'labels' })).toEqual(['tags'])
  expect(await scopes({ list: 'VIP' })).toEqual(['lists'])
})

test('doctor measures the round trip of the first call', async () => {
  const key = account(['read', 'orders'])
  let now = 0
  const slow = async () => {
    now += 120
    return { accountId: '7', name: 'Shop', containers: [{ id: '', name: 'Shop' }] }
  }
  const connection = { ...key, connector: { ...key.connector, check: slow } }
  const { checks } = await doctor({ ...hub(connection, []), clock: { now: () => now } } as HubContext, never)
  expect(checks.at(-1)?.detail).toBe('Acme account Shop answered in 120 ms')
})

test('a vendor that does not tell is not guessed at', async () => {
  expect(await lacking(account(null))).toEqual([])
})

test('a connector that cannot describe says why', async () => {
  const connection = account([], false)
  await expect(describeConnection(hub(connection), connection, never)).rejects.toThrow('Acme is shy.')
})

test('doctor fails a connection whose key lacks a permission, and names it', async () => {
  const [, , , shop] = (await doctor(hub(account(['read']), []), never)).checks
  expect(shop).toMatchObject({ ok: false, detail: 'the key lacks orders (to pull orders)' })
  const { healthy } = await doctor(hub(account(['read', 'orders']), []), never)
  expect(healthy).toBe(true)
})
