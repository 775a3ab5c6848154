import { describe, expect, test } from 'vitest'
import { openRaw } from './raw-hubspot.ts'

const PROPERTIES = '/crm/v3/properties/contacts'
const property = (name: string, more: object = {}) => ({
  name,
  label: name,
  type: 'string',
  fieldType: 'text',
  groupName: 'contactinformation',
  ...more,
})

describe('an emulated property', () => {
  test('is made once, and what it lacks is told', async () => {
    const { ask } = await openRaw()
    expect((await ask(`POST ${PROPERTIES}`, property('plan'))).status).toBe(201)
    expect((await ask(`POST ${PROPERTIES}`, property('plan'))).body).toMatchObject({
      category: 'OBJECT_ALREADY_EXISTS',
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    })
    expect((await ask(`POST ${PROPERTIES}`, property('Plan'))).status).toBe(400)
    expect((await ask(`POST ${PROPERTIES}`, property('x', { groupName: 'nowhere' }))).status).toBe(400)
    const { label: _, ...nameless } = property('y')
    expect((await ask(`POST ${PROPERTIES}`, nameless)).status).toBe(400)
    expect((await ask(`GET ${PROPERTIES}/nobody`)).body).toMatchObject({ category: 'OBJECT_NOT_FOUND' })
  })

  test.each([
    ['enumeration', 'checkbox', 201],
    ['enumeration', 'select', 201],
    ['enumeration', 'radio', 201],
    ['enumeration', 'text', 400],
    ['bool', 'booleancheckbox', 201],
    ['bool', 'checkbox', 400],
    ['date', 'date', 201],
    ['number', 'text', 400],
  ])('of type %s with the field type %s is answered %i', async (type, fieldType, status) => {
    const { ask } = await openRaw()
    expect((await ask(`POST ${PROPERTIES}`, property('odd', { type, fieldType }))).status).toBe(status)
  })

  test('has its options replaced as a whole', async () => {
    const { ask, account } = await openRaw()
    const options = (...values: string[]) => ({
      options: values.map(value => ({ label: value, value, hidden: false })),
    })
    const pick = { type: 'enumeration', fieldType: 'select' }
    await ask(`POST ${PROPERTIES}`, property('colour', { ...pick, ...options('red', 'blue') }))
    const id = account.addContact({ properties: { colour: 'red' } })
    await ask(`PATCH ${PROPERTIES}/colour`, options('green'))
    const { body } = await ask(`GET ${PROPERTIES}/colour`)
    expect(body.options).toMatchObject([{ value: 'green' }])
    const write = (colour: string) => ask(`PATCH /crm/v3/objects/contacts/${id}`, { properties: { colour } })
    expect((await write('blue')).status).toBe(400)
    expect((await write('green')).status).toBe(200)
  })

  test('that is in use is not deleted; one that was comes back as it was, values and all', async () => {
    const { ask, account } = await openRaw()
    for (const name of ['used', 'free']) await ask(`POST ${PROPERTIES}`, property(name))
    const id = account.addContact({ properties: { free: 'kept' } })
    account.contacts.catalog.inUse.add('used')
    expect((await ask(`DELETE ${PROPERTIES}/used`)).body).toMatchObject({
      subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
    })
    expect((await ask(`DELETE ${PROPERTIES}/free`)).status).toBe(204)
    const value = async () => {
      const { body } = await ask(`GET /crm/v3/objects/contacts/${id}?properties=free`)
      return body.properties.free
    }
    expect(await value()).toBeUndefined()
    const again = await ask(`POST ${PROPERTIES}`, property('free', { type: 'number', fieldType: 'number' }))
    expect([again.status, again.body.type]).toEqual([201, 'string'])
    expect(await value()).toBe('kept')
  })

  test('is one of a thousand that an account makes, and one of ten that are unique', async () => {
    const { ask, account } = await openRaw()
    const unique = { hasUniqueValue: true }
    for (let no = 0; no < 10; no += 1) {
      expect((await ask(`POST ${PROPERTIES}`, property(`u${no}`, unique))).status).toBe(201)
    }
    expect((await ask(`POST ${PROPERTIES}`, property('u10', unique))).status).toBe(400)
    const there = account.contacts.catalog.all().filter(({ hubspotDefined }) => !hubspotDefined).length
    for (let no = there; no < 999; no += 1) account.addProperty({ name: `p${no}` })
    const inputs = [property('last'), property('too_many')]
    expect((await ask(`POST ${PROPERTIES}/batch/create`, { inputs })).status).toBe(400)
    expect((await ask(`POST ${PROPERTIES}`, property('last'))).status).toBe(201)
    expect((await ask(`POST ${PROPERTIES}`, property('too_many'))).status).toBe(400)
  })
})
