import {
  type ConnectionId,
  createBudget,
  createSession,
  deliverBatch,
  simulatedClock,
} from '@esplanade/connector-kit'
import nock from 'nock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubspotConnector } from '../src/index.ts'
import { START, TOKEN } from './world.ts'

beforeAll(() => nock.disableNetConnect())
afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

function connect() {
  const config = hubspotConnector.config.parse({ accessToken: TOKEN })
  const clock = simulatedClock(START)
  const session = createSession({
    connection: 'hubspot' as ConnectionId,
    connector: hubspotConnector,
    budget: createBudget(hubspotConnector.limits(config), clock),
    secrets: [TOKEN],
    clock,
    signal: new AbortController().signal,
    random: () => 0.5,
  })
  return { connection: 'hubspot' as ConnectionId, config, client: hubspotConnector.connect(config), session }
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
