import { Readable } from 'node:stream'
import {
  hours,
  instant,
  type MemberRow,
  type Session,
  simulatedClock,
  type TargetInfo,
} from '@esplanade/connector-kit'
import { connectAlone } from '@esplanade/connector-kit/emulator'
import nock from 'nock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { klaviyoConnector } from '../src/index.ts'
import { ROUTES } from '../src/routes.ts'
import { at, NOW } from './support/open-klaviyo.ts'

const VENDOR = 'https://a.klaviyo.com'
const HEADERS = { authorization: 'Klaviyo-API-Key pk_wire', revision: '2026-07-15' }

const opened: Session[] = []
function connect() {
  const clock = simulatedClock(NOW)
  const context = connectAlone(klaviyoConnector, { apiKey: 'pk_wire' }, { clock, secrets: ['pk_wire'] })
  opened.push(context.session)
  return context
}

type Asked = readonly [method: string, address: string, body?: unknown]

/** Everything that is asked while `work` lasts, answered by what `answers` has for the end of its path, or with nothing. */
async function askedBy(answers: Readonly<Record<string, object>>, work: () => Promise<unknown>) {
  const asked: Asked[] = []
  const scope = nock(VENDOR, { reqheaders: HEADERS }).persist()
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    scope
      .intercept(/./, method)
      .query(true)
      .reply(async (request: Request) => {
        const { pathname, search } = new URL(request.url)
        const body = await request.text()
        const address = `${pathname}${decodeURIComponent(search)}`
        asked.push(body === '' ? [method, address] : [method, address, JSON.parse(body)])
        const known = Object.keys(answers).find(end => pathname.endsWith(end))
        const none = { data: [], links: { next: null } }
        return [method === 'DELETE' ? 204 : 200, known === undefined ? none : { ...none, ...answers[known] }]
      })
  }
  await work()
  nock.cleanAll()
  return asked
}

const pulled = async (name: string, mirror?: readonly string[]) => {
  const stream = klaviyoConnector.streams.find(known => known.name === name)
  const request = { checkpoint: undefined, until: NOW, since: instant(NOW - hours(1)) }
  const known = mirror && { mirror: () => Readable.from([mirror]) }
  for await (const _ of stream?.pull(connect(), { ...request, ...known }) ?? []);
}

const LINK = '/api/lists/L1/relationships/profiles'
const BEFORE = '2026-03-01T12:00:01Z'
const SUPPRESSED = 'subscriptions.email.marketing.suppression.timestamp'
const METRICS = { data: [{ type: 'metric', id: 'M1', attributes: { name: 'Opened Email' } }] }
const LIST: TargetInfo = { kind: 'list', container: '', name: 'VIP', remoteId: 'L1' }
const memberRow = (action: MemberRow['action']): MemberRow => ({ remoteId: '01A', email: null, action })
const EVENT = { remoteId: '01A', email: null, key: 'k1', name: 'Entered VIP', at: NOW, properties: { n: 1 } }

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

  it('the account', async () => {
    const account = {
      type: 'account',
      id: 'A',
      attributes: { contact_information: { organization_name: 'A' } },
    }
    const answers = { '/accounts': { data: [account] } }
    const asked = await askedBy(answers, () => klaviyoConnector.check(connect()))
    expect(asked).toEqual([['GET', '/api/accounts']])
  })

  it('profiles by their last change, then those suppressed; and by id, whether they are still there', async () => {
    const page = '/api/profiles?additional-fields[profile]=subscriptions'
    expect(await askedBy({}, () => pulled('contacts'))).toEqual([
      ['GET', `${page}&filter=less-than(updated,${BEFORE})&page[size]=100&sort=updated`],
      ['GET', `${page}&filter=less-than(${SUPPRESSED},${BEFORE})&page[size]=100&sort=${SUPPRESSED}`],
    ])
    expect(await askedBy({}, () => pulled('gone_profiles', ['01A']))).toEqual([
      ['GET', '/api/profiles?fields[profile]=id&page[size]=100&sort=id'],
      ['GET', '/api/profiles?fields[profile]=id&filter=any(id,["01A"])&page[size]=50'],
    ])
  })

  it('events of the metrics that mean something, in order of time', async () => {
    const filter = `equals(metric_id,["M1"]),greater-or-equal(datetime,2026-03-01T11:00:00Z),less-than(datetime,${BEFORE})`
    const fields = 'fields[event]=datetime,event_properties'
    expect(await askedBy({ '/metrics': METRICS }, () => pulled('email_events'))).toEqual([
      ['GET', '/api/metrics'],
      ['GET', `/api/events?${fields}&filter=${filter}&page[size]=200&sort=datetime`],
    ])
  })

  it('campaigns by channel with their messages, and items of the catalogue', async () => {
    const campaigns = (channel: string) =>
      `/api/campaigns?filter=equals(messages.channel,'${channel}'),less-than(updated_at,${BEFORE})&include=campaign-messages&sort=updated_at`
    expect(await askedBy({}, () => pulled('campaigns'))).toEqual([
      ['GET', campaigns('email')],
      ['GET', campaigns('sms')],
    ])
    const items = '/api/catalog-items?page[size]=100&sort=created'
    expect(await askedBy({}, () => pulled('products'))).toEqual([['GET', items]])
  })

  it('a list is made by its name alone, filled, emptied and read by ids', async () => {
    const { operations } = klaviyoConnector
    const where = { container: '', target: LIST }
    const ids = { data: [{ type: 'profile', id: '01A' }] }
    const asked = await askedBy({ '/lists': { data: { type: 'list', id: 'L1' } } }, async () => {
      await klaviyoConnector.createTarget(connect(), { kind: 'list', container: '', name: 'VIP' })
      for (const action of ['add', 'remove'] as const)
        await operations.members.send(connect(), where, [memberRow(action)])
      for await (const _ of klaviyoConnector.readMembers(connect(), LIST));
    })
    expect(asked).toEqual([
      ['POST', '/api/lists', { data: { type: 'list', attributes: { name: 'VIP' } } }],
      ['POST', LINK, ids],
      ['DELETE', LINK, ids],
      ['GET', `${LINK}?page[size]=100`],
    ])
  })

  it('an import is asked after by its id, and for its errors where some failed', async () => {
    const attributes = { status: 'complete', failed_count: 1, completed_count: 0, total_count: 1 }
    const answers = { '/J1': { data: { type: 'profile-bulk-import-job', id: 'J1', attributes } } }
    const rows = [{ remoteId: '01A', email: null, values: { a: 1 } }]
    const asked = await askedBy(answers, async () => {
      await klaviyoConnector.operations.fields.poll?.(connect(), { container: '' }, { id: 'J1' }, rows)
    })
    const job = '/api/profile-bulk-import-jobs/J1'
    expect(asked).toEqual([
      ['GET', job],
      ['GET', `${job}/import-errors?page[size]=100`],
    ])
  })

  it('an event of a batch that was refused goes alone, with the same key', async () => {
    nock(VENDOR)
      .post('/api/event-bulk-create-jobs')
      .reply(400, { errors: [{ code: 'invalid', title: 'Invalid', detail: 'A repeat.' }] })
    const asked = await askedBy({}, async () => {
      await klaviyoConnector.operations.events?.send(connect(), { container: '' }, [EVENT])
    })
    const profile = { data: { type: 'profile', id: '01A', attributes: {} } }
    const metric = { data: { type: 'metric', attributes: { name: 'Entered VIP' } } }
    const told = { properties: { n: 1 }, time: '2026-03-01T12:00:00.000Z', unique_id: 'k1', metric, profile }
    expect(asked).toEqual([['POST', '/api/events', { data: { type: 'event', attributes: told } }]])
  })

  it('nothing else is ever asked: every call of the connector is pinned above', () => {
    const pinned = new Set(opened.flatMap(({ stats }) => [...stats.byRoute.keys()]))
    expect([...pinned].sort()).toEqual(Object.values(ROUTES).sort())
  })
})
