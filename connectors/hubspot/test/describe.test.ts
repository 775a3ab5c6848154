import { missingScopes } from '@esplanade/connector-kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hubspotConnector } from '../src/index.ts'
import { openWorld, pull, TOKEN, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const describeAccount = () => {
  if (!hubspotConnector.describe) throw new Error('The connector describes.')
  return hubspotConnector.describe(world.connect())
}

test('lists and segments, properties with their options, usage and scopes are told', async () => {
  world.account.addProperty({
    name: 'hobbies',
    label: 'Hobbies',
    type: 'enumeration',
    fieldType: 'checkbox',
    options: [{ label: 'Chess', value: 'chess', hidden: false }],
  })
  world.account.addList({ name: 'By hand' })
  world.account.addList({ name: 'By rule', processingType: 'DYNAMIC' })
  const { targets, fields, limits, scopes } = await describeAccount()
  expect(targets.map(({ kind, name, writable, members }) => [kind, name, writable, members])).toEqual([
    ['list', 'By hand', true, 0],
    ['segment', 'By rule', false, 0],
  ])
  expect(fields.find(({ name }) => name === 'hobbies')).toEqual({
    name: 'hobbies',
    type: 'text',
    options: ['chess'],
    multiple: true,
    container: '',
    label: 'Hobbies',
    vendorType: 'enumeration/checkbox',
    required: false,
    writable: true,
  })
  expect(limits).toMatchObject([{ name: 'daily', allowed: 1_000_000 }])
  expect(scopes).toContain('crm.lists.write')
})

test('more lists than a page of the search are all told', async () => {
  for (let no = 0; no < 501; no++) world.account.addList({ name: `List ${no}` })
  expect((await describeAccount()).targets).toHaveLength(501)
})

test('a key that may not ask after itself is described without scopes', async () => {
  const route = 'POST /oauth/v2/private-apps/get/access-token-info'
  world.emulator.order({ route, times: 1, fault: { kind: 'status', status: 404 } })
  expect((await describeAccount()).scopes).toBeNull()
})

test('an under-scoped key says which scope a stream lacks, before and when it is pulled', async () => {
  const needs = hubspotConnector.scopes?.(world.connect().config)
  const granted = needs?.always ?? []
  world.account.scopes = granted
  const use = { streams: ['contacts', 'orders'], operations: ['members'] } as const
  expect(missingScopes(needs, granted, use)).toEqual([
    { scope: 'crm.objects.orders.read', neededTo: ['to pull orders'] },
    { scope: 'crm.lists.write', neededTo: ['to write members'] },
  ])
  const ofDeals = hubspotConnector.scopes?.(world.connect({ orders: 'deals' }).config)
  expect(missingScopes(ofDeals, granted, { streams: ['orders'], operations: [] })).toEqual([
    { scope: 'crm.objects.deals.read', neededTo: ['to pull orders'] },
  ])
  await pull(world, world.connect(), 'contacts')
  const refused = pull(world, world.connect(), 'orders')
  await expect(refused).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('crm.objects.orders.read'),
  })
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining(TOKEN) })
})
