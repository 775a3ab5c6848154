import { type ConnectionId, createBudget, createSession, simulatedClock } from '@esplanade/connector-kit'
import nock from 'nock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { klaviyoConnector } from '../src/index.ts'
import { NOW } from './support/open-klaviyo.ts'

const VENDOR = 'https://a.klaviyo.com'
const HEADERS = { authorization: 'Klaviyo-API-Key pk_wire', revision: '2026-07-15' }

function connect() {
  const config = { apiKey: 'pk_wire' }
  const clock = simulatedClock(NOW)
  const session = createSession({
    connection: 'wire' as ConnectionId,
    connector: klaviyoConnector,
    budget: createBudget(klaviyoConnector.limits(config), clock),
    secrets: [config.apiKey],
    clock,
    signal: new AbortController().signal,
    random: () => 0.5,
  })
  return { connection: session.connection, config, client: klaviyoConnector.connect(config), session }
}

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
})
