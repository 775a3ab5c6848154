import { hours, seconds } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import { openRaw } from './raw-hubspot.ts'

const DETAILS = 'GET /account-info/v3/details'
const PREFERENCES = '/communication-preferences'

describe('emulated limits', () => {
  test.each([
    ['starter, no increase', { tier: 'starter' }, 100, 250_000],
    ['professional, no increase', { tier: 'professional' }, 190, 625_000],
    ['enterprise, no increase', {}, 190, 1_000_000],
    ['professional, two increases', { tier: 'professional', addOns: 2 }, 250, 2_625_000],
    ['an app by OAuth', { app: 'oauth' }, 110, null],
  ] as const)('of %s', async (_, terms, burst, daily) => {
    const { ask, account } = await openRaw({})
    Object.assign(account, terms)
    const first = await ask(DETAILS)
    expect(first.headers.get('x-hubspot-ratelimit-max')).toBe(String(burst))
    expect(first.headers.get('x-hubspot-ratelimit-remaining')).toBe(String(burst - 1))
    expect(first.headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000')
    expect(first.headers.get('x-hubspot-ratelimit-daily')).toBe(daily === null ? null : String(daily))
    for (let call = 1; call < burst; call += 1) await ask(DETAILS)
    const refused = await ask(DETAILS)
    expect([refused.status, refused.body.policyName]).toEqual([429, 'TEN_SECONDLY_ROLLING'])
    expect(refused.headers.get('retry-after')).toBeNull()
  })

  test('of a day end at midnight of the account', async () => {
    const { ask, account, clock } = await openRaw({})
    account.timeZone = 'Asia/Tokyo'
    account.dailyCalls = 1
    await ask(DETAILS)
    expect((await ask(DETAILS)).body).toMatchObject({ policyName: 'DAILY', errorType: 'RATE_LIMIT' })
    // Nine in the morning by UTC is six in the evening there.
    clock.advance(hours(6) - 1)
    expect((await ask(DETAILS)).status).toBe(429)
    clock.advance(1)
    expect((await ask(DETAILS)).status).toBe(200)
  })

  test('of a search hold for all kinds of records together', async () => {
    const { ask, clock } = await openRaw({})
    const search = (type: string) => ask(`POST /crm/v3/objects/${type}/search`, {})
    for (const type of ['contacts', 'orders', 'deals', 'products', 'contacts']) await search(type)
    expect((await search('orders')).status).toBe(429)
    clock.advance(seconds(1))
    expect((await search('orders')).status).toBe(200)
  })

  test('while the account is moved the answer says when to come back', async () => {
    const { ask, emulator } = await openRaw()
    emulator.order({ times: 1, fault: { kind: 'status', status: 477 } })
    const { status, headers } = await ask(DETAILS)
    expect([status, headers.get('retry-after')]).toEqual([477, '60'])
  })

  test('a missing scope is named', async () => {
    const { ask, account } = await openRaw()
    account.scopes = ['crm.objects.contacts.read']
    expect((await ask('POST /crm/v3/objects/contacts', { properties: {} })).body).toMatchObject({
      category: 'MISSING_SCOPES',
      errors: [{ context: { requiredGranularScopes: ['crm.objects.contacts.write'] } }],
    })
    account.scopes = ['marketing-email']
    expect((await ask('GET /email/public/v1/events')).status).toBe(200)
  })
})

describe('emulated preferences', () => {
  const setting = (statusState: string) => ({ channel: 'EMAIL', subscriptionId: 1, statusState })

  test('version 3 does not subscribe again who left, version 4 does and says so', async () => {
    const { ask, account } = await openRaw()
    account.setSubscription('ada@example.com', '1', 'UNSUBSCRIBED')
    const again = { emailAddress: 'ada@example.com', subscriptionId: '1' }
    expect((await ask(`POST ${PREFERENCES}/v3/subscribe`, again)).status).toBe(400)
    const set = async (state: string) => {
      const { body } = await ask(`POST ${PREFERENCES}/v4/statuses/ada@example.com`, setting(state))
      return body.results[0]?.setStatusSuccessReason
    }
    expect(await set('SUBSCRIBED')).toBe('RESUBSCRIBE_OCCURRED')
    expect(await set('SUBSCRIBED')).toBe('NO_STATUS_CHANGE')
    expect(await set('UNSUBSCRIBED')).toBe('REQUESTED_CHANGE_OCCURRED')
    const all = `${PREFERENCES}/v4/statuses/ada@example.com/unsubscribe-all?channel=EMAIL&verbose=true`
    expect((await ask(`POST ${all}`)).body.results).toMatchObject([
      { setStatusSuccessReason: 'UNSUBSCRIBE_FROM_ALL_OCCURRED' },
    ])
  })

  test('version 3 ends one subscription and never all mail', async () => {
    const { ask, account } = await openRaw()
    account.addSubscriptionType({ id: '2', name: 'Offers' })
    for (const id of ['1', '2']) account.setSubscription('ada@example.com', id, 'SUBSCRIBED')
    const left = { emailAddress: 'ada@example.com', subscriptionId: '1' }
    expect((await ask(`POST ${PREFERENCES}/v3/unsubscribe`, left)).body).toMatchObject({
      status: 'NOT_SUBSCRIBED',
      sourceOfStatus: 'SUBSCRIPTION_STATUS',
    })
    expect(account.subscription('ada@example.com')).toEqual({
      optedOutOfAll: false,
      types: { 1: 'UNSUBSCRIBED', 2: 'SUBSCRIBED' },
    })
  })

  test('belong to the address, also when its contact is gone', async () => {
    const { ask, account } = await openRaw()
    const id = account.addContact({ email: 'ada@example.com', subscriptions: { 1: 'UNSUBSCRIBED' } })
    await ask(`DELETE /crm/v3/objects/contacts/${id}`)
    account.eraseNow(id)
    const { body } = await ask(`GET ${PREFERENCES}/v4/statuses/ada@example.com?channel=EMAIL`)
    expect(body.results).toMatchObject([{ status: 'UNSUBSCRIBED' }])
  })

  test('many at once are written on Enterprise only, all or none', async () => {
    const { ask, account } = await openRaw()
    const route = `POST ${PREFERENCES}/v4/statuses/batch/write`
    const inputs = ['a', 'b'].map(name => ({
      ...setting('UNSUBSCRIBED'),
      subscriberIdString: `${name}@example.com`,
    }))
    account.tier = 'professional'
    expect((await ask(route, { inputs })).status).toBe(403)
    account.tier = 'enterprise'
    const strange = { ...inputs[0], subscriptionId: 99 }
    expect((await ask(route, { inputs: [...inputs, strange] })).status).toBe(404)
    expect(account.subscription('a@example.com').types).toEqual({ 1: 'NOT_SPECIFIED' })
    expect((await ask(route, { inputs })).body.results).toHaveLength(2)
    expect(account.subscription('b@example.com').types).toEqual({ 1: 'UNSUBSCRIBED' })
  })

  test('of an opt-out show on the contact, where nobody can write them; so does a hard bounce', async () => {
    const { ask, account } = await openRaw()
    const id = account.addContact({ email: 'ada@example.com' })
    account.optOutOfAll('ada@example.com')
    account.recordEmailEvent({ type: 'BOUNCE', recipient: 'ada@example.com', campaignId: 1, at: account.now })
    const names = 'hs_email_optout,hs_email_hard_bounce_reason_enum'
    const { body } = await ask(`GET /crm/v3/objects/contacts/${id}?properties=${names}`)
    expect(body.properties).toMatchObject({
      hs_email_optout: 'true',
      hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER',
    })
  })
})

describe('emulated mail events', () => {
  test('of one mail may share an id and differ in their time, and lead to its SENT event', async () => {
    const { ask, account } = await openRaw()
    const mail = { recipient: 'ada@example.com', campaignId: 7 }
    account.recordEmailEvent({ ...mail, type: 'SENT', at: 1_000 })
    account.recordEmailEvent({ ...mail, type: 'DELIVERED', at: 1_500 })
    for (const at of [2_000, 3_000]) account.recordEmailEvent({ ...mail, type: 'OPEN', at })
    const { body } = await ask('GET /email/public/v1/events?limit=10')
    const events = body.events as { id: string; created: number; sentBy?: { id: string } }[]
    const opens = events.slice(0, 2)
    expect(opens.map(({ created }) => created)).toEqual([3_000, 2_000])
    expect(opens[0]?.id).toBe(opens[1]?.id)
    expect(new Set(events.map(({ id, created }) => `${id} ${created}`)).size).toBe(4)
    expect(opens[0]?.sentBy).toEqual({ id: events[3]?.id, created: 1_000 })
  })

  test('that lift a bounce lack what others have', async () => {
    const { ask, account } = await openRaw()
    account.recordEmailEvent({ type: 'UNBOUNCE', recipient: 'ada@example.com', campaignId: 0, at: 1_000 })
    const { body } = await ask('GET /email/public/v1/events')
    const [event] = body.events as object[]
    expect(Object.keys(event ?? {})).toEqual(['id', 'created', 'type', 'recipient', 'portalId'])
  })

  test('of a person, a type and a campaign are found by them', async () => {
    const { ask, account } = await openRaw()
    for (const [recipient, campaignId] of [
      ['a@example.com', 1],
      ['a@example.com', 2],
      ['b@example.com', 1],
    ] as const) {
      account.recordEmailEvent({ type: 'SENT', recipient, campaignId, at: 1_000 })
      account.recordEmailEvent({ type: 'OPEN', recipient, campaignId, at: 2_000 })
    }
    const query = 'recipient=A@example.com&eventType=OPEN&campaignId=1'
    const { body } = await ask(`GET /email/public/v1/events?${query}`)
    expect(body.events).toMatchObject([{ recipient: 'a@example.com', type: 'OPEN', emailCampaignId: 1 }])
    expect((await ask('GET /email/public/v1/events?eventType=READ')).status).toBe(400)
  })

  test('of the account’s own kinds are sent one by one or together, and are answered with nothing', async () => {
    const { ask, account } = await openRaw()
    const name = account.customEvents.define('visited', 'Visited', ['page'], account.now)?.fullyQualifiedName
    const event = { eventName: name, email: 'ada@example.com', uuid: 'one' }
    expect((await ask('POST /events/v3/send', event)).status).toBe(204)
    expect((await ask('POST /events/v3/send/batch', { inputs: [event] })).status).toBe(204)
    expect(account.customEvents.of('', 'ada@example.com')).toHaveLength(1)
    expect((await ask('POST /events/v3/send', { eventName: 'pe1_nope' })).status).toBe(400)
  })
})
