import { gzipSync } from 'node:zlib'
import { instant } from '@esplanade/connector-kit'
import nock from 'nock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tarOf } from '../emulator/tar.ts'
import { mailchimpConnector } from '../src/index.ts'
import { START } from './open-account.ts'
import { AUTHORIZATION, connectToVendor, HOST } from './vendor-connection.ts'

beforeEach(() => nock.disableNetConnect())
afterEach(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

test('a bulk write repeats the status, names the fields and sends nothing else', async () => {
  const api = nock(HOST).matchHeader('authorization', AUTHORIZATION)
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

const RESULT_HOST = 'https://results.example.com'

/** An archive as the file store keeps it. */
const archive = (answers: readonly object[]) =>
  gzipSync(tarOf([{ name: 'a.json', text: JSON.stringify(answers) }]))

test('events go out as one batch, and its result is fetched without the key', async () => {
  const path = '/lists/l%2F1/members/c1/events'
  const body = JSON.stringify({
    name: 'Entered segment',
    occurred_at: '2026-03-01T12:00:00.000Z',
    properties: { segment: 'VIP' },
  })
  nock(HOST)
    .post('/3.0/batches', { operations: [{ method: 'POST', path, operation_id: '0', body }] })
    .matchHeader('authorization', AUTHORIZATION)
    .matchHeader('content-type', 'application/json')
    .reply(200, { id: 'b1', status: 'pending' })
  nock(HOST)
    .get('/3.0/batches/b1')
    .query({ fields: 'id,status,response_body_url' })
    .reply(200, { id: 'b1', status: 'finished', response_body_url: `${RESULT_HOST}/b1.tar.gz?sig=1` })
  nock(RESULT_HOST, { badheaders: ['authorization'] })
    .get('/b1.tar.gz?sig=1')
    .reply(200, archive([{ status_code: 204, operation_id: '0', response: '' }]))
  const { events } = mailchimpConnector.operations
  const context = connectToVendor()
  const row = { remoteId: 'c1', email: null, key: 'k', name: 'Entered segment', at: START }
  const rows = [{ ...row, properties: { segment: 'VIP' } }]
  const sent = await events?.send(context, { container: 'l/1' }, rows)
  expect(sent).toMatchObject({ kind: 'job', job: { batch: 'b1' } })
  const done = await events?.poll?.(context, { container: 'l/1' }, { batch: 'b1' }, rows)
  expect(done).toEqual({ kind: 'done', outcomes: [{ status: 'applied' }] })
  expect(nock.pendingMocks()).toEqual([])
})

test('a result is fetched from nowhere but by https', async () => {
  nock(HOST)
    .get('/3.0/batches/b1')
    .query(true)
    .reply(200, { id: 'b1', status: 'finished', response_body_url: 'http://169.254.0.1/x' })
  const polled = mailchimpConnector.operations.events?.poll?.(
    connectToVendor(),
    { container: 'l1' },
    { batch: 'b1' },
    [],
  )
  await expect(polled).rejects.toMatchObject({ kind: 'contract', message: expect.stringContaining('https') })
})

test('an erasure names members by contact id and looks for them afterwards', async () => {
  const path = '/lists/l1/members/c1/actions/delete-permanent'
  nock(HOST)
    .post('/3.0/batches', { operations: [{ method: 'POST', path, operation_id: '0' }] })
    .reply(200, { id: 'b2', status: 'pending' })
  nock(HOST)
    .get('/3.0/batches/b2')
    .query(true)
    .reply(200, { id: 'b2', status: 'finished', response_body_url: `${RESULT_HOST}/b2` })
  nock(RESULT_HOST)
    .get('/b2')
    .reply(200, archive([{ status_code: 204, operation_id: '0', response: '' }]))
  nock(HOST)
    .get('/3.0/lists/l1/members/c1')
    .query({ fields: 'status' })
    .reply(404, { title: 'Resource Not Found', status: 404, detail: '' })
  const { erase } = mailchimpConnector.operations
  const context = connectToVendor()
  const rows = [{ remoteId: 'c1', email: 'ada@example.com' }]
  await erase?.send(context, { container: 'l1' }, rows)
  const done = await erase?.poll?.(context, { container: 'l1' }, { batch: 'b2' }, rows)
  expect(done).toEqual({ kind: 'done', outcomes: [{ status: 'applied' }] })
  expect(nock.pendingMocks()).toEqual([])
})

test('an opt-in asks how the audience opts in, and is dated by the recorded one', async () => {
  nock(HOST).get('/3.0/lists/l1').query({ fields: 'double_optin' }).reply(200, { double_optin: false })
  nock(HOST).get('/3.0/lists/l1/members').query(true).twice().reply(200, { members: [], total_items: 0 })
  const email_address = 'ada@example.com'
  nock(HOST)
    .post('/3.0/lists/l1', {
      members: [{ email_address, status: 'subscribed', timestamp_opt: '2026-02-28T12:00:00.000Z' }],
      update_existing: true,
    })
    .query({ skip_merge_validation: 'true' })
    .reply(200, { new_members: [], updated_members: [{ email_address, status: 'subscribed' }], errors: [] })
  const optIn = { at: instant(START - 86_400_000), source: 'form', evidence: 'form' }
  const row = { remoteId: 'c1', email: email_address, remoteStatus: 'unsubscribed', optIn }
  const target = { container: 'l1', mirrorAt: START }
  const done = await mailchimpConnector.operations.optIn?.send(connectToVendor(), target, [row])
  expect(done).toEqual({ kind: 'answered', outcomes: [{ status: 'applied' }] })
  expect(nock.pendingMocks()).toEqual([])
})

test('fields are created with type and options, and get the options that they lack', async () => {
  const made = { merge_id: 5, tag: 'PLAN', name: 'PLAN', type: 'dropdown', options: { choices: ['Free'] } }
  const known = { ...made, merge_id: 6, tag: 'TIER', name: 'Tier' }
  nock(HOST)
    .get('/3.0/lists/l1/merge-fields')
    .query(true)
    .reply(200, { merge_fields: [known], total_items: 1 })
  const posted = {
    tag: 'PLAN',
    name: 'PLAN',
    type: 'dropdown',
    public: false,
    options: { choices: ['Free'] },
  }
  nock(HOST).post('/3.0/lists/l1/merge-fields', posted).reply(200, made)
  nock(HOST)
    .patch('/3.0/lists/l1/merge-fields/6', { name: 'Tier', options: { choices: ['Free', 'Paid'] } })
    .reply(200, known)
  await mailchimpConnector.createFields(connectToVendor(), 'l1', [
    { name: 'PLAN', type: 'text', options: ['Free'] },
    { name: 'TIER', type: 'text', options: ['Paid'] },
  ])
  expect(nock.pendingMocks()).toEqual([])
})

test('a tag is created empty', async () => {
  nock(HOST)
    .post('/3.0/lists/l1/segments', { name: 'VIP', static_segment: [] })
    .reply(200, { id: 7, name: 'VIP' })
  const target = { kind: 'tag', container: 'l1', name: 'VIP' } as const
  expect(await mailchimpConnector.createTarget(connectToVendor(), target)).toEqual({
    ...target,
    remoteId: '7',
  })
})
