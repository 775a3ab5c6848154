import { describe, expect, it } from 'vitest'
import { at, NOW } from './support/open-klaviyo.ts'
import { filtered, openRaw } from './support/raw-klaviyo.ts'
import { consented, profile } from './support/request-bodies.ts'

const SUBSCRIBE = 'POST /api/profile-subscription-bulk-create-jobs'
const UNSUBSCRIBE = 'POST /api/profile-subscription-bulk-delete-jobs'

/** Events of one person with these unique ids, as one of them or all are sent. */
const bulk = (ids: readonly string[], time = '2026-02-01T10:00:00Z') => {
  const metric = { data: { type: 'metric', attributes: { name: 'Placed Order' } } }
  const holder = { data: profile({ email: 'a@example.com' }).data }
  const events = ids.map(unique_id => ({
    type: 'event',
    attributes: { properties: {}, time, unique_id, metric },
  }))
  const attributes = { profile: holder, events: { data: events } }
  const data = [{ type: 'event-bulk-create', attributes }]
  return {
    single: { data: { type: 'event', attributes: { ...events[0]?.attributes, profile: holder } } },
    job: { data: { type: 'event-bulk-create-job', attributes: { 'events-bulk-create': { data } } } },
  }
}

describe('emulated consent', () => {
  it('of a double opt-in list waits for the click', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addList({ name: 'News', optInProcess: 'double_opt_in' })
    const answer = await ask(SUBSCRIBE, consented('create', 'a@example.com', id))
    expect([answer.status, answer.text]).toEqual([202, ''])
    account.settle()
    expect(account.consent('a@example.com')?.consent).toBe('NEVER_SUBSCRIBED')
    account.confirm('a@example.com')
    expect(account.consent('a@example.com')?.consent).toBe('SUBSCRIBED')
    expect(account.listMembers('News')).toEqual(new Set(['a@example.com']))
  })

  it('is raised by subscribing, which lifts every suppression but a hard bounce', async () => {
    const { ask, account } = await openRaw()
    account.addProfile({ email: 'a@example.com', subscriptions: { email: { consent: 'UNSUBSCRIBED' } } })
    account.suppress('a@example.com', 'SPAM_COMPLAINT')
    account.suppress('a@example.com', 'HARD_BOUNCE')
    await ask(SUBSCRIBE, consented('create', 'a@example.com'))
    account.settle()
    expect(account.consent('a@example.com')).toEqual({
      consent: 'SUBSCRIBED',
      canReceive: false,
      suppressions: ['HARD_BOUNCE'],
    })
  })

  it('of a list ends for its members alone; who is not in it is unsubscribed of everything', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addList({ name: 'News' })
    for (const email of ['in@example.com', 'out@example.com']) {
      account.addProfile({ email, subscriptions: { email: { consent: 'SUBSCRIBED', at: NOW } } })
    }
    account.addToList('News', account.profileByEmail('in@example.com')?.id ?? '')
    for (const email of ['in@example.com', 'out@example.com'])
      await ask(UNSUBSCRIBE, consented('delete', email, id))
    account.settle()
    expect(account.listMembers('News').size).toBe(0)
    expect(account.consent('in@example.com')?.consent).toBe('SUBSCRIBED')
    expect(account.consent('out@example.com')?.consent).toBe('UNSUBSCRIBED')
  })

  it('of a past opt-in is recorded as such, past the mail of a double opt-in', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addList({ name: 'News', optInProcess: 'double_opt_in' })
    const historical = (consented_at?: string) => {
      const { data } = consented('create', 'a@example.com', id)
      const [row] = data.attributes.profiles.data
      const marketing = { consent: 'SUBSCRIBED', ...(consented_at && { consented_at }) }
      const attributes = { ...row?.attributes, subscriptions: { email: { marketing } } }
      const profiles = { data: [{ ...row, attributes }] }
      return { data: { ...data, attributes: { historical_import: true, profiles } } }
    }
    expect((await ask(SUBSCRIBE, historical())).status).toBe(400)
    expect((await ask(SUBSCRIBE, historical('2026-04-01T00:00:00Z'))).status).toBe(400)
    expect((await ask(SUBSCRIBE, historical('2020-04-01T00:00:00Z'))).status).toBe(202)
    account.settle()
    expect(account.profileByEmail('a@example.com')?.emailMarketing).toMatchObject({
      consent: 'SUBSCRIBED',
      consentedAt: at('2020-04-01'),
    })
  })

  it('without a list goes by the account’s own opt-in', async () => {
    const { ask, account } = await openRaw()
    account.optInProcess = 'double_opt_in'
    await ask(SUBSCRIBE, consented('create', 'a@example.com'))
    account.settle()
    expect(account.consent('a@example.com')?.consent).toBe('NEVER_SUBSCRIBED')
  })

  it('is as it was after somebody was put on a list', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addList({ name: 'News' })
    const person = account.addProfile({ email: 'a@example.com' }).id
    const members = (...ids: string[]) => ({ data: ids.map(each => ({ type: 'profile', id: each })) })
    const route = `POST /api/lists/${id}/relationships/profiles`
    expect((await ask(route, members(person, 'nobody'))).status).toBe(404)
    expect(account.listMembers('News').size).toBe(0)
    expect((await ask(route, members(person))).status).toBe(204)
    expect(account.listMembers('News')).toEqual(new Set(['a@example.com']))
    expect(account.consent('a@example.com')?.consent).toBe('NEVER_SUBSCRIBED')
  })

  it('raised and lowered in quick succession ends in either, in no promised order', async () => {
    const { ask, account } = await openRaw()
    await ask(SUBSCRIBE, consented('create', 'a@example.com'))
    await ask(UNSUBSCRIBE, consented('delete', 'a@example.com'))
    account.settle()
    expect(account.consent('a@example.com')?.consent).toBe('SUBSCRIBED')
  })

  it('suppressed by hand is released again, and a bounce is not', async () => {
    const { ask, account } = await openRaw()
    account.addProfile({ email: 'a@example.com' })
    const job = (type: string) => ({
      data: { type, attributes: { profiles: { data: [profile({ email: 'a@example.com' }).data] } } },
    })
    await ask('POST /api/profile-suppression-bulk-create-jobs', job('profile-suppression-bulk-create-job'))
    account.settle()
    expect(account.consent('a@example.com')?.suppressions).toEqual(['USER_SUPPRESSED'])
    account.suppress('a@example.com', 'HARD_BOUNCE')
    await ask('POST /api/profile-suppression-bulk-delete-jobs', job('profile-suppression-bulk-delete-job'))
    account.settle()
    expect(account.consent('a@example.com')?.suppressions).toEqual(['HARD_BOUNCE'])
  })
})

describe('emulated events', () => {
  it('are recorded once per metric, profile and unique id', async () => {
    const { ask, account } = await openRaw()
    const event = (uniqueId: string | undefined, email: string) => ({
      data: {
        type: 'event',
        attributes: {
          properties: { OrderId: 'A1' },
          value: 9.5,
          time: '2026-02-01T10:00:00Z',
          ...(uniqueId && { unique_id: uniqueId }),
          metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } },
          profile: { data: profile({ email }).data },
        },
      },
    })
    for (const uniqueId of ['x', 'x', 'y', undefined, undefined]) {
      expect((await ask('POST /api/events', event(uniqueId, 'a@example.com'))).status).toBe(202)
    }
    await ask('POST /api/events', event('x', 'b@example.com'))
    expect(account.events.count).toBe(4)
    const { body } = await ask(
      filtered('/api/events', `equals(metric_id,["${account.addMetric('Placed Order')}"])`),
    )
    expect(body.data[0]?.attributes.event_properties).toEqual({ OrderId: 'A1', $value: 9.5, $event_id: 'x' })
    expect(JSON.stringify(body)).not.toContain('example.com"')
  })

  it('name their metric and a profile that is known, and never an address', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addProfile({ email: 'a@example.com' })
    account.recordEvent({ metric: 'Opened Email', profileId: id, at: NOW - 2_000 })
    account.recordEvent({ metric: 'Opened Email', at: NOW - 1_000 })
    const { body } = await ask('GET /api/events')
    const related = body.data.map(
      event => (event as { relationships?: Record<string, { data: { id: string } }> }).relationships,
    )
    expect(related.map(each => each?.profile?.data.id)).toEqual([id, undefined])
    expect(related.map(each => each?.metric?.data.id)).toEqual(
      Array(2).fill(account.addMetric('Opened Email')),
    )
  })

  it('bring their profiles and metrics along, each once, for whoever asks to include them', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addProfile({ email: 'a@example.com' })
    for (const at of [1_000, 2_000])
      account.recordEvent({ metric: 'Opened Email', profileId: id, at: NOW - at })
    const included = async (query: string) => {
      const { body } = await ask(`GET /api/events?${query}`)
      return (body as { included?: { type: string; attributes: object }[] }).included
    }
    expect(await included('')).toBeUndefined()
    expect(await included('include=profile,metric&fields[profile]=email')).toMatchObject([
      { type: 'profile', attributes: { email: 'a@example.com' } },
      { type: 'metric', attributes: { name: 'Opened Email' } },
    ])
    expect((await ask('GET /api/events?include=flow')).status).toBe(400)
  })

  it('start flows once, unless they are backfilled', async () => {
    const { ask, account } = await openRaw()
    const event = (name: string, backfill: boolean) => ({
      data: {
        type: 'event',
        attributes: {
          properties: {},
          unique_id: name,
          backfill,
          metric: { data: { type: 'metric', attributes: { name } } },
          profile: { data: profile({ email: 'a@example.com' }).data },
        },
      },
    })
    for (const [name, backfill] of [
      ['Old', true],
      ['New', false],
      ['New', false],
    ] as const)
      await ask('POST /api/events', event(name, backfill))
    expect([account.events.count, account.flows.entries]).toEqual([2, ['New']])
  })

  it.each([
    ['1999-12-31T23:59:59Z', 400],
    ['2000-01-01T00:00:00Z', 202],
    ['2027-03-01T12:00:00Z', 202],
    ['2027-03-01T12:00:01Z', 400],
  ])('at %s are answered %i', async (time, status) => {
    const { ask } = await openRaw()
    expect((await ask('POST /api/events', bulk(['x'], time).single)).status).toBe(status)
  })

  it('in bulk fail as a whole for one that repeats another, or one that is there', async () => {
    const { ask, account } = await openRaw()
    const send = (...ids: string[]) => ask('POST /api/event-bulk-create-jobs', bulk(ids).job)
    expect((await send('x', 'y', 'x')).status).toBe(400)
    expect((await send('x', 'y')).status).toBe(202)
    account.settle()
    expect((await send('y', 'z')).status).toBe(400)
    account.settle()
    expect(account.events.count).toBe(2)
  })

  it('of who is deleted meanwhile are gone with them, and the others of the call stay', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addProfile({ email: 'gone@example.com' })
    const { data } = bulk(['x']).job
    const [row] = data.attributes['events-bulk-create'].data
    const gone = { ...row?.attributes, profile: { data: profile({}, id).data } }
    const rows = [{ ...row, attributes: gone }, row]
    const attributes = { 'events-bulk-create': { data: rows } }
    expect((await ask('POST /api/event-bulk-create-jobs', { data: { ...data, attributes } })).status).toBe(
      202,
    )
    account.removeProfile('gone@example.com')
    account.settle()
    expect(account.events.count).toBe(1)
    expect(account.profileByEmail('a@example.com')).toBeDefined()
  })

  it('stay in order of time and are found by page, however many come in whatever order', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addProfile({ email: 'a@example.com' })
    const total = 3_000
    for (let no = 0; no < total; no += 1) {
      const minute = (no * 7_919) % total
      account.recordEvent({ metric: 'Opened Email', profileId: id, at: at('2026-01-01') + minute * 60_000 })
    }
    const { body } = await ask('GET /api/events?sort=-datetime&page[size]=1000')
    expect(body.data.length).toBe(200)
    const times = body.data.map(({ attributes }) => String(attributes.datetime))
    expect(times).toEqual([...times].sort().reverse())
    const late = await ask(filtered('/api/events', 'greater-than(datetime,2026-01-03T01:58:00Z)'))
    expect(late.body.data.length).toBe(total - 1 - (2 * 1_440 + 118))
  })
})

describe('an emulated end of a profile', () => {
  const erase = (data: object) => ({
    data: {
      type: 'data-privacy-deletion-job',
      attributes: { profile: { data: { type: 'profile', ...data } } },
    },
  })

  it('is asked for by exactly one identifier, takes all who match, and is told to nobody', async () => {
    const { ask, account, clock } = await openRaw()
    const { id } = account.addProfile({ email: 'a@example.com' })
    const route = 'POST /api/data-privacy-deletion-jobs'
    expect((await ask(route, erase({ id, attributes: { email: 'a@example.com' } }))).status).toBe(400)
    expect((await ask(route, erase({ attributes: {} }))).status).toBe(400)
    const answer = await ask(route, erase({ attributes: { email: 'A@example.com' } }))
    expect([answer.status, answer.text]).toEqual([202, ''])
    expect(account.profileByEmail('a@example.com')).toBeDefined()
    account.settle()
    expect((await ask(`GET /api/profiles/${id}`)).status).toBe(404)
    clock.advance(1_000)
    expect((await ask(route, erase({ id }))).status).toBe(202)
  })

  it('by a merge comes later: what it had goes to the other one, and its id is dead', async () => {
    const { ask, account } = await openRaw()
    account.addList({ name: 'News' })
    const source = account.addProfile({ email: 'a@example.com', properties: { plan: 'old', x: 1 } }).id
    const into = account.addProfile({ external_id: 'c-1', properties: { plan: 'new' } }).id
    account.addToList('News', source)
    account.recordEvent({ metric: 'Opened Email', profileId: source, at: NOW })
    const merge = (from: string) => ({
      data: {
        type: 'profile-merge',
        id: into,
        relationships: { profiles: { data: [{ type: 'profile', id: from }] } },
      },
    })
    expect((await ask('POST /api/profile-merge', merge(into))).status).toBe(409)
    expect((await ask('POST /api/profile-merge', merge(source))).status).toBe(201)
    expect((await ask(`GET /api/profiles/${source}`)).status).toBe(200)
    account.settle()
    expect((await ask(`GET /api/profiles/${source}`)).status).toBe(404)
    expect(account.profileByEmail('a@example.com')).toMatchObject({
      id: into,
      properties: { plan: 'new', x: 1 },
    })
    expect(account.lists.named('News')?.members.has(into)).toBe(true)
    expect((await ask(filtered('/api/events', `equals(profile_id,"${into}")`))).body.data).toHaveLength(1)
  })

  it('of a segment is nobody’s doing: no call writes its members', async () => {
    const { ask, account } = await openRaw()
    const person = account.addProfile({ email: 'a@example.com' }).id
    const { id } = account.catalogue.addSegment('Engaged', account.now, [person])
    const members = { data: [{ type: 'profile', id: person }] }
    for (const method of ['POST', 'DELETE'])
      expect((await ask(`${method} /api/segments/${id}/relationships/profiles`, members)).status).toBe(404)
  })
})

describe('emulated lists', () => {
  it('are made by 150 a day', async () => {
    const { ask, account, clock } = await openRaw()
    const make = () => ask('POST /api/lists', { data: { type: 'list', attributes: { name: 'More' } } })
    for (let no = 0; no < 150; no += 1) {
      expect((await make()).status).toBe(201)
      if (no % 10 === 9) clock.advance(6_000)
    }
    clock.advance(60_000)
    expect((await make()).status).toBe(429)
    clock.advance(86_400_000)
    expect((await make()).status).toBe(201)
    expect(account.lists.all()).toHaveLength(151)
  })
})
