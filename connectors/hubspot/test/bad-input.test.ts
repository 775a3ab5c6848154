import {
  type ConnectorContext,
  cutBatches,
  deliverBatch,
  type FieldRow,
  type MemberRow,
  type Operation,
  type OperationTarget,
  type Outcome,
  type RowAddress,
} from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HubspotConfig } from '../src/config.ts'
import { hubspotConnector } from '../src/index.ts'
import { contactsIn, openWorld, pull, seedContacts, TOKEN, type World } from './world.ts'

let world: World
let context: ConnectorContext<HubspotConfig, Client>
beforeEach(async () => {
  world = await openWorld()
  context = world.connect()
})
afterEach(() => world.close())

const { fields, members } = hubspotConnector.operations

async function push<Row extends RowAddress>(
  operation: Operation<Row, HubspotConfig, Client>,
  rows: readonly Row[],
  target: OperationTarget = { container: '' },
): Promise<Outcome[]> {
  const { batches, refused } = cutBatches(operation, rows)
  const outcomes = refused.map(({ outcome }) => outcome)
  for (const batch of batches)
    outcomes.push(...(await deliverBatch({ context, operation, target, rows: batch, onJob: async () => {} })))
  return outcomes
}

const row = (remoteId: string, values: FieldRow['values']): FieldRow => ({ remoteId, email: null, values })
const add = (remoteId: string): MemberRow => ({ remoteId, email: null, action: 'add' })

describe('between plan and push', () => {
  test('a token that expired pauses the connection, says what to do, and tells no token', async () => {
    const [id = ''] = seedContacts(world, 1)
    world.account.accessToken = 'another'
    const work = push(fields, [row(id, { city: 'Turin' })])
    await expect(work).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('Create a new access token'),
    })
    await expect(work).rejects.not.toMatchObject({ message: expect.stringContaining(TOKEN) })
  })

  test('a scope that was taken away is named', async () => {
    const [id = ''] = seedContacts(world, 1)
    world.account.scopes = ['crm.objects.contacts.read']
    await expect(push(fields, [row(id, { city: 'Turin' })])).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('crm.objects.contacts.write'),
    })
  })

  test('a list that vanished leaves every row with HubSpot’s words, in one request', async () => {
    const ids = seedContacts(world, 3)
    const ref = { kind: 'list', container: '', name: 'VIP' } as const
    const target = await hubspotConnector.createTarget(context, ref)
    world.account.lists.remove(target.remoteId, world.account.now)
    world.emulator.journal.clear()
    const outcomes = await push(members, ids.map(add), { container: '', target })
    expect(outcomes.map(({ code }) => code)).toEqual(['target-missing', 'target-missing', 'target-missing'])
    expect(outcomes[0]?.message).toMatch(/List does not exist.*list "VIP" no longer exists.*choose another/)
    expect(world.emulator.journal.requests).toBe(1)
    expect(await hubspotConnector.findTarget(context, ref)).toBeUndefined()
  })

  test('a property that was deleted is each row’s outcome, and rows without it go on', async () => {
    const ids = seedContacts(world, 3)
    const [first = '', ...others] = ids
    const outcomes = await push(fields, [
      row(first, { deleted_meanwhile: 'x' }),
      ...others.map(id => row(id, { city: 'Turin' })),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'applied', 'applied'])
    expect(outcomes[0]).toMatchObject({
      code: 'PROPERTY_DOESNT_EXIST',
      message: expect.stringMatching(/deleted_meanwhile.*pull again, and the next plan makes it anew/),
    })
  })

  test('a property of another type by now takes what fits it, and says so of the rest', async () => {
    const ids = seedContacts(world, 2)
    world.account.addProperty({ name: 'points', type: 'number' })
    // As it was planned, when it still was a text.
    const planned = [{ name: 'points', type: 'text' }] as const
    const rows = [row(ids[0] as string, { points: '12' }), row(ids[1] as string, { points: 'many' })]
    const outcomes = await push(fields, rows, { container: '', fields: planned })
    expect(outcomes).toMatchObject([{ status: 'applied' }, { status: 'rejected', code: 'INVALID_INTEGER' }])
  })

  test('an account that was downgraded slows the push down and loses nothing', async () => {
    const ids = seedContacts(world, 300)
    const single = { ...fields, maxRows: 1 }
    world.account.tier = 'starter'
    const outcomes = await push(
      single,
      ids.map(id => row(id, { city: 'Turin' })),
    )
    expect(outcomes.every(({ status }) => status === 'applied')).toBe(true)
  })
})

test('an account that lost its tier in mid-run is told which tier is wanted, and what needs none goes on', async () => {
  const [id = ''] = seedContacts(world, 1)
  const enterprise = world.connect({ tier: 'enterprise', subscriptionId: '1' })
  expect(contactsIn(await pull(world, enterprise, 'contacts'))).toHaveLength(1)
  world.account.tier = 'professional'
  await expect(pull(world, enterprise, 'contacts')).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('higher tier'),
  })
  expect(await push(fields, [row(id, { city: 'Turin' })])).toMatchObject([{ status: 'applied' }])
})

describe('strange contacts', () => {
  test('without an e-mail are pulled by their other names and take fields', async () => {
    const id = world.account.addContact({ properties: { phone: '+44 20 7946 0000' } })
    const [contact] = contactsIn(await pull(world, context, 'contacts'))
    expect(contact).toMatchObject({
      remoteId: id,
      email: null,
      identities: [{ kind: 'phone', value: '+44 20 7946 0000' }],
      consent: [],
    })
    expect(await push(fields, [row(id, { city: 'Turin' })])).toMatchObject([{ status: 'applied' }])
  })

  test('with two megabytes of properties go alone, and larger ones are refused', async () => {
    const ids = seedContacts(world, 4)
    const names = Array.from({ length: 100 }, (_, at) => `text_${at}`)
    for (const name of names) world.account.addProperty({ name })
    const large = (size: number) => Object.fromEntries(names.map(name => [name, 'x'.repeat(size / 100)]))
    world.emulator.journal.clear()
    const outcomes = await push(fields, [
      row(ids[0] as string, large(2_000_000)),
      row(ids[1] as string, large(2_000_000)),
      row(ids[2] as string, large(2_000_000)),
      row(ids[3] as string, large(6_000_000)),
    ])
    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual([
      'row-too-large',
      'applied',
      'applied',
      'applied',
    ])
    expect(world.emulator.journal.requests).toBe(2)
    const [big] = contactsIn(await pull(world, context, 'contacts'))
    expect(Object.keys(big?.fields ?? {}).length).toBeGreaterThanOrEqual(100)
  })

  test('in an account of 600 properties are read by a second call a page', async () => {
    const names = Array.from({ length: 600 }, (_, at) => `a_property_with_quite_a_long_name_${at}`)
    for (const name of names) world.account.addProperty({ name })
    const properties = Object.fromEntries(names.map(name => [name, 'x']))
    for (let at = 0; at < 101; at++) world.account.addContact({ email: `p${at}@example.com`, properties })
    world.emulator.journal.clear()
    const pulled = contactsIn(await pull(world, context, 'contacts'))
    expect(pulled).toHaveLength(101)
    expect(pulled.every(({ fields }) => names.every(name => fields[name] === 'x'))).toBe(true)
    expect(world.emulator.journal.requests).toBe(1 + 2 * 2)
  })
})
