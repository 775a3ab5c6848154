import { days, hours, minutes, type PulledEvent, seconds } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import { AUDIENCE, later, openAccount, pull } from './open-account.ts'

const address = (n: number): string => `member${n}@example.com`

const tally = (items: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { type } of items as PulledEvent[]) counts[type] = (counts[type] ?? 0) + 1
  return counts
}
const keysOf = (items: readonly unknown[]): Set<string> =>
  new Set((items as PulledEvent[]).map(event => `${event.type} ${event.sourceId}`))

async function campaignSent(recipients: number, sentAt = later(-days(3))) {
  const opened = await openAccount()
  const { account } = opened
  for (let n = 0; n < recipients; n++) account.addMember(AUDIENCE, { email: address(n) })
  account.addCampaign({ id: 'spring', audienceId: AUDIENCE, subject: 'Spring is here', sendTime: sentAt })
  for (let n = 0; n < recipients; n++) account.recordSend('spring', address(n))
  return opened
}

describe('email events', () => {
  test('carry what happened, to whom, and the message', async () => {
    const { account, context } = await campaignSent(1)
    account.recordOpen('spring', address(0), later(-days(2)))
    account.recordClick('spring', address(0), later(-days(1)), 'https://shop.example/sale')
    account.recordBounce('spring', address(0), later(-hours(5)), 'soft')
    account.recordUnsubscribe('spring', address(0), later(-hours(4)))
    account.recordComplaint('spring', address(0), later(-hours(3)))
    const { items } = await pull(context, 'email_events')
    const mail = { message: 'spring', campaign: 'spring', machine: false }
    const who = [{ kind: 'email', value: address(0) }]
    expect(items).toMatchObject([
      { type: 'email_sent', at: later(-days(3)), who, properties: mail },
      { type: 'email_opened', at: later(-days(2)), who, properties: mail },
      {
        type: 'email_clicked',
        at: later(-days(1)),
        properties: { ...mail, url: 'https://shop.example/sale' },
      },
      { type: 'email_bounced', at: later(-hours(5)), properties: { ...mail, bounce: 'soft' } },
      { type: 'email_unsubscribed', at: later(-hours(4)), who, properties: mail },
      { type: 'email_complained', at: later(-hours(3)), who, properties: mail },
    ])
    expect(keysOf(items).size).toBe(items.length)
  })

  test('of people east of the account, who read a mail before its own time, are told', async () => {
    const { account, context } = await campaignSent(2)
    account.recordOpen('spring', address(0), later(-days(3) - hours(20)))
    const { items } = await pull(context, 'email_events')
    expect(tally(items)).toEqual({ email_sent: 2, email_opened: 1 })
  })

  test('that a report shows late are found by the next pull, and once', async () => {
    const { account, context, clock } = await campaignSent(2)
    account.reportLagMs = minutes(1)
    account.recordOpen('spring', address(0), clock.now() - seconds(30))
    account.recordUnsubscribe('spring', address(1), clock.now() - seconds(30))
    const first = await pull(context, 'email_events')
    expect(tally(first.items)).toEqual({ email_sent: 2 })
    clock.advance(minutes(1))
    const second = await pull(context, 'email_events', { checkpoint: first.checkpoint })
    const { email_opened, email_unsubscribed } = tally(second.items)
    expect([email_opened, email_unsubscribed]).toEqual([1, 1])
  })

  test('of more recipients than a page holds are complete, also when killed after any page', async () => {
    const { account, context, connect } = await campaignSent(1_001)
    for (let n = 0; n < 1_001; n++) account.recordOpen('spring', address(n), later(-days(1)))
    for (let n = 0; n < 12; n++) account.recordComplaint('spring', address(n), later(-hours(1)))
    account.addCampaign({ id: 'summer', audienceId: AUDIENCE, subject: 'Summer', sendTime: later(-days(1)) })
    account.recordSend('summer', address(7))
    const whole = await pull(context, 'email_events')
    expect(tally(whole.items)).toEqual({ email_sent: 1_002, email_opened: 1_001, email_complained: 12 })
    for (let pages = 1; pages < whole.pages.length; pages++) {
      const killed = await pull(context, 'email_events', { pages })
      const rest = await pull(connect(), 'email_events', { checkpoint: killed.checkpoint })
      expect(keysOf([...killed.items, ...rest.items])).toEqual(keysOf(whole.items))
      expect(rest.checkpoint).toEqual(whole.checkpoint)
    }
  })

  test('later pulls ask campaigns that are young enough for what is new', async () => {
    const { account, context, clock, emulator } = await campaignSent(50)
    account.addCampaign({ id: 'old', audienceId: AUDIENCE, subject: 'Old', sendTime: later(-days(80)) })
    account.recordSend('old', address(1))
    for (let n = 0; n < 50; n++) account.recordOpen('spring', address(n), later(-days(2)))
    const first = await pull(context, 'email_events')
    expect(tally(first.items)).toEqual({ email_sent: 51, email_opened: 50 })

    clock.advance(days(1))
    account.recordClick('spring', address(9), later(hours(20)), 'https://shop.example')
    account.recordOpen('old', address(1), later(hours(20)))
    emulator.journal.clear()
    const second = await pull(context, 'email_events', { checkpoint: first.checkpoint })
    expect(tally(second.items)).toEqual({ email_clicked: 1 })
    // The campaigns, then activity, unsubscribes and complaints of the young one.
    expect(emulator.journal.requests).toBe(4)
  })

  test('a campaign that was still being sent at the last pull is read from its beginning', async () => {
    const { account, context, clock } = await campaignSent(3, later(-hours(3)))
    account.campaign('spring').status = 'sending'
    account.recordOpen('spring', address(0), later(-hours(2)))
    const first = await pull(context, 'email_events')
    expect(first.items).toEqual([])
    account.campaign('spring').status = 'sent'
    clock.advance(hours(9))
    const second = await pull(context, 'email_events', { checkpoint: first.checkpoint })
    expect(tally(second.items)).toEqual({ email_sent: 3, email_opened: 1 })
  })

  test('an open that is reported late is found, and a repeated one keeps its identity', async () => {
    const { account, context, clock } = await campaignSent(1)
    account.recordOpen('spring', address(0), later(-minutes(30)))
    const first = await pull(context, 'email_events')
    clock.advance(minutes(10))
    account.recordOpen('spring', address(0), later(-minutes(20)))
    const second = await pull(context, 'email_events', { checkpoint: first.checkpoint })
    const opens = (items: readonly unknown[]) =>
      [...keysOf(items)].filter(key => key.startsWith('email_opened'))
    expect(opens(first.items)).toHaveLength(1)
    expect(opens(second.items)).toHaveLength(2)
    expect(new Set([...opens(first.items), ...opens(second.items)]).size).toBe(2)
  })

  test('a first pull reaches back as far as it is told and no further', async () => {
    const { account, context } = await campaignSent(1, later(-days(100)))
    account.addCampaign({ id: 'new', audienceId: AUDIENCE, subject: 'New', sendTime: later(-days(10)) })
    account.recordSend('new', address(0))
    const { items } = await pull(context, 'email_events', { since: later(-days(30)) })
    expect(items).toMatchObject([{ properties: { message: 'new' } }])
  })
})
