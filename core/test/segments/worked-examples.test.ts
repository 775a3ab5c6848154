import { expect, test } from 'vitest'
import { type People, type StoryEvent, whoPasses } from './people.ts'

// The examples of the requirements, by their numbers. As of 2026-04-01T12:00:00Z.
const event = (type: string, at: string, properties: Record<string, string | number> = {}): StoryEvent => ({
  type,
  at,
  ...properties,
})
const times = (count: number, one: StoryEvent): StoryEvent[] => Array.from({ length: count }, () => one)
const bought = event('order_placed', '2026-03-20')
const opened = event('email_opened', '2026-03-30')

test('W1: aged 25 to 40, purchased in the last 30 days, opened at least 2 emails', async () => {
  const people: People = {
    ada: { attributes: { age: 25 }, events: [bought, opened, opened] },
    bob: { attributes: { age: 40 }, events: [bought, opened, event('email_opened', '2024-01-01')] },
    tooOld: { attributes: { age: 41 }, events: [bought, opened, opened] },
    ageless: { events: [bought, opened, opened] },
    longAgo: { attributes: { age: 30 }, events: [event('order_placed', '2026-02-01'), opened, opened] },
    oneOpen: { attributes: { age: 30 }, events: [bought, opened] },
  }
  const when = `
  all:
    - { attribute: age, between: [25, 40] }
    - { event: order_placed, within: 30d }
    - { event: email_opened, count: { at_least: 2 } }`
  expect(await whoPasses(when, people)).toEqual(['ada', 'bob'])
})

test('W5: opened within 7 days, spent over $50 within 30, in California, in the loyalty programme', async () => {
  const attributes = { region: 'California', loyalty_member: true }
  const spent = (...totals: string[]) => totals.map(total => event('order_placed', '2026-03-10', { total }))
  const people: People = {
    ada: { attributes, events: [opened, ...spent('30.00', '20.01')] },
    exactlyFifty: { attributes, events: [opened, ...spent('30.00', '20.00')] },
    noOpen: { attributes, events: [event('email_opened', '2026-03-24'), ...spent('80')] },
    elsewhere: { attributes: { ...attributes, region: 'Nevada' }, events: [opened, ...spent('80')] },
    notLoyal: { attributes: { region: 'California' }, events: [opened, ...spent('80')] },
    lastYear: { attributes, events: [opened, event('order_placed', '2025-03-10', { total: '80' })] },
  }
  const when = `
  all:
    - { event: email_opened, within: 7d }
    - { event: order_placed, within: 30d, sum: { of: total, more_than: 50 } }
    - { attribute: region, is: California }
    - { attribute: loyalty_member, is: true }`
  expect(await whoPasses(when, people)).toEqual(['ada'])
})

test('W8: no open or click in 60 days', async () => {
  const people: People = {
    silent: {},
    longSilent: {
      events: [event('email_opened', '2026-01-31T12:00:00Z'), event('email_sent', '2026-03-31')],
    },
    opener: { events: [event('email_opened', '2026-01-31T12:00:00.001Z')] },
    clicker: { events: [event('email_clicked', '2026-03-01')] },
  }
  expect(await whoPasses('{ no_event: [email_opened, email_clicked], within: 60d }', people)).toEqual([
    'silent',
    'longSilent',
  ])
})

test('W17: browsers, with no purchase, many page views and no recent activity', async () => {
  const viewed = times(10, event('page_viewed', '2026-02-01'))
  const people: People = {
    browser: { events: viewed },
    buyer: { events: [...viewed, event('order_placed', '2025-06-01')] },
    fewViews: { events: viewed.slice(1) },
    active: { events: [...viewed, event('email_clicked', '2026-03-31')] },
  }
  const when = `
  all:
    - { no_event: order_placed }
    - { event: page_viewed, count: { at_least: 10 } }
    - { no_event: [page_viewed, email_opened, email_clicked], within: 30d }`
  expect(await whoPasses(when, people)).toEqual(['browser'])
})
