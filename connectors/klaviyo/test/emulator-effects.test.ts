import { describe, expect, it } from 'vitest'
import { at, NOW } from './support/open-klaviyo.ts'
import { filtered, openRaw } from './support/raw-klaviyo.ts'
import { consented, profile } from './support/request-bodies.ts'

const SUBSCRIBE = 'POST /api/profile-subscription-bulk-create-jobs'
const UNSUBSCRIBE = 'POST /api/profile-subscription-bulk-delete-jobs'

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

  it('by hand: suppressed and released again', async () => {
    const { ask, account } = await openRaw()
    account.addProfile({ email: 'a@example.com' })
    const job = (type: string) => ({
      data: { type, attributes: { profiles: { data: [profile({ email: 'a@example.com' }).data] } } },
    })
    await ask('POST /api/profile-suppression-bulk-create-jobs', job('profile-suppression-bulk-create-job'))
    account.settle()
    expect(account.consent('a@example.com')?.suppressions).toEqual(['USER_SUPPRESSED'])
    await ask('POST /api/profile-suppression-bulk-delete-jobs', job('profile-suppression-bulk-delete-job'))
    account.settle()
    expect(account.consent('a@example.com')?.canReceive).toBe(true)
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
