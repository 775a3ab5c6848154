import { days, seconds } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import { openRaw } from './raw-hubspot.ts'

const CONTACTS = '/crm/v3/objects/contacts'
const unique = { name: 'crm_id', hasUniqueValue: true }

describe('one emulated contact', () => {
  test('is created, read and changed by id or address; a known address is a conflict that names its holder', async () => {
    const { ask } = await openRaw()
    const made = await ask(`POST ${CONTACTS}`, { properties: { email: 'Ada@example.com', city: 'Turin' } })
    expect([made.status, made.body.properties.email]).toEqual([201, 'ada@example.com'])
    const again = await ask(`POST ${CONTACTS}`, { properties: { email: 'ada@example.com' } })
    expect(again).toMatchObject({
      status: 409,
      body: { category: 'CONFLICT', message: `Contact already exists. Existing ID: ${made.body.id}` },
    })
    const byAddress = `${CONTACTS}/ada@example.com?idProperty=email`
    expect((await ask(`PATCH ${byAddress}`, { properties: { city: '' } })).status).toBe(200)
    expect((await ask(`GET ${byAddress}&properties=city`)).body).toMatchObject({
      id: made.body.id,
      properties: { city: null },
    })
    expect((await ask(`GET ${CONTACTS}/${made.body.id}`)).status).toBe(200)
    expect((await ask(`GET ${CONTACTS}/999999`)).body).toMatchObject({ category: 'OBJECT_NOT_FOUND' })
  })

  test('is found by the ids that were merged into it, and not by those that were archived', async () => {
    const { ask, account } = await openRaw()
    const [a = '', b = ''] = ['a', 'b'].map(name => account.addContact({ email: `${name}@example.com` }))
    const survivor = account.mergeContacts(a, b).id
    for (const id of [a, b, survivor]) {
      expect((await ask(`GET ${CONTACTS}/${id}`)).body.id).toBe(survivor)
    }
    await ask(`DELETE ${CONTACTS}/${survivor}`)
    expect((await ask(`GET ${CONTACTS}/${survivor}`)).status).toBe(404)
    expect((await ask(`GET ${CONTACTS}/${survivor}?archived=true`)).status).toBe(200)
  })

  test.each([
    [{ nope: 'x' }, 'PROPERTY_DOESNT_EXIST'],
    [{ email: 'nobody' }, 'INVALID_EMAIL'],
    [{ score: 'twelve' }, 'INVALID_INTEGER'],
    [{ colour: 'purple' }, 'INVALID_OPTION'],
    [{ colour: 'red;blue' }, 'INVALID_OPTION'],
    [{ born: '1772443800000' }, 'INVALID_DATE'],
    [{ hs_email_optout: 'true' }, 'READ_ONLY_VALUE'],
    [{ city: 'x'.repeat(65_537) }, 'INVALID_LENGTH'],
  ])('refuses %j with %s in its message', async (properties, code) => {
    const { ask, account } = await openRaw()
    account.addProperty({ name: 'score', type: 'number' })
    account.addProperty({ name: 'born', type: 'date' })
    const options = ['red', 'blue'].map(value => ({ label: value, value, hidden: false }))
    account.addProperty({ name: 'colour', type: 'enumeration', options })
    const { status, body } = await ask(`POST ${CONTACTS}`, { properties })
    expect([status, body.category]).toEqual([400, 'VALIDATION_ERROR'])
    const listed = JSON.parse(body.message.slice(body.message.indexOf('['))) as { error: string }[]
    expect(listed.map(({ error }) => error)).toEqual([code])
  })

  test('goes forward in its lifecycle only, without a word, unless the stage was cleared before', async () => {
    const { ask } = await openRaw()
    const { body } = await ask(`POST ${CONTACTS}`, { properties: { lifecyclestage: 'customer' } })
    const set = async (lifecyclestage: string) => {
      const inputs = [{ id: body.id, properties: { lifecyclestage } }]
      const { status } = await ask(`POST ${CONTACTS}/batch/update`, { inputs })
      const now = await ask(`GET ${CONTACTS}/${body.id}?properties=lifecyclestage`)
      return [status, now.body.properties.lifecyclestage]
    }
    expect(await set('lead')).toEqual([200, 'customer'])
    expect(await set('evangelist')).toEqual([200, 'evangelist'])
    expect(await set('')).toEqual([200, null])
    expect(await set('lead')).toEqual([200, 'lead'])
  })

  test('leaves the archive after 90 days', async () => {
    const { ask, account, clock } = await openRaw()
    const id = account.addContact({ email: 'ada@example.com' })
    await ask(`DELETE ${CONTACTS}/${id}`)
    const archived = async () => (await ask(`GET ${CONTACTS}?archived=true`)).body.results.length
    clock.advance(days(89))
    expect(await archived()).toBe(1)
    clock.advance(days(1))
    expect(await archived()).toBe(0)
  })

  test('erased before it was there cannot come: its address is blocked', async () => {
    const { ask, account, clock } = await openRaw()
    const erase = (objectId: string) => ask(`POST ${CONTACTS}/gdpr-delete`, { objectId, idProperty: 'email' })
    account.addContact({ email: 'known@example.com' })
    expect((await erase('known@example.com')).status).toBe(204)
    expect((await erase('Stranger@example.com')).status).toBe(204)
    clock.advance(seconds(5))
    expect(account.contactByEmail('known@example.com')).toBeUndefined()
    const create = (email: string) => ask(`POST ${CONTACTS}`, { properties: { email } })
    expect((await create('stranger@example.com')).status).toBe(400)
    expect((await create('known@example.com')).status).toBe(201)
  })
})

describe('a batch of emulated contacts', () => {
  const traced = (inputs: readonly object[]) =>
    inputs.map((input, at) => ({ ...input, objectWriteTraceId: `t${at}` }))

  test('whose trace ids are not one each stands or falls as a whole', async () => {
    const { ask, account } = await openRaw()
    const inputs = ['ada@example.com', 'no address'].map(email => ({
      properties: { email },
      objectWriteTraceId: 'same',
    }))
    expect((await ask(`POST ${CONTACTS}/batch/create`, { inputs })).status).toBe(400)
    expect(account.contactByEmail('ada@example.com')).toBeUndefined()
  })

  test('of changes without traces stands or falls as a whole too, but for contacts that are missing', async () => {
    const { ask, account } = await openRaw()
    const id = account.addContact({ email: 'ada@example.com' })
    const update = (...inputs: readonly object[]) => ask(`POST ${CONTACTS}/batch/update`, { inputs })
    const good = { id, properties: { city: 'Turin' } }
    const other = account.addContact({ email: 'bob@example.com' })
    expect((await update(good, { id: other, properties: { nope: 'x' } })).status).toBe(400)
    expect(account.contacts.get(id)?.properties.city).toBeUndefined()
    const { status, body } = await update(good, { id: '999999', properties: { city: 'Rome' } })
    expect([status, body.results.map(result => result.id)]).toEqual([207, [id]])
    expect(body.errors[0]?.context).toEqual({ ids: ['999999'] })
  })

  test('is upserted by address as a whole or not at all, traced or not', async () => {
    const { ask, account } = await openRaw()
    account.addContact({ email: 'ada@example.com' })
    const inputs = ['ada@example.com', 'new@example.com'].map(id => ({
      id,
      idProperty: 'email',
      properties: { city: 'Turin' },
    }))
    const bad = { id: 'bob@example.com', idProperty: 'email', properties: { nope: 'x' } }
    const upsert = (all: readonly object[]) => ask(`POST ${CONTACTS}/batch/upsert`, { inputs: traced(all) })
    expect((await upsert([...inputs, bad])).status).toBe(400)
    expect(account.contactByEmail('new@example.com')).toBeUndefined()
    const { status, body } = await upsert(inputs)
    expect([status, body.results.map(result => result.new)]).toEqual([200, [false, true]])
    expect(account.contactByEmail('new@example.com')?.properties.city).toBe('Turin')
    expect((await upsert([...inputs, { ...inputs[0] }])).status).toBe(400)
    expect((await upsert([{ id: 'x', idProperty: 'city', properties: {} }])).status).toBe(400)
  })

  test('is upserted by a unique property input by input, and what is wrong is told by its trace', async () => {
    const { ask, account } = await openRaw()
    account.addProperty(unique)
    const known = account.addContact({ email: 'ada@example.com', properties: { crm_id: '7' } })
    const inputs = traced([
      { id: '7', idProperty: 'crm_id', properties: { city: 'Turin' } },
      { id: '8', idProperty: 'crm_id', properties: { nope: 'x' } },
    ])
    const { status, body } = await ask(`POST ${CONTACTS}/batch/upsert`, { inputs })
    expect([status, body.results.map(({ id }) => id)]).toEqual([207, [known]])
    expect(body.errors.map(({ context }) => context.objectWriteTraceId)).toEqual([['t1']])
  })

  test('is read by a unique property, whose values no two contacts share', async () => {
    const { ask, account } = await openRaw()
    account.addProperty(unique)
    const id = account.addContact({ email: 'ada@example.com', properties: { crm_id: '7' } })
    const read = { idProperty: 'crm_id', inputs: [{ id: '7' }], properties: [] }
    const found = await ask(`POST ${CONTACTS}/batch/read`, read)
    expect(found.body.results.map(result => result.id)).toEqual([id])
    expect(found.body.results[0]).not.toHaveProperty('associations')
    const taken = await ask(`POST ${CONTACTS}`, { properties: { email: 'b@example.com', crm_id: '7' } })
    expect(taken.body.message).toContain('CONFLICTING_UNIQUE_VALUE')
  })

  test('is archived, and who is not there is passed over', async () => {
    const { ask, account } = await openRaw()
    const id = account.addContact({ email: 'ada@example.com' })
    const archive = (inputs: readonly object[]) => ask(`POST ${CONTACTS}/batch/archive`, { inputs })
    expect((await archive([{ id }, { id: '999999' }])).status).toBe(204)
    expect(account.contactByEmail('ada@example.com')).toBeUndefined()
    expect((await archive(Array.from({ length: 101 }, () => ({ id })))).status).toBe(400)
  })

  test('moves the time of the last change with every write of ours', async () => {
    const { ask, account, clock } = await openRaw()
    const id = account.addContact({ email: 'ada@example.com' })
    clock.advance(days(1))
    const inputs = [{ id, properties: { city: '' } }]
    const { body } = await ask(`POST ${CONTACTS}/batch/update`, { inputs })
    expect(body.results[0]?.updatedAt).toBe(new Date(clock.now()).toISOString())
  })
})
