import { readdirSync, readFileSync } from 'node:fs'
import {
  deliverBatch,
  fillingOperation,
  hours,
  instant,
  type Operation,
  type OperationTarget,
  type RowAddress,
  type Session,
  simulatedClock,
} from '@esplanade/connector-kit'
import { connectAlone } from '@esplanade/connector-kit/emulator'
import type { Client } from '@hubspot/api-client'
import nock from 'nock'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { HubspotConfig } from '../src/config.ts'
import { hubspotConnector } from '../src/index.ts'
import { START, TOKEN } from './world.ts'

beforeAll(() => nock.disableNetConnect())
afterEach(() => nock.cleanAll())
afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

const opened: Session[] = []
function connect(given: Partial<HubspotConfig> = {}) {
  const config = hubspotConnector.config.parse({ accessToken: TOKEN, ...given })
  const clock = simulatedClock(START)
  const context = connectAlone(hubspotConnector, config, { clock, secrets: [TOKEN] })
  opened.push(context.session)
  return context
}

const vendor = () => nock('https://api.hubapi.com', { reqheaders: { authorization: `Bearer ${TOKEN}` } })
const at = '2026-03-01T09:00:00.000Z'

test('a batch update is one POST of ids, values as text and a trace id each', async () => {
  const batch = vendor()
    .post('/crm/v3/objects/contacts/batch/update', {
      inputs: [
        { id: '51', objectWriteTraceId: '51', properties: { points: '12.5', vip: 'true', old: '' } },
        { id: '52', objectWriteTraceId: '52', properties: { hobbies: 'chess;running' } },
      ],
    })
    .reply(207, {
      status: 'COMPLETE',
      startedAt: at,
      completedAt: at,
      results: [{ id: '51', properties: {}, createdAt: at, updatedAt: at, archived: false }],
      numErrors: 1,
      errors: [
        {
          status: 'error',
          category: 'VALIDATION_ERROR',
          message:
            'Property values were not valid: [{"isValid":false,"error":"INVALID_OPTION","name":"hobbies"}]',
          context: { objectWriteTraceId: ['52'] },
        },
      ],
    })
  const outcomes = await deliverBatch({
    context: connect(),
    operation: hubspotConnector.operations.fields,
    target: { container: '' },
    rows: [
      { remoteId: '51', email: null, values: { points: 12.5, vip: true, old: null } },
      { remoteId: '52', email: null, values: { hobbies: ['chess', 'running'] } },
    ],
    onJob: async () => {},
  })
  expect(outcomes.map(({ status, code }) => [status, code])).toEqual([
    ['applied', undefined],
    ['rejected', 'INVALID_OPTION'],
  ])
  expect(batch.isDone()).toBe(true)
})

test('an opt-out is one POST for the address, its letters escaped', async () => {
  const optOut = vendor()
    .post('/communication-preferences/v4/statuses/ada%2Bnews%40example.com/unsubscribe-all')
    .query({ channel: 'EMAIL', verbose: 'true' })
    .reply(200, { status: 'COMPLETE', startedAt: at, completedAt: at, results: [] })
  const outcomes = await deliverBatch({
    context: connect(),
    operation: hubspotConnector.operations.optOut,
    target: { container: '' },
    rows: [{ remoteId: '51', email: 'ada+news@example.com' }],
    onJob: async () => {},
  })
  expect(outcomes).toEqual([{ status: 'applied' }])
  expect(optOut.isDone()).toBe(true)
})

/** What HubSpot answers to a write that it takes, as far as anybody reads it. */
const COMPLETE = { status: 'COMPLETE', startedAt: at, completedAt: at, results: [] }
const LIST = { listId: '7', name: 'VIP', processingType: 'MANUAL', objectTypeId: '0-1' }
const RECORD = {
  id: '51',
  properties: { lastmodifieddate: at },
  createdAt: at,
  updatedAt: at,
  archived: false,
}
const { operations } = hubspotConnector
const target = { kind: 'list', container: '', name: 'VIP', remoteId: '7' } as const
const until = instant(Date.parse(at))

const write = <Row extends RowAddress>(
  operation: Operation<Row, HubspotConfig, Client> | undefined,
  rows: readonly Row[],
  to: OperationTarget = { container: '' },
  context = connect(),
) => {
  if (!operation) throw new Error('The connector has no such operation.')
  return deliverBatch({ context, operation, target: to, rows, onJob: async () => {}, patienceMs: 0 })
}

/** The exact requests of one piece of work, in order: method, path with query, body. */
const WIRE: readonly (readonly [what: string, scopes: () => nock.Scope[], work: () => Promise<unknown>])[] = [
  [
    'a page of changes is a search by time, and a batch read of its ids',
    () => [
      vendor()
        .post('/crm/v3/objects/orders/search', {
          filterGroups: [
            {
              filters: [
                { propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(until - 300_000) },
                { propertyName: 'hs_lastmodifieddate', operator: 'LTE', value: String(until) },
              ],
            },
          ],
          sorts: ['hs_lastmodifieddate'],
          properties: ['hs_lastmodifieddate'],
          limit: 200,
        })
        .reply(200, { total: 1, results: [{ ...RECORD, properties: { hs_lastmodifieddate: at } }] }),
      vendor()
        .post(
          '/crm/v3/objects/orders/batch/read',
          body => body.inputs?.[0]?.id === '51' && !('idProperty' in body),
        )
        .reply(200, COMPLETE),
      vendor()
        .get('/crm/v3/objects/orders')
        .query(
          query => query.limit === '100' && query.archived === 'true' && query.associations === 'contacts',
        )
        .reply(200, { results: [] }),
    ],
    async () => {
      const orders = hubspotConnector.streams.find(({ name }) => name === 'orders')
      const request = { checkpoint: { phase: 'idle', newest: until }, until, since: until }
      for await (const _ of orders?.pull(connect(), request) ?? []);
    },
  ],
  [
    'deals are listed with their contacts, and those of changed ones asked for in one call',
    () => [
      vendor()
        .post('/crm/v3/objects/deals/search', body => body.sorts?.[0] === 'hs_lastmodifieddate')
        .reply(200, { total: 1, results: [{ ...RECORD, properties: { hs_lastmodifieddate: at } }] }),
      vendor()
        .post('/crm/v3/objects/deals/batch/read', {
          inputs: [{ id: '51' }],
          properties: [
            'dealname',
            'amount',
            'deal_currency_code',
            'closedate',
            'hs_lastmodifieddate',
            'hs_is_closed_won',
          ],
          propertiesWithHistory: [],
        })
        .reply(200, { ...COMPLETE, results: [RECORD] }),
      vendor()
        .post('/crm/v4/associations/deals/contacts/batch/read', { inputs: [{ id: '51' }] })
        .reply(200, COMPLETE),
      vendor()
        .get('/crm/v3/objects/deals')
        .query(query => query.archived === 'true' && query.associations === 'contacts')
        .reply(200, { results: [] }),
    ],
    async () => {
      const orders = hubspotConnector.streams.find(({ name }) => name === 'orders')
      const checkpoint = { of: 'deals', at: { phase: 'idle', newest: until } }
      for await (const _ of orders?.pull(connect({ orders: 'deals' }), { checkpoint, until, since: until }) ??
        []);
    },
  ],
  [
    'memberships are one PUT of both lists of ids',
    () => [
      vendor()
        .put('/crm/v3/lists/7/memberships/add-and-remove', {
          recordIdsToAdd: ['51'],
          recordIdsToRemove: ['52'],
        })
        .reply(200, { recordsIdsAdded: ['51'] }),
    ],
    () =>
      write(
        operations.members,
        [
          { remoteId: '51', email: null, action: 'add' },
          { remoteId: '52', email: null, action: 'remove' },
        ],
        { container: '', target },
      ),
  ],
  [
    'a value of a property is added after a semicolon, without a read',
    () => [
      vendor()
        .post('/crm/v3/objects/contacts/batch/update', {
          inputs: [{ id: '51', objectWriteTraceId: '51', properties: { tags: ';VIP' } }],
        })
        .reply(200, COMPLETE),
    ],
    () =>
      write(fillingOperation(operations, 'property-tag'), [{ remoteId: '51', email: null, action: 'add' }], {
        container: '',
        target: { ...target, kind: 'property-tag', property: 'tags' },
      }),
  ],
  [
    'a list is asked for by name, escaped, and made as MANUAL',
    () => [
      vendor().get('/crm/v3/lists/object-type-id/0-1/name/VIP%20%2F%2050%25').reply(404, { category: 'X' }),
      vendor()
        .post('/crm/v3/lists', { name: 'VIP', objectTypeId: '0-1', processingType: 'MANUAL' })
        .reply(200, { list: LIST }),
    ],
    async () => {
      await hubspotConnector.findTarget(connect(), { kind: 'list', container: '', name: 'VIP / 50%' })
      await hubspotConnector.createTarget(connect(), { kind: 'list', container: '', name: 'VIP' })
    },
  ],
  [
    'an opt-in is a look for a bounce and one POST with its legal basis',
    () => [
      vendor()
        .post('/crm/v3/objects/contacts/batch/read', {
          inputs: [{ id: 'ada@example.com' }],
          properties: ['hs_email_hard_bounce_reason_enum'],
          propertiesWithHistory: [],
          idProperty: 'email',
        })
        .query(() => true)
        .reply(200, COMPLETE),
      vendor()
        .post('/communication-preferences/v3/subscribe', {
          emailAddress: 'ada@example.com',
          subscriptionId: '9',
          legalBasis: 'CONSENT_WITH_NOTICE',
          legalBasisExplanation: 'Opted in on 2026-03-01T09:00:00.000Z by form: newsletter',
        })
        .reply(200, {
          id: '9',
          name: 'x',
          description: 'x',
          status: 'SUBSCRIBED',
          sourceOfStatus: 'SUBSCRIPTION_STATUS',
        }),
    ],
    () => {
      const optIn = { at: until, source: 'form', evidence: 'newsletter' }
      const row = { remoteId: '51', email: 'ada@example.com', optIn }
      return write(operations.optIn, [row], { container: '' }, connect({ subscriptionId: '9' }))
    },
  ],
  [
    'an erasure is one POST of the contact’s id',
    () => [vendor().post('/crm/v3/objects/contacts/gdpr-delete', { objectId: '51' }).reply(204)],
    () => write(operations.erase, [{ remoteId: '51', email: 'ada@example.com' }]),
  ],
  [
    'custom events are a look for their definition and one POST, each with a uuid of its key',
    () => [
      vendor()
        .get('/events/v3/event-definitions')
        .query({ searchString: 'Entered segment', includeProperties: 'true' })
        .reply(200, {
          results: [
            {
              fullyQualifiedName: 'pe1_entered',
              labels: { singular: 'Entered segment' },
              properties: [{ name: 'segment' }],
            },
          ],
        }),
      vendor()
        .post('/events/v3/send/batch', {
          inputs: [
            {
              eventName: 'pe1_entered',
              objectId: '51',
              occurredAt: at,
              uuid: '2c26b46b-68ff-868f-899b-453c1d304134',
              properties: { segment: 'VIP' },
            },
          ],
        })
        .reply(204),
    ],
    () => {
      const event = { name: 'Entered segment', at: until, properties: { segment: 'VIP' } }
      return write(operations.events, [{ remoteId: '51', email: null, key: 'foo', ...event }])
    },
  ],
  [
    'an event that HubSpot does not know is defined, with its properties, before it is sent',
    () => [
      vendor()
        .get('/events/v3/event-definitions')
        .query({ searchString: 'Entered VIP', includeProperties: 'true' })
        .reply(200, { results: [] }),
      vendor()
        .post('/events/v3/event-definitions', {
          label: 'Entered VIP',
          name: 'entered_vip',
          primaryObject: 'CONTACT',
          propertyDefinitions: [{ name: 'segment', label: 'Segment', type: 'string' }],
        })
        .reply(201, { fullyQualifiedName: 'pe1_entered_vip', properties: [{ name: 'segment' }] }),
      vendor().post('/events/v3/send/batch').reply(204),
    ],
    () => {
      const told = { key: 'k', name: 'Entered VIP', at: until, properties: { Segment: 'VIP' } }
      return write(operations.events, [{ remoteId: '51', email: null, ...told }])
    },
  ],
  [
    'properties are read once, and made in one POST in a group of their own',
    () => [
      vendor()
        .get('/crm/v3/properties/contacts')
        .query(() => true)
        .reply(200, { results: [] }),
      vendor()
        .post('/crm/v3/properties/contacts/groups', { name: 'esplanade', label: 'Esplanade' })
        .reply(201, { name: 'esplanade', label: 'Esplanade', displayOrder: -1, archived: false }),
      vendor()
        .post('/crm/v3/properties/contacts/batch/create', {
          inputs: [
            {
              name: 'churn_risk',
              label: 'Churn risk',
              groupName: 'esplanade',
              type: 'enumeration',
              fieldType: 'select',
              options: [{ label: 'low', value: 'low', displayOrder: 0, hidden: false }],
            },
          ],
        })
        .reply(201, COMPLETE),
    ],
    () =>
      hubspotConnector.createFields(connect(), '', [{ name: 'churn_risk', type: 'text', options: ['low'] }]),
  ],
  [
    'options that are there go along with those that are added',
    () => [
      vendor()
        .get('/crm/v3/properties/contacts')
        .reply(200, { results: [{ ...CHURN, options: [{ label: 'Low', value: 'low', hidden: false }] }] }),
      vendor()
        .patch('/crm/v3/properties/contacts/churn_risk', {
          options: [
            { label: 'Low', value: 'low', hidden: false },
            { label: 'high', value: 'high', displayOrder: 1, hidden: false },
          ],
        })
        .reply(200, CHURN),
    ],
    () =>
      hubspotConnector.createFields(connect(), '', [{ name: 'churn_risk', type: 'text', options: ['high'] }]),
  ],
  [
    'an account is described by five calls, one of which names the token',
    () => [
      vendor().get('/account-info/v3/details').reply(200, { portalId: 1 }),
      vendor().get('/crm/v3/properties/contacts').reply(200, { results: [] }),
      vendor()
        .post('/crm/v3/lists/search', { offset: 0, count: 500, additionalProperties: ['hs_list_size'] })
        .reply(200, { lists: [], hasMore: false, offset: 0, total: 0 }),
      vendor().get('/account-info/v3/api-usage/daily/private-apps').reply(200, { results: [] }),
      vendor()
        .post('/oauth/v2/private-apps/get/access-token-info', { tokenKey: TOKEN })
        .reply(200, { scopes: [] }),
    ],
    () => hubspotConnector.describe?.(connect()) ?? Promise.reject(new Error('It describes.')),
  ],
  [
    'contacts are listed with what they need beside their fields, and their statuses asked for a page at once',
    () => [
      vendor().get('/crm/v3/properties/contacts').reply(200, { results: [] }),
      vendor()
        .get('/crm/v3/objects/contacts')
        .query({
          limit: '100',
          archived: 'false',
          properties: [
            'email',
            'hs_additional_emails',
            'hs_merged_object_ids',
            'hs_email_optout',
            'hs_email_hard_bounce_reason_enum',
            'lastmodifieddate',
            'phone',
            'mobilephone',
            'hs_email_optout_1',
          ],
        })
        .reply(200, { results: [{ ...RECORD, properties: { email: 'ada@example.com' } }] }),
      vendor()
        .post('/communication-preferences/v4/statuses/batch/read', { inputs: ['ada@example.com'] })
        .query({ channel: 'EMAIL' })
        .reply(200, { results: [] }),
    ],
    () => pulled('contacts', connect({ tier: 'enterprise', subscriptionId: '1', properties: [] })),
  ],
  [
    'mail events are asked for by closed windows, with those of bots',
    () => [
      vendor()
        .get('/email/public/v1/events')
        .query({ startTimestamp: until - hours(1), endTimestamp: Number(until), limit: '1000' })
        .reply(200, { hasMore: false, events: [] }),
    ],
    () => pulled('email_events'),
  ],
  [
    'campaigns are listed by number, and each is read by its own',
    () => [
      vendor()
        .get('/email/public/v1/campaigns/by-id')
        .query({ limit: '100' })
        .reply(200, { hasMore: false, campaigns: [{ id: 7, lastUpdatedTime: 1 }] }),
      vendor().get('/email/public/v1/campaigns/7').reply(200, { name: 'Spring' }),
    ],
    () => pulled('campaigns'),
  ],
  [
    'members of a list are read by pages of 250, those of a property in order of their ids',
    () => [
      vendor().get('/crm/v3/lists/7/memberships').query({ limit: '250' }).reply(200, { results: [] }),
      vendor()
        .post('/crm/v3/objects/contacts/search', {
          filterGroups: [
            {
              filters: [
                { propertyName: 'tags', operator: 'HAS_PROPERTY' },
                { propertyName: 'hs_object_id', operator: 'GT', value: '0' },
              ],
            },
          ],
          sorts: ['hs_object_id'],
          properties: ['tags'],
          limit: 200,
        })
        .reply(200, { total: 0, results: [] }),
    ],
    async () => {
      for (const held of [target, { ...target, kind: 'property-tag', property: 'tags' } as const])
        for await (const _ of hubspotConnector.readMembers(connect(), held));
    },
  ],
  [
    'an opt-out of a topic is one POST of its subscription type',
    () => [
      vendor()
        .post(
          '/communication-preferences/v4/statuses/ada%40example.com',
          body =>
            body.subscriptionId === 2 && body.statusState === 'UNSUBSCRIBED' && body.channel === 'EMAIL',
        )
        .reply(200, COMPLETE),
    ],
    () =>
      write(
        operations.optOutOfTopic,
        [{ remoteId: '51', email: 'ada@example.com', topic: 'weekly_news' }],
        { container: '' },
        connect({ topics: { weekly_news: '2' } }),
      ),
  ],
]

const CHURN = {
  name: 'churn_risk',
  label: 'Churn risk',
  type: 'enumeration',
  fieldType: 'select',
  groupName: 'esplanade',
  description: '',
  options: [],
}

async function pulled(name: string, context = connect()): Promise<void> {
  const stream = hubspotConnector.streams.find(known => known.name === name)
  const request = { checkpoint: undefined, until, since: instant(until - hours(1)) }
  for await (const _ of stream?.pull(context, request) ?? []);
}

test.each(WIRE)('%s', async (_, expected, work) => {
  const scopes = expected()
  await work()
  expect(scopes.flatMap(scope => scope.pendingMocks())).toEqual([])
})

test('nothing else is ever asked: every call in the sources is pinned above', () => {
  const folder = new URL('../src/', import.meta.url)
  const sources = readdirSync(folder).map(name => readFileSync(new URL(name, folder), 'utf8'))
  const calls = sources.flatMap(text =>
    [...text.matchAll(/['`]((?:GET|POST|PUT|PATCH|DELETE) \/[^'`]*)['`]/g)].map(([, call = '']) => call),
  )
  const pinned = new Set(opened.flatMap(({ stats }) => [...stats.byRoute.keys()].map(ofAnyRecord)))
  expect(calls.length).toBeGreaterThan(20)
  expect(calls.map(ofAnyRecord).filter(call => !pinned.has(call))).toEqual([])
})

/** Contacts, orders, deals and products are read by the same calls. */
const ofAnyRecord = (call: string): string =>
  call.replace(/(objects|associations)\/(?:\$\{\w+\}|contacts|orders|deals|products)(?=\/|$)/, '$1/*')

test('the SDK’s own retries and limiter stay off: a failing call is one request of the SDK', async () => {
  const context = connect()
  let asked = 0
  vendor()
    .get('/crm/v3/properties/contacts')
    .query(() => true)
    .times(5)
    .reply(() => {
      asked += 1
      return [503, { status: 'error' }]
    })
  const { client } = context
  await expect(client.crm.properties.coreApi.getAll('contacts')).rejects.toMatchObject({ code: 503 })
  expect(asked).toBe(1)
})
