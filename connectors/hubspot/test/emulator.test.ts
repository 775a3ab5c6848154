import { seconds } from '@esplanade/connector-kit'
import { Client } from '@hubspot/api-client'
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openWorld, TOKEN, type World } from './world.ts'

let world: World
let client: Client
beforeEach(async () => {
  world = await openWorld()
  client = new Client({ accessToken: TOKEN, basePath: world.emulator.url })
})
afterEach(() => world.close())

const contacts = () => client.crm.contacts
const search = (value: string, after = '0', limit = 200) =>
  contacts().searchApi.doSearch({
    filterGroups: [{ filters: [{ propertyName: 'city', operator: FilterOperatorEnum.Eq, value }] }],
    sorts: ['-createdate'],
    properties: ['city'],
    limit,
    after,
  })
const statusOf = (work: Promise<unknown>) =>
  work.then(
    () => 200,
    (error: { code?: number }) => error.code,
  )

describe('HubSpot’s own SDK against the emulator', () => {
  test('search shows a write some seconds later, and never an archived contact', async () => {
    const id = world.account.addContact({ email: 'ada@example.com', properties: { city: 'Turin' } })
    expect((await search('Turin')).total).toBe(0)
    world.clock.advance(seconds(5))
    expect((await search('Turin')).results.map(row => row.id)).toEqual([id])
    await contacts().basicApi.archive(id)
    world.clock.advance(seconds(5))
    expect((await search('Turin')).total).toBe(0)
    const archived = await contacts().basicApi.getPage(10, undefined, [], undefined, undefined, true)
    expect(archived.results.map(row => row.id)).toEqual([id])
  })

  test('search ends at 10,000 results', async () => {
    expect(await statusOf(search('Turin', '9800'))).toBe(200)
    world.clock.advance(seconds(1))
    expect(await statusOf(search('Turin', '9801'))).toBe(400)
  })

  test('the sixth search within a second gets a 429 of its own, without budget headers', async () => {
    for (let call = 0; call < 5; call++) await search('Turin')
    const refused = await client.apiRequest({
      method: 'POST',
      path: '/crm/v3/objects/contacts/search',
      body: {},
    })
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ category: 'RATE_LIMITS' })
    expect(refused.headers.get('x-hubspot-ratelimit-remaining')).toBeNull()
    world.clock.advance(seconds(1))
    expect(await statusOf(search('Turin'))).toBe(200)
  })

  test('the 191st call within ten seconds gets the documented 429', async () => {
    const details = () => client.apiRequest({ path: '/account-info/v3/details' })
    const first = await details()
    expect(first.headers.get('x-hubspot-ratelimit-remaining')).toBe('189')
    for (let call = 1; call < 190; call++) await details()
    const refused = await details()
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({
      policyName: 'TEN_SECONDLY_ROLLING',
      errorType: 'RATE_LIMIT',
    })
  })

  test('an account that is downgraded in mid-run is limited as its new tier, and a used-up day says so', async () => {
    const details = () => client.apiRequest({ path: '/account-info/v3/details' })
    for (let call = 0; call < 100; call++) await details()
    world.account.tier = 'starter'
    const refused = await details()
    expect(await refused.json()).toMatchObject({ policyName: 'TEN_SECONDLY_ROLLING' })
    world.clock.advance(seconds(10))
    world.account.dailyCalls = 101
    const last = await details()
    expect(last.headers.get('x-hubspot-ratelimit-max')).toBe('100')
    expect(last.headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('0')
    expect(await (await details()).json()).toMatchObject({ policyName: 'DAILY', errorType: 'RATE_LIMIT' })
  })

  test('a batch create stands or falls as a whole, unless every input is traced', async () => {
    const inputs = ['ada@example.com', 'no address'].map(email => ({ properties: { email } }))
    expect(await statusOf(contacts().batchApi.create({ inputs }))).toBe(400)
    expect(world.account.contactByEmail('ada@example.com')).toBeUndefined()
    const traced = inputs.map((input, at) => ({ ...input, objectWriteTraceId: `t${at}` }))
    const answer = await contacts().batchApi.createWithHttpInfo({ inputs: traced })
    expect(answer.httpStatusCode).toBe(207)
    expect(answer.data.results).toHaveLength(1)
    expect('errors' in answer.data && answer.data.errors?.[0]?.context).toEqual({
      objectWriteTraceId: ['t1'],
    })
  })

  test('addresses are unique, secondary ones too, and merged ids lead to the survivor', async () => {
    const [a = '', b = ''] = ['a@example.com', 'b@example.com'].map(email =>
      world.account.addContact({ email }),
    )
    const merged = await contacts().basicApi.merge({ primaryObjectId: a, objectIdToMerge: b })
    expect(merged.id).not.toBe(a)
    const read = await contacts().batchApi.read({
      inputs: [{ id: a }, { id: b }],
      properties: ['hs_merged_object_ids', 'hs_additional_emails'],
      propertiesWithHistory: [],
    })
    expect(read.results).toHaveLength(1)
    expect(read.results[0]?.properties).toMatchObject({
      hs_merged_object_ids: `${a};${b}`,
      hs_additional_emails: 'b@example.com',
    })
    const create = contacts().batchApi.create({ inputs: [{ properties: { email: 'b@example.com' } }] })
    expect(await statusOf(create)).toBe(409)
  })

  test('reads by address, reports what is missing with 207', async () => {
    const id = world.account.addContact({ email: 'ada@example.com' })
    const answer = await contacts().batchApi.readWithHttpInfo({
      idProperty: 'email',
      inputs: [{ id: 'ada@example.com' }, { id: 'nobody@example.com' }],
      properties: [],
      propertiesWithHistory: [],
    })
    expect(answer.httpStatusCode).toBe(207)
    expect(answer.data.results.map(row => row.id)).toEqual([id])
  })

  test('a DYNAMIC list takes no members and a list’s name is taken once', async () => {
    const listId = world.account.addList({ name: 'Active', processingType: 'DYNAMIC' })
    expect(await statusOf(client.crm.lists.membershipsApi.add(listId, ['101']))).toBe(400)
    const again = { name: 'Active', objectTypeId: '0-1', processingType: 'MANUAL' }
    expect(await statusOf(client.crm.lists.listsApi.create(again))).toBe(400)
  })

  test('version 3 and 4 of preferences tell the same story', async () => {
    world.account.setSubscription('ada@example.com', '1', 'SUBSCRIBED')
    const { statusApi } = client.communicationPreferences
    const status = async () => (await statusApi.getEmailStatus('ada@example.com')).subscriptionStatuses[0]
    expect(await status()).toMatchObject({ status: 'SUBSCRIBED', sourceOfStatus: 'SUBSCRIPTION_STATUS' })
    const path = '/communication-preferences/v4/statuses/ada%40example.com/unsubscribe-all'
    await client.apiRequest({ method: 'POST', path, qs: { channel: 'EMAIL' } })
    expect(await status()).toMatchObject({ status: 'NOT_SUBSCRIBED', sourceOfStatus: 'PORTAL_WIDE_STATUS' })
    expect(world.account.contactByEmail('ada@example.com')).toBeUndefined()
  })

  test('data privacy settings ask for the legal basis of a change', async () => {
    world.account.privacySettings = true
    const set = (basis: object) =>
      client.apiRequest({
        method: 'POST',
        path: '/communication-preferences/v4/statuses/ada@example.com',
        body: { channel: 'EMAIL', subscriptionId: 1, statusState: 'UNSUBSCRIBED', ...basis },
      })
    expect((await set({ legalBasis: 'NON_GDPR' })).status).toBe(400)
    expect((await set({ legalBasis: 'NON_GDPR', legalBasisExplanation: 'Asked to' })).status).toBe(200)
  })

  test('mail events come newest first, page by page, without the filtered ones if so asked', async () => {
    const mail = { recipient: 'ada@example.com', campaignId: 7 }
    for (const at of [3_000, 1_000, 2_000]) {
      world.account.recordEmailEvent({ ...mail, type: 'OPEN', at, filtered: at === 2_000 })
    }
    const read = async (qs: Record<string, string>) => {
      const response = await client.apiRequest({ path: '/email/public/v1/events', qs })
      return (await response.json()) as { hasMore: boolean; offset: string; events: { created: number }[] }
    }
    const first = await read({ limit: '2' })
    expect([first.hasMore, first.events.map(({ created }) => created)]).toEqual([true, [3_000, 2_000]])
    const second = await read({ limit: '2', offset: first.offset })
    expect([second.hasMore, second.events.map(({ created }) => created)]).toEqual([false, [1_000]])
    const people = await read({ excludeFilteredEvents: 'true', startTimestamp: '1000', endTimestamp: '2999' })
    expect(people.events.map(({ created }) => created)).toEqual([1_000])
  })
})
