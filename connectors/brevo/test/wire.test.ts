import type { TargetInfo } from '@esplanade/connector-kit'
import nock from 'nock'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { brevoConnector } from '../src/index.ts'
import { connect, NOW } from './open-brevo.ts'

const { operations } = brevoConnector
const LIST: TargetInfo = { kind: 'list', container: '', name: 'VIP', remoteId: '9' }
const vendor = () => nock('https://api.brevo.com/v3', { reqheaders: { 'api-key': 'xkeysib-wire' } })
const open = () => connect({ apiKey: 'xkeysib-wire' })
const row = { remoteId: '5', email: 'ada@example.com' }

/** What leaves this process, to the letter, when no other address is configured. */
describe('on the wire', () => {
  beforeAll(() => nock.disableNetConnect())
  afterEach(() => {
    expect(nock.pendingMocks()).toEqual([])
    nock.cleanAll()
  })
  afterAll(() => {
    nock.enableNetConnect()
    nock.restore()
  })

  it('the account', async () => {
    vendor().get('/account').reply(200, { organization_id: 'b1', companyName: 'Shop', plan: [] })
    expect(await brevoConnector.check(open())).toEqual({
      accountId: 'b1',
      name: 'Shop',
      containers: [{ id: '', name: 'Shop' }],
    })
  })

  it.each([
    [undefined, { limit: 1_000, offset: 0, sort: 'asc' }],
    [
      { parts: { '': { readTo: NOW } } },
      { limit: 1_000, offset: 0, sort: 'asc', modifiedSince: '2026-03-01T11:55:00.000Z' },
    ],
  ])('contacts after the checkpoint %j', async (checkpoint, query) => {
    vendor().get('/contacts').query(query).reply(200, { contacts: [], count: 0 })
    await drain('contacts', checkpoint)
  })

  it('sent campaigns, without their HTML', async () => {
    const query = { status: 'sent', limit: 100, offset: 0, sort: 'asc', excludeHtmlContent: true }
    vendor().get('/emailCampaigns').query(query).reply(200, { count: 0 })
    await drain('campaigns', undefined)
  })

  it('a list: looked for, made in its folder, read', async () => {
    const page = { limit: 50, offset: 0, sort: 'asc' }
    vendor().get('/contacts/lists').query(page).reply(200, { count: 0 })
    expect(await brevoConnector.findTarget(open(), LIST)).toBeUndefined()
    vendor().get('/contacts/folders').query(page).reply(200, { count: 0 })
    vendor().post('/contacts/folders', { name: 'Esplanade' }).reply(201, { id: 3 })
    vendor().post('/contacts/lists', { folderId: 3, name: 'VIP' }).reply(201, { id: 9 })
    expect(await brevoConnector.createTarget(open(), LIST)).toEqual(LIST)
    const members = { limit: 500, offset: 0, sort: 'asc' }
    vendor()
      .get('/contacts/lists/9/contacts')
      .query(members)
      .reply(200, { contacts: [{ id: 5 }], count: 1 })
    const read: string[] = []
    for await (const { remoteIds } of brevoConnector.readMembers(open(), LIST)) read.push(...remoteIds)
    expect(read).toEqual(['5'])
  })

  it('attributes: read, made, given options', async () => {
    const likes = {
      name: 'LIKES',
      category: 'normal',
      type: 'multiple-choice',
      multiCategoryOptions: ['tea'],
    }
    vendor()
      .get('/contacts/attributes')
      .reply(200, { attributes: [likes] })
    vendor().post('/contacts/attributes/normal/SPEND', { type: 'float' }).reply(201)
    vendor()
      .put('/contacts/attributes/normal/LIKES', { multiCategoryOptions: ['coffee'] })
      .reply(204)
    await brevoConnector.createFields(open(), '', [
      { name: 'SPEND', type: 'number' },
      { name: 'LIKES', type: 'text', multiple: true, options: ['tea', 'coffee'] },
    ])
  })

  it('updates: attributes and lists by id, opt-outs by address, and never a word that lifts one', async () => {
    const batch = (contact: nock.DataMatcherMap) =>
      vendor()
        .post('/contacts/batch', { contacts: [contact] })
        .reply(204)
    const target = { container: '', target: LIST }
    batch({ id: 5, attributes: { SPEND: 2, FIRSTNAME: '' } })
    await operations.fields.send(open(), target, [{ ...row, values: { SPEND: 2, FIRSTNAME: null } }])
    batch({ id: 5, listIds: [9] })
    await operations.members.send(open(), target, [{ ...row, action: 'add' }])
    batch({ id: 5, unlinkListIds: [9] })
    await operations.members.send(open(), target, [{ ...row, action: 'remove' }])
    batch({ email: 'ada@example.com', emailBlacklisted: true })
    await operations.optOut.send(open(), target, [row])
  })

  it('an event', async () => {
    vendor()
      .post('/events', {
        event_name: 'Entered_segment',
        event_date: '2026-03-01T12:00:00.000Z',
        identifiers: { contact_id: 5 },
        event_properties: { segment: 'VIP' },
      })
      .reply(204)
    const event = { ...row, key: 'k', name: 'Entered segment', at: NOW, properties: { segment: 'VIP' } }
    expect(await operations.events?.send(open(), { container: '' }, [event])).toEqual({ kind: 'accepted' })
  })

  it('an erasure, and the look afterwards', async () => {
    const query = { identifierType: 'contact_id' }
    vendor().delete('/contacts/5').query(query).reply(204)
    const sent = await operations.erase?.send(open(), { container: '' }, [row])
    expect(sent).toMatchObject({ kind: 'job', job: '5' })
    vendor().get('/contacts/5').query(query).reply(404, { code: 'document_not_found', message: 'Gone' })
    const poll = await operations.erase?.poll?.(open(), { container: '' }, '5', [row])
    expect(poll).toEqual({ kind: 'done', outcomes: [{ status: 'applied' }] })
  })
})

async function drain(name: string, checkpoint: unknown): Promise<void> {
  const stream = brevoConnector.streams.find(candidate => candidate.name === name)
  for await (const page of stream?.pull(open(), { checkpoint, until: NOW, since: NOW }) ?? [])
    expect(page.items).toEqual([])
}
