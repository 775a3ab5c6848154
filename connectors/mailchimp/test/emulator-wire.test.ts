import { describe, expect, test, vi } from 'vitest'
import { EMULATOR_API_KEY } from '../emulator/index.ts'
import { AUDIENCE } from './open-account.ts'
import { openRaw } from './raw-mailchimp.ts'

const LIST = `/lists/${AUDIENCE}`

describe('the emulator on the wire', () => {
  test('takes the key as a bearer token, or as the password of any user', async () => {
    const { ask } = await openRaw()
    const basic = Buffer.from(`anybody:${EMULATOR_API_KEY}`).toString('base64')
    for (const authorization of [`Bearer ${EMULATOR_API_KEY}`, `Basic ${basic}`]) {
      expect((await ask('GET /ping', undefined, { headers: { authorization } })).status).toBe(200)
    }
    const refused = await ask('GET /ping', undefined, { headers: { authorization: 'Bearer wrong-us1' } })
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(refused.body).toMatchObject({ status: 401, title: 'API Key Invalid' })
    expect(refused.headers.get('x-ratelimit-remaining')).toBeNull()
  })

  test('refuses the eleventh call while ten wait, with no word on when to come back', async () => {
    const { ask, emulator } = await openRaw()
    emulator.order({ times: 10, fault: { kind: 'stall' } })
    const stop = new AbortController()
    const waiting = Array.from({ length: 10 }, () => ask('GET /ping', undefined, stop))
    await vi.waitFor(() => expect(emulator.waitingFaults()).toBe(0))
    const refused = await ask('GET /ping')
    expect(refused.body).toMatchObject({ status: 429, title: 'Too Many Requests' })
    expect(refused.headers.get('retry-after')).toBeNull()
    stop.abort()
    await Promise.allSettled(waiting)
    await vi.waitFor(async () => expect((await ask('GET /ping')).status).toBe(200))
  })

  test.each([
    'GET /lists/none/members',
    `GET ${LIST}/members/nobody@example.com`,
    `GET ${LIST}/segments/999/members`,
    'GET /reports/none/email-activity',
    'GET /nowhere',
  ])('answers what it does not have with 404: %s', async route => {
    const { ask } = await openRaw()
    expect((await ask(route)).body).toMatchObject({ status: 404, title: 'Resource Not Found' })
  })

  test('leaves out the fields that nobody wants', async () => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const { body } = await ask(`GET ${LIST}/members?exclude_fields=members.merge_fields,list_id`)
    expect(Object.keys(body)).toEqual(['members', 'total_items'])
    expect(body.members[0]).not.toHaveProperty('merge_fields')
    expect(body.members[0]).toHaveProperty('email_address')
  })

  test('sorts by the three times of a member, and by nothing else', async () => {
    const { ask, account, clock } = await openRaw()
    for (const name of ['a', 'b', 'c']) {
      account.addMember(AUDIENCE, { email: `${name}@example.com` })
      clock.advance(60_000)
    }
    for (const field of ['last_changed', 'timestamp_opt', 'timestamp_signup']) {
      const { body } = await ask(`GET ${LIST}/members?sort_field=${field}&sort_dir=DESC`)
      expect(body.members.map(({ email_address }) => String(email_address)[0]).join('')).toBe('cba')
    }
    expect((await ask(`GET ${LIST}/members?sort_field=email_address`)).status).toBe(400)
  })
})

describe('an emulated batch', () => {
  test('goes through its stages, and its archive is open to anyone for a while', async () => {
    const { ask, account, clock } = await openRaw()
    const operations = [{ method: 'POST', path: `${LIST}/members`, body: 'no json', operation_id: 'one' }]
    const { body } = await ask('POST /batches', { operations })
    const stages = [body.status]
    for (let seconds = 0; seconds < 21; seconds += 1) {
      clock.advance(1_000)
      stages.push((await ask(`GET /batches/${String(body.id)}`)).body.status)
    }
    expect([...new Set(stages)]).toEqual(['pending', 'preprocessing', 'started', 'finalizing', 'finished'])
    const { body: done } = await ask(`GET /batches/${String(body.id)}`)
    expect(done).toMatchObject({ total_operations: 1, finished_operations: 1, errored_operations: 1 })
    const fetched = async () => (await fetch(String(done.response_body_url))).status
    expect(await fetched()).toBe(200)
    clock.advance(601_000)
    expect(await fetched()).toBe(403)
    clock.advance(7 * 86_400_000)
    expect((await ask(`GET /batches/${String(body.id)}`)).status).toBe(404)
    expect(account.snapshot()).toEqual([])
  })

  test('carries its bodies as JSON text, and nothing else', async () => {
    const { ask } = await openRaw()
    const operation = { method: 'POST', path: `${LIST}/members`, body: { email_address: 'ada@example.com' } }
    expect((await ask('POST /batches', { operations: [operation] })).body).toMatchObject({
      title: 'Invalid Resource',
      errors: [{ field: 'operations.item:0' }],
    })
  })
})

describe('emulated reports', () => {
  const opened = async () => {
    const raw = await openRaw()
    const { account } = raw
    const sendTime = account.now() - 3_600_000
    for (const name of ['ada', 'bob']) account.addMember(AUDIENCE, { email: `${name}@example.com` })
    const { id } = account.addCampaign({ audienceId: AUDIENCE, subject: 'News', sendTime })
    for (const name of ['ada', 'bob']) account.recordSend(id, `${name}@example.com`)
    account.recordOpen(id, 'ada@example.com', sendTime + 60_000)
    account.recordOpen(id, 'ada@example.com', sendTime + 120_000)
    account.recordClick(id, 'ada@example.com', sendTime + 180_000, 'https://example.com/')
    account.recordBounce(id, 'bob@example.com', sendTime + 1_000, 'soft')
    return { ...raw, id, sendTime }
  }

  test('tell activity since a time, and no time of a send', async () => {
    const { ask, id, sendTime } = await opened()
    const since = new Date(sendTime + 120_000).toISOString()
    const { body } = await ask(`GET /reports/${id}/email-activity?since=${since}`)
    expect(body.emails).toMatchObject([
      { email_address: 'ada@example.com', activity: [{ action: 'click', url: 'https://example.com/' }] },
    ])
    const { body: sent } = await ask(`GET /reports/${id}/sent-to`)
    expect(sent.sent_to).toMatchObject([{ status: 'sent' }, { status: 'soft' }])
    expect(JSON.stringify(sent)).not.toMatch(/timestamp|send_time/)
  })

  test('tell who opened, and when each time', async () => {
    const { ask, id, sendTime } = await opened()
    const { body } = await ask(`GET /reports/${id}/open-details`)
    expect(body).toMatchObject({ total_items: 1, total_opens: 2 })
    expect(body.members[0]).toMatchObject({ email_address: 'ada@example.com', opens_count: 2 })
    const since = new Date(sendTime + 60_000).toISOString()
    expect((await ask(`GET /reports/${id}/open-details?since=${since}`)).body).toMatchObject({
      total_opens: 1,
    })
  })

  test('of a time are of campaigns sent after it', async () => {
    const { ask, account, id, sendTime } = await opened()
    account.addCampaign({ audienceId: AUDIENCE, subject: 'Old', sendTime: sendTime - 86_400_000 })
    const since = new Date(sendTime - 1_000).toISOString()
    const { body } = await ask(`GET /campaigns?status=sent&since_send_time=${since}`)
    expect(body.campaigns).toMatchObject([{ id, send_time: expect.stringContaining('T') }])
  })

  test('a person’s feed comes in pages that do not say how many, the older call the latest fifty', async () => {
    const { ask, account, id, sendTime } = await opened()
    for (let no = 0; no < 60; no += 1)
      account.recordOpen(id, 'ada@example.com', sendTime + 200_000 + no * 1_000)
    const feed = `GET ${LIST}/members/ada@example.com/activity-feed`
    const all = await ask(`${feed}?count=1000`)
    expect(all.body.activity).toHaveLength(64)
    expect(all.body).not.toHaveProperty('total_items')
    expect((await ask(`${feed}?activity_filters=click,sent`)).body.activity).toMatchObject([
      { activity_type: 'click', link_clicked: 'https://example.com/' },
      { activity_type: 'sent', campaign_title: 'News' },
    ])
    expect((await ask(feed)).body.activity).toHaveLength(10)
    const old = await ask(`GET ${LIST}/members/ada@example.com/activity`)
    expect(old.body.activity).toHaveLength(50)
  })
})
