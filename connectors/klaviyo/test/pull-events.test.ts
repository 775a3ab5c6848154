import { describe, expect, it } from 'vitest'
import { at, NOW, type OpenKlaviyo, openKlaviyo } from './support/open-klaviyo.ts'
import { eventsOf, pullAll } from './support/pull-all.ts'

const HOUR = 3_600_000

function reader(klaviyo: OpenKlaviyo): string {
  return klaviyo.account.addProfile({ email: 'ada@example.com' }).id
}

describe('pull of mail events', () => {
  it('tells each metric by the name that all ESPs share, about the profile', async () => {
    const klaviyo = await openKlaviyo()
    const profileId = reader(klaviyo)
    const mail = { $message: 'KM1', 'Campaign Name': 'Spring' }
    const record = (metric: string, minute: number, more = {}) =>
      klaviyo.account.recordEvent({
        metric,
        profileId,
        at: at('2026-02-01') + minute * 60_000,
        properties: { ...mail, ...more },
      })
    record('Received Email', 0)
    record('Opened Email', 1, { machine_open: true })
    record('Clicked Email', 2, { URL: 'https://shop.example/a' })
    record('Bounced Email', 3, { 'Bounce Type': 'Soft' })
    record('Dropped Email', 4)
    record('Marked Email as Spam', 5)
    record('Unsubscribed from Email Marketing', 6)
    record('Subscribed to List', 7)
    const events = eventsOf(await pullAll(klaviyo, 'email_events'))
    const shared = { message: 'KM1', campaign: 'KM1', machine: false }
    expect(events.map(({ type, properties }) => [type, properties])).toEqual([
      ['email_sent', shared],
      ['email_opened', { ...shared, machine: true }],
      ['email_clicked', { ...shared, url: 'https://shop.example/a' }],
      ['email_bounced', { ...shared, bounce: 'soft' }],
      ['email_bounced', { ...shared, bounce: 'dropped' }],
      ['email_complained', shared],
      ['email_unsubscribed', shared],
    ])
    expect(events[0]).toMatchObject({ who: [{ kind: 'vendor', value: profileId }], at: at('2026-02-01') })
  })

  it('leaves out an event of somebody the account does not know', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.recordEvent({ metric: 'Opened Email', at: at('2026-02-01') })
    expect(eventsOf(await pullAll(klaviyo, 'email_events'))).toEqual([])
  })

  it('loses nothing when it is cut after any page and resumed, a flood within one second included', async () => {
    const klaviyo = await openKlaviyo()
    const profileId = reader(klaviyo)
    for (let no = 0; no < 1_000; no += 1) {
      const minute = no < 400 ? 0 : no
      const when = at('2026-02-01') + minute * 60_000
      klaviyo.account.recordEvent({ metric: 'Received Email', profileId, at: when, uniqueId: `u${no}` })
    }
    for (const maxPages of [1, 2, 4]) {
      const first = await pullAll(klaviyo, 'email_events', { maxPages })
      const rest = await pullAll(klaviyo, 'email_events', { checkpoint: first.checkpoint })
      const seen = new Set([...eventsOf(first), ...eventsOf(rest)].map(({ sourceId }) => sourceId))
      expect(seen.size).toBe(1_000)
    }
  })

  it('begins and ends where it is told, and finds what came up to an hour late', async () => {
    const klaviyo = await openKlaviyo()
    const profileId = reader(klaviyo)
    const open = (uniqueId: string, when: number) =>
      klaviyo.account.recordEvent({ metric: 'Opened Email', profileId, at: when, uniqueId })
    open('before since', at('2025-12-31T23:59:59Z'))
    open('at since', at('2026-01-01'))
    open('now', NOW)
    open('ahead', NOW + HOUR)
    const idsOf = async (checkpoint?: unknown) => {
      const pulled = await pullAll(klaviyo, 'email_events', { since: at('2026-01-01'), checkpoint })
      const numbers = eventsOf(pulled).map(({ sourceId }) => Number.parseInt(sourceId.slice(2), 36))
      return {
        ids: numbers.map(no => klaviyo.account.events.get(no).uniqueId),
        checkpoint: pulled.checkpoint,
      }
    }
    const first = await idsOf()
    expect(first.ids).toEqual(['at since', 'now'])
    open('late', NOW - 50 * 60_000)
    klaviyo.clock.advance(HOUR)
    const second = await idsOf(first.checkpoint)
    expect(second.ids).toEqual(['late', 'now', 'ahead'])
    klaviyo.clock.advance(2 * HOUR)
    // The overlap reaches back from when the second pull began, so its newest event comes once more.
    const third = await idsOf(second.checkpoint)
    expect(third.ids).toEqual(['now', 'ahead'])
    klaviyo.clock.advance(2 * HOUR)
    expect((await idsOf(third.checkpoint)).ids).toEqual([])
  })
})

describe('pull of orders and of what happens on the site', () => {
  it('reads the past of a metric that is new to the account', async () => {
    const klaviyo = await openKlaviyo()
    const profileId = reader(klaviyo)
    const record = (metric: string, when: number) =>
      klaviyo.account.recordEvent({ metric, profileId, at: when, properties: { $value: 5 } })
    record('Placed Order', at('2026-02-01'))
    const first = await pullAll(klaviyo, 'orders')
    expect(eventsOf(first).map(({ type }) => type)).toEqual(['order_placed'])
    klaviyo.clock.advance(24 * HOUR)
    record('Refunded Order', at('2026-01-15'))
    const second = await pullAll(klaviyo, 'orders', { checkpoint: first.checkpoint })
    expect(eventsOf(second).map(({ type, at: when }) => [type, when])).toEqual([
      ['order_refunded', at('2026-01-15')],
    ])
    const third = await pullAll(klaviyo, 'orders', { checkpoint: second.checkpoint })
    expect(eventsOf(third)).toEqual([])
  })

  it('asks for no event where the account has none of the metrics', async () => {
    const klaviyo = await openKlaviyo()
    const pulled = await pullAll(klaviyo, 'orders')
    expect(pulled.items).toEqual([])
    expect(klaviyo.emulator.journal.byRoute.has('GET /api/events')).toBe(false)
  })

  it('takes a metric that the configuration names', async () => {
    const klaviyo = await openKlaviyo({ metrics: { 'Completed Quiz': 'quiz_completed' } })
    const profileId = reader(klaviyo)
    klaviyo.account.recordEvent({
      metric: 'Completed Quiz',
      profileId,
      at: at('2026-02-01'),
      properties: { 'Quiz Name': 'Skin', Score: 7, Answers: ['a', 'b'], $hidden: 1, Nested: {} },
    })
    const [event] = eventsOf(await pullAll(klaviyo, 'site_events'))
    expect(event).toMatchObject({ type: 'quiz_completed' })
    expect(event?.properties).toEqual({ quiz_name: 'Skin', score: 7, answers: ['a', 'b'] })
  })
})
