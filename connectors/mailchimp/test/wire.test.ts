import { type ConnectionId, createBudget, createSession, simulatedClock } from '@esplanade/connector-kit'
import nock from 'nock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mailchimpConnector } from '../src/index.ts'
import { type Context, START } from './open-account.ts'

const HOST = 'https://us21.api.mailchimp.com'
const KEY = '0123456789abcdef-us21'

beforeEach(() => nock.disableNetConnect())
afterEach(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

function connectToVendor(): Context {
  const clock = simulatedClock(START)
  const config = { apiKey: KEY }
  const session = createSession({
    connection: 'mailchimp' as ConnectionId,
    connector: mailchimpConnector,
    budget: createBudget(mailchimpConnector.limits(config), clock),
    secrets: [KEY],
    clock,
    signal: new AbortController().signal,
    random: () => 0.5,
  })
  return { connection: session.connection, config, client: mailchimpConnector.connect(config), session }
}

test('a bulk write repeats the status, names the fields and sends nothing else', async () => {
  const api = nock(HOST).matchHeader(
    'authorization',
    `Basic ${Buffer.from(`user:${KEY}`).toString('base64')}`,
  )
  const nobody = { members: [], total_items: 0 }
  const looked = [undefined, 'archived'].map(status =>
    api
      .get('/3.0/lists/server-1/members')
      .query(query => query.status === status && query.since_last_changed === '2026-03-01T11:50:00.000Z')
      .reply(200, nobody),
  )
  const written = api
    .post('/3.0/lists/server-1', {
      members: [
        {
          email_address: 'ada@example.com',
          status: 'transactional',
          merge_fields: { FNAME: 'Ada', LNAME: '' },
        },
      ],
      update_existing: true,
    })
    .query({ skip_merge_validation: 'true' })
    .reply(200, {
      new_members: [],
      updated_members: [
        {
          email_address: 'ada@example.com',
          status: 'transactional',
          merge_fields: { FNAME: 'Ada', LNAME: '' },
        },
      ],
      errors: [],
    })
  const row = { remoteId: 'c1', email: 'ada@example.com', remoteStatus: 'transactional' }
  const result = await mailchimpConnector.operations.fields.send(
    connectToVendor(),
    { container: 'server-1', mirrorAt: START },
    [{ ...row, values: { FNAME: 'Ada', LNAME: null } }],
  )
  expect(result).toEqual({ kind: 'answered', outcomes: [{ status: 'applied' }] })
  expect([...looked, written].every(scope => scope.isDone())).toBe(true)
})

test('tagging names addresses only', async () => {
  const body = { members_to_add: ['ada@example.com'], members_to_remove: ['ben@example.com'] }
  nock(HOST)
    .post('/3.0/lists/l1/segments/77', body)
    .reply(200, {
      members_added: [{ email_address: 'Ada@example.com' }],
      members_removed: [],
      errors: [{ email_addresses: ['ben@example.com'], error: 'ben@example.com is not on this list' }],
    })
  const result = await mailchimpConnector.operations.members.send(
    connectToVendor(),
    { container: 'l1', target: { kind: 'tag', container: 'l1', name: 'VIP', remoteId: '77' } },
    [
      { remoteId: 'c1', email: 'ada@example.com', action: 'add' },
      { remoteId: 'c2', email: 'ben@example.com', action: 'remove' },
    ],
  )
  expect(result).toMatchObject({
    outcomes: [
      { status: 'applied' },
      { status: 'rejected', message: expect.stringContaining('(address) is not on this list') },
    ],
  })
})
