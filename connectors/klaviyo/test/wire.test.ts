import { simulatedClock } from '@esplanade/connector-kit'
import { connectAlone } from '@esplanade/connector-kit/emulator'
import nock from 'nock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { klaviyoConnector } from '../src/index.ts'
import { at, NOW } from './support/open-klaviyo.ts'

const VENDOR = 'https://a.klaviyo.com'
const HEADERS = { authorization: 'Klaviyo-API-Key pk_wire', revision: '2026-07-15' }

const connect = () =>
  connectAlone(klaviyoConnector, { apiKey: 'pk_wire' }, { clock: simulatedClock(NOW), secrets: ['pk_wire'] })

/** What leaves this process, to the letter, when no other address is configured. */
describe('on the wire', () => {
  beforeAll(() => nock.disableNetConnect())
  afterAll(() => {
    nock.cleanAll()
    nock.enableNetConnect()
    nock.restore()
  })

  it('an opt-out names addresses and no list', async () => {
    const wanted = nock(VENDOR, { reqheaders: HEADERS })
      .post('/api/profile-subscription-bulk-delete-jobs', {
        data: {
          type: 'profile-subscription-bulk-delete-job',
          attributes: {
            profiles: {
              data: [
                {
                  type: 'profile',
                  attributes: {
                    email: 'ada@example.com',
                    subscriptions: { email: { marketing: { consent: 'UNSUBSCRIBED' } } },
                  },
                },
              ],
            },
          },
        },
      })
      .reply(202)
    const rows = [{ remoteId: '01A', email: 'ada@example.com' }]
    await klaviyoConnector.operations.optOut.send(connect(), { container: '', mirrorAt: NOW }, rows)
    expect(wanted.isDone()).toBe(true)
  })

  it('a segment is asked for by name where no list has it, and its members by id', async () => {
    const none = { data: [], links: { next: null } }
    const named = { filter: 'any(name,["Engaged"])' }
    const segment = { type: 'segment', id: 'S1', attributes: { name: 'Engaged' } }
    const wanted = [
      nock(VENDOR, { reqheaders: HEADERS }).get('/api/lists').query(named).reply(200, none),
      nock(VENDOR, { reqheaders: HEADERS })
        .get('/api/segments')
        .query(named)
        .reply(200, { ...none, data: [segment] }),
      nock(VENDOR, { reqheaders: HEADERS })
        .get('/api/segments/S1/relationships/profiles')
        .query({ 'page[size]': '100' })
        .reply(200, { ...none, data: [{ type: 'profile', id: '01A' }] }),
    ]
    const context = connect()
    const target = { kind: 'list', container: '', name: 'Engaged' } as const
    const found = await klaviyoConnector.findTarget(context, target)
    if (!found) throw new Error('The segment is missing.')
    const read: string[] = []
    for await (const { remoteIds } of klaviyoConnector.readMembers(context, found)) read.push(...remoteIds)
    expect(read).toEqual(['01A'])
    expect(wanted.map(scope => scope.isDone())).toEqual([true, true, true])
  })

  it('an import names profiles by id alone', async () => {
    const profile = (id: string) => ({
      type: 'profile',
      id,
      attributes: { first_name: 'A', location: { city: 'B' }, properties: { Tier_x: 1 } },
    })
    const wanted = nock(VENDOR, { reqheaders: HEADERS })
      .post('/api/profile-bulk-import-jobs', {
        data: {
          type: 'profile-bulk-import-job',
          attributes: { profiles: { data: [profile('01A'), profile('01B')] } },
        },
      })
      .reply(202, { data: { type: 'profile-bulk-import-job', id: 'J', attributes: { status: 'queued' } } })
    const values = { first_name: 'A', 'location.city': 'B', Tier_x: 1 }
    const rows = ['01A', '01B'].map(remoteId => ({ remoteId, email: 'ada@example.com', values }))
    const sent = await klaviyoConnector.operations.fields.send(
      connect(),
      { container: '', mirrorAt: NOW },
      rows,
    )
    expect(sent).toMatchObject({ kind: 'job', job: { id: 'J' } })
    expect(wanted.isDone()).toBe(true)
  })

  it('a clearing sends nulls to the profile itself', async () => {
    const wanted = nock(VENDOR, { reqheaders: HEADERS })
      .patch('/api/profiles/01A', {
        data: { type: 'profile', id: '01A', attributes: { first_name: null, properties: { tier: null } } },
      })
      .reply(200, { data: { type: 'profile', id: '01A', attributes: {} } })
    const rows = [{ remoteId: '01A', email: null, values: { first_name: null, tier: null } }]
    await klaviyoConnector.operations.fields.send(connect(), { container: '', mirrorAt: NOW }, rows)
    expect(wanted.isDone()).toBe(true)
  })

  it('an opt-in reads consent first, then imports what was said, when and where', async () => {
    const known = nock(VENDOR, { reqheaders: HEADERS })
      .get('/api/profiles')
      .query({
        filter: 'any(email,["ada@example.com"])',
        'page[size]': '50',
        'additional-fields[profile]': 'subscriptions',
        'fields[profile]': 'email,subscriptions',
      })
      .reply(200, { data: [], links: { next: null } })
    const marketing = { consent: 'SUBSCRIBED', consented_at: '2026-02-01T10:00:00.000Z' }
    const wanted = nock(VENDOR, { reqheaders: HEADERS })
      .post('/api/profile-subscription-bulk-create-jobs', {
        data: {
          type: 'profile-subscription-bulk-create-job',
          attributes: {
            custom_source: 'form',
            historical_import: true,
            profiles: {
              data: [
                {
                  type: 'profile',
                  attributes: { email: 'ada@example.com', subscriptions: { email: { marketing } } },
                },
              ],
            },
          },
        },
      })
      .reply(202)
    const optIn = { at: at('2026-02-01T10:00:00Z'), source: 'form', evidence: 'newsletter' }
    const rows = [{ remoteId: '01A', email: 'ada@example.com', optIn }]
    await klaviyoConnector.operations.optIn?.send(connect(), { container: '' }, rows)
    expect([known.isDone(), wanted.isDone()]).toEqual([true, true])
  })

  it('an event carries its key, and properties under the names that they have', async () => {
    const attributes = {
      properties: { segmentName: 'VIP' },
      time: '2026-02-01T10:00:00.000Z',
      unique_id: 'k1',
      metric: { data: { type: 'metric', attributes: { name: 'Entered segment' } } },
    }
    const profile = { data: { type: 'profile', id: '01A', attributes: {} } }
    const group = { profile, events: { data: [{ type: 'event', attributes }] } }
    const wanted = nock(VENDOR, { reqheaders: HEADERS })
      .post('/api/event-bulk-create-jobs', {
        data: {
          type: 'event-bulk-create-job',
          attributes: { 'events-bulk-create': { data: [{ type: 'event-bulk-create', attributes: group }] } },
        },
      })
      .reply(202)
    const event = { key: 'k1', name: 'Entered segment', at: at('2026-02-01T10:00:00Z') }
    const rows = [{ remoteId: '01A', email: null, ...event, properties: { segmentName: 'VIP' } }]
    await klaviyoConnector.operations.events?.send(connect(), { container: '' }, rows)
    expect(wanted.isDone()).toBe(true)
  })

  it('a tag in a property is added to those that are there', async () => {
    const wanted = nock(VENDOR, { reqheaders: HEADERS })
      .post('/api/profile-bulk-import-jobs', {
        data: {
          type: 'profile-bulk-import-job',
          attributes: {
            profiles: {
              data: [
                {
                  type: 'profile',
                  id: '01A',
                  attributes: {},
                  meta: { patch_properties: { append: { ourAudiences: 'VIP' } } },
                },
              ],
            },
          },
        },
      })
      .reply(202, { data: { type: 'profile-bulk-import-job', id: 'J', attributes: { status: 'queued' } } })
    const target = { kind: 'property-tag', container: '', name: 'VIP', property: 'ourAudiences' } as const
    const rows = [{ remoteId: '01A', email: null, action: 'add' as const }]
    const where = { container: '', target: { ...target, remoteId: 'ourAudiences:VIP' } }
    await klaviyoConnector.operations.propertyTags?.send(connect(), where, rows)
    expect(wanted.isDone()).toBe(true)
  })

  it('an erasure names the profile by its id and by nothing else', async () => {
    const wanted = nock(VENDOR, { reqheaders: HEADERS })
      .post('/api/data-privacy-deletion-jobs', {
        data: {
          type: 'data-privacy-deletion-job',
          attributes: { profile: { data: { type: 'profile', id: '01A', attributes: {} } } },
        },
      })
      .reply(202)
    const rows = [{ remoteId: '01A', email: 'ada@example.com' }]
    await klaviyoConnector.operations.erase?.send(connect(), { container: '' }, rows)
    expect(wanted.isDone()).toBe(true)
  })
})
