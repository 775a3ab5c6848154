import {
  type ConnectorContext,
  type CustomEventRow,
  cutBatches,
  days,
  deliverBatch,
  type FieldRow,
  fillingOperation,
  type MemberRow,
  type Operation,
  type OperationTarget,
  type Outcome,
  type RowAddress,
  type Value,
} from '@esplanade/connector-kit'
import type { Client } from '@hubspot/api-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HubspotConfig } from '../src/config.ts'
import { hubspotConnector } from '../src/index.ts'
import { openWorld, type World } from './world.ts'

let world: World
let context: ConnectorContext<HubspotConfig, Client>
beforeEach(async () => {
  world = await openWorld()
  context = world.connect()
})
afterEach(() => world.close())

const { fields, members, optOut } = hubspotConnector.operations

function deliver<Row extends RowAddress>(
  operation: Operation<Row, HubspotConfig, Client>,
  rows: readonly Row[],
  target: OperationTarget = { container: '' },
): Promise<Outcome[]> {
  return deliverBatch({ context, operation, target, rows, onJob: async () => {} })
}

const addContacts = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => world.account.addContact({ email: `p${at}@example.com` }))

const statusesOf = (outcomes: readonly Outcome[]) => outcomes.map(({ status, code }) => code ?? status)

describe('fields', () => {
  const row = (remoteId: string, values: FieldRow['values']): FieldRow => ({ remoteId, email: null, values })

  test('creates its properties once, in a group of its own, with every type', async () => {
    const wanted = [
      { name: 'esp_text', type: 'text' },
      { name: 'esp_number', type: 'number' },
      { name: 'esp_flag', type: 'boolean' },
      { name: 'esp_day', type: 'date' },
      { name: 'esp_moment', type: 'instant' },
    ] as const
    await hubspotConnector.createFields(context, '', wanted.slice(0, 2))
    await hubspotConnector.createFields(context, '', wanted.slice(2))
    await hubspotConnector.createFields(context, '', [])
    const listed = await hubspotConnector.listFields(context, '')
    expect(listed.filter(({ name }) => name.startsWith('esp_'))).toMatchObject(wanted)
    expect(listed.find(({ name }) => name === 'hs_email_optout')?.type).toBeNull()
    expect(world.account.contacts.catalog.get('esp_flag')?.groupName).toBe('esplanade')
  })

  test('creates pick lists, and gives one that exists the options that it lacks', async () => {
    const wanted = [
      { name: 'esp_one', type: 'text', options: ['low', 'high'] },
      { name: 'esp_many', type: 'text', options: ['a', 'b'], multiple: true },
    ] as const
    await hubspotConnector.createFields(context, '', wanted)
    await hubspotConnector.createFields(context, '', [{ ...wanted[1], options: ['b', 'c'] }])
    const listed = await hubspotConnector.listFields(context, '')
    expect(listed.filter(({ name }) => name.startsWith('esp_'))).toEqual([
      wanted[0],
      { ...wanted[1], options: ['a', 'b', 'c'] },
    ])
    const [id = ''] = addContacts(1)
    const values = { esp_one: 'HIGH', esp_many: ['a', 'c'] }
    const [outcome] = await deliver(fields, [row(id, values)], { container: '', fields: listed })
    expect(outcome).toMatchObject({ status: 'applied', notes: [{ field: 'esp_one', did: 'converted' }] })
    expect(world.account.contacts.get(id)?.properties).toMatchObject({ esp_one: 'high', esp_many: 'a;c' })
    const [refused] = await deliver(fields, [row(id, { esp_one: 'none' })], { container: '', fields: listed })
    expect(refused).toMatchObject({ status: 'refused', code: 'values-unfit' })
  })

  test('writes and clears values of every type, and the next pull reads the same', async () => {
    const [id = ''] = addContacts(1)
    const wanted = [
      { name: 'esp_number', type: 'number' },
      { name: 'esp_flag', type: 'boolean' },
      { name: 'esp_day', type: 'date' },
      { name: 'esp_old', type: 'text' },
    ] as const
    await hubspotConnector.createFields(context, '', wanted)
    world.account.updateContact(id, { esp_old: 'x' })
    const values = { esp_number: 12.5, esp_flag: false, esp_day: '2026-02-28', esp_old: null }
    expect(statusesOf(await deliver(fields, [row(id, values)]))).toEqual(['applied'])
    expect(world.account.contacts.get(id)?.properties).toEqual({
      email: 'p0@example.com',
      esp_number: '12.5',
      esp_flag: 'false',
      esp_day: '2026-02-28',
    })
  })

  test('a bad row and a missing contact don’t sink the other 98', async () => {
    const ids = addContacts(100)
    world.account.addProperty({ name: 'points', type: 'number' })
    world.account.archiveContact(ids[40] as string)
    const rows = ids.map((id, at) => row(id, { points: at === 7 ? 'many' : at }))
    const outcomes = await deliver(fields, rows)
    expect(outcomes[7]).toMatchObject({ status: 'rejected', code: 'INVALID_INTEGER' })
    expect(outcomes[40]).toMatchObject({ status: 'rejected', code: 'missing' })
    expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(98)
    expect(world.account.contacts.get(ids[99] as string)?.properties.points).toBe('99')
    expect(world.emulator.journal.requests).toBe(1)
  })

  test('two ids of one merged contact are refused by HubSpot as a batch and then written apart', async () => {
    const [a = '', b = '', c = ''] = addContacts(3)
    const survivor = world.account.mergeContacts(a, b).id
    const outcomes = await deliver(
      fields,
      [a, c, b].map(id => row(id, { city: 'Turin' })),
    )
    expect(statusesOf(outcomes)).toEqual(['applied', 'applied', 'applied'])
    expect(world.account.contacts.get(survivor)?.properties.city).toBe('Turin')
  })

  test('is written again after a cut connection, since the same write twice is one', async () => {
    const [id = ''] = addContacts(1)
    world.emulator.order({ times: 1, fault: { kind: 'cut-after-effect' } })
    expect(statusesOf(await deliver(fields, [row(id, { city: 'Turin' })]))).toEqual(['applied'])
    expect(world.emulator.journal.requests).toBe(2)
  })
})

describe('lists', () => {
  const add = (remoteId: string): MemberRow => ({ remoteId, email: null, action: 'add' })
  const remove = (remoteId: string): MemberRow => ({ remoteId, email: null, action: 'remove' })

  test('finds none, creates a MANUAL one, and finds it under a name with any letters', async () => {
    const ref = { kind: 'list', container: '', name: 'VIP / 50 % & más' } as const
    expect(await hubspotConnector.findTarget(context, ref)).toBeUndefined()
    const made = await hubspotConnector.createTarget(context, ref)
    expect(await hubspotConnector.findTarget(context, ref)).toEqual(made)
    expect(world.account.lists.byName(ref.name)?.processingType).toBe('MANUAL')
  })

  test('says of a list that HubSpot fills by its own rule that it can only be read', async () => {
    world.account.addList({ name: 'Active', processingType: 'DYNAMIC' })
    const found = await hubspotConnector.findTarget(context, { kind: 'tag', container: '', name: 'Active' })
    expect(found?.readOnly).toContain('DYNAMIC')
    const made = await hubspotConnector.createTarget(context, { kind: 'tag', container: '', name: 'By hand' })
    expect(made.readOnly).toBeUndefined()
  })

  test('adds and removes in one request, with an outcome for each row', async () => {
    const [a = '', b = '', c = '', d = ''] = addContacts(4)
    const target = await hubspotConnector.createTarget(context, { kind: 'tag', container: '', name: 'VIP' })
    await deliver(members, [add(a), add(b)], { container: '', target })
    world.account.archiveContact(d)
    world.emulator.journal.clear()
    const rows = [add(c), remove(a), add(b), add(d), remove('999999')]
    const outcomes = await deliver(members, rows, { container: '', target })
    expect(statusesOf(outcomes)).toEqual(['applied', 'applied', 'unchanged', 'missing', 'missing'])
    expect(world.account.listMembers('VIP')).toEqual(new Set(['p1@example.com', 'p2@example.com']))
    expect(world.emulator.journal.requests).toBe(1)
  })

  test('reads the members of a list, none, a page and one more', async () => {
    for (const count of [0, 250, 251]) {
      const target = await hubspotConnector.createTarget(context, {
        kind: 'list',
        container: '',
        name: `L${count}`,
      })
      const ids = Array.from({ length: count }, () => world.account.addContact({}))
      await deliver(members, ids.map(add), { container: '', target })
      const read: string[] = []
      for await (const page of hubspotConnector.readMembers(context, target)) read.push(...page.remoteIds)
      expect(read).toEqual(ids)
    }
  })
})

describe('property tags', () => {
  const ref = { kind: 'property-tag', container: '', name: 'VIP', property: 'esp_tags' } as const
  const tags = fillingOperation(hubspotConnector.operations, ref.kind)
  const change = (remoteId: string, action: MemberRow['action']) => ({ remoteId, email: null, action })

  test('stand beside tags of others, which are kept', async () => {
    const [a = '', b = '', c = ''] = addContacts(3)
    const target = await hubspotConnector.createTarget(context, ref)
    const other = await hubspotConnector.createTarget(context, { ...ref, name: 'Other' })
    expect(await hubspotConnector.createTarget(context, ref)).toEqual(target)
    for (const tag of [target, other])
      await deliver(tags, [change(a, 'add'), change(b, 'add')], { container: '', target: tag })
    const rows = [change(a, 'remove'), change(b, 'add'), change(c, 'remove'), change('999999', 'remove')]
    const outcomes = await deliver(tags, rows, { container: '', target })
    expect(statusesOf(outcomes)).toEqual(['applied', 'applied', 'unchanged', 'missing'])
    const held = [a, b, c].map(id => world.account.contacts.get(id)?.properties.esp_tags)
    expect(held).toEqual(['Other', 'VIP;Other', undefined])
    world.clock.advance(days(1))
    const read = []
    for await (const page of hubspotConnector.readMembers(context, target)) read.push(...page.remoteIds)
    expect(read).toEqual([b])
  })

  test('cost a request a hundred to add, and two to take away', async () => {
    const ids = addContacts(250)
    const target = await hubspotConnector.createTarget(context, ref)
    for (const [action, requests] of [
      ['add', 3],
      ['remove', 6],
    ] as const) {
      world.emulator.journal.clear()
      const rows = ids.map(id => change(id, action))
      for (const batch of cutBatches(tags, rows).batches)
        await deliver(tags, batch, { container: '', target })
      expect(world.emulator.journal.requests).toBe(requests)
    }
  })

  test('are refused a property of one value, and a name with a semicolon', async () => {
    world.account.addProperty({ name: 'one_line' })
    for (const bad of [{ property: 'one_line' }, { name: 'a;b' }])
      await expect(hubspotConnector.createTarget(context, { ...ref, ...bad })).rejects.toMatchObject({
        kind: 'config',
      })
  })
})

describe('custom events', () => {
  const { events } = hubspotConnector.operations
  if (!events) throw new Error('The connector sends events.')
  const row = (remoteId: string, key: string, properties: Record<string, Value>): CustomEventRow => ({
    remoteId,
    email: null,
    key,
    name: 'Entered segment',
    at: world.clock.now(),
    properties,
  })
  const heldBy = (id: string) => world.account.customEvents.of(id, '').map(({ properties }) => properties)

  test('define what they need once, and a repeat of a key is dropped', async () => {
    const [a = '', b = ''] = addContacts(2)
    const rows = [row(a, '1', { Segment: 'VIP' }), row(b, '2', { Segment: 'VIP' })]
    expect(statusesOf(await deliver(events, rows))).toEqual(['accepted', 'accepted'])
    expect(statusesOf(await deliver(events, rows))).toEqual(['accepted', 'accepted'])
    expect(heldBy(a)).toEqual([{ segment: 'VIP' }])
    expect(world.emulator.journal.byRoute.get('POST /events/v3/event-definitions')).toBe(1)
  })

  test('say which property the event in HubSpot lacks', async () => {
    const [a = ''] = addContacts(1)
    await deliver(events, [row(a, '1', { segment: 'VIP' })])
    const [outcome] = await deliver(events, [row(a, '2', { segment: 'VIP', score: 7 })])
    expect(outcome).toMatchObject({ status: 'accepted', notes: [{ field: 'score', did: 'left-out' }] })
    expect(heldBy(a)).toEqual([{ segment: 'VIP' }, { segment: 'VIP' }])
  })

  test('of an account without Enterprise stop with what is missing', async () => {
    world.account.tier = 'professional'
    const [a = ''] = addContacts(1)
    await expect(deliver(events, [row(a, '1', {})])).rejects.toMatchObject({ kind: 'config' })
  })
})

describe('opt-ins', () => {
  const optIn = async (email: string, config: Partial<HubspotConfig> = { subscriptionId: '1' }) => {
    context = world.connect(config)
    const operation = hubspotConnector.operations.optIn
    if (!operation) throw new Error('The connector opts in.')
    const said = { at: world.clock.now(), source: 'form', evidence: 'newsletter' }
    const [outcome] = await deliver(operation, [{ remoteId: '', email, optIn: said }])
    return outcome
  }

  test('subscribe an address that never said anything, known as a contact or not, once', async () => {
    world.account.privacySettings = true
    expect(await optIn('new@example.com')).toEqual({ status: 'applied' })
    expect(await optIn('new@example.com')).toEqual({ status: 'unchanged' })
    expect(world.account.subscription('new@example.com').types).toEqual({ 1: 'SUBSCRIBED' })
  })

  test('never lift an opt-out of the type or of all mail, nor a bounce', async () => {
    world.account.setSubscription('type@example.com', '1', 'UNSUBSCRIBED')
    world.account.optOutOfAll('all@example.com')
    for (const email of ['type@example.com', 'all@example.com'])
      expect(await optIn(email)).toMatchObject({ status: 'rejected', code: 'VALIDATION_ERROR' })
    world.account.addContact({ email: 'hard@example.com' })
    world.account.recordEmailEvent({ type: 'BOUNCE', recipient: 'hard@example.com', campaignId: 1, at: 1 })
    expect(await optIn('hard@example.com')).toMatchObject({ status: 'rejected', code: 'hard-bounce' })
    expect(world.emulator.journal.byRoute.get('POST /communication-preferences/v3/subscribe')).toBe(2)
  })

  test('need the subscription type that they are for', async () => {
    expect(await optIn('new@example.com', {})).toMatchObject({
      status: 'refused',
      code: 'subscription-type-missing',
    })
  })
})

describe('opt-outs', () => {
  const row = (email: string) => ({ remoteId: '', email })

  test('close an address for all mail, known as a contact or not; a second time changes nothing', async () => {
    world.account.addSubscriptionType({ id: '2', name: 'Product news' })
    world.account.addContact({
      email: 'ada@example.com',
      subscriptions: { 1: 'SUBSCRIBED', 2: 'SUBSCRIBED' },
    })
    for (const email of ['ada@example.com', 'nobody+news@example.com']) {
      expect(statusesOf(await deliver(optOut, [row(email)]))).toEqual(['applied'])
      expect(statusesOf(await deliver(optOut, [row(email)]))).toEqual(['unchanged'])
      expect(world.account.subscription(email)).toEqual({
        optedOutOfAll: true,
        types: { 1: 'UNSUBSCRIBED', 2: 'UNSUBSCRIBED' },
      })
    }
  })

  test('touch the configured subscription type alone', async () => {
    world.account.addSubscriptionType({ id: '2', name: 'Product news' })
    world.account.addContact({
      email: 'ada@example.com',
      subscriptions: { 1: 'SUBSCRIBED', 2: 'SUBSCRIBED' },
    })
    world.account.privacySettings = true
    context = world.connect({ subscriptionId: '2' })
    expect(statusesOf(await deliver(optOut, [row('ada@example.com')]))).toEqual(['applied'])
    expect(statusesOf(await deliver(optOut, [row('ada@example.com')]))).toEqual(['unchanged'])
    expect(world.account.subscription('ada@example.com')).toEqual({
      optedOutOfAll: false,
      types: { 1: 'SUBSCRIBED', 2: 'UNSUBSCRIBED' },
    })
  })

  test('an address that HubSpot does not take is an outcome', async () => {
    const [outcome] = await deliver(optOut, [row('not an address')])
    expect(outcome).toMatchObject({ status: 'rejected', code: 'VALIDATION_ERROR' })
  })
})
