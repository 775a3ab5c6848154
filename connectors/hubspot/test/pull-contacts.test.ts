import { days, minutes } from '@esplanade/connector-kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contactsIn, idsIn, openWorld, pull, START, seedContacts, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

describe('the first pull', () => {
  test('brings every contact once, whatever the page size', async () => {
    for (const count of [0, 1, 99, 100, 101, 350]) {
      const fresh = await openWorld()
      for (let at = 0; at < count; at++) fresh.account.addContact({ email: `p${at}@example.com` })
      const pages = await pull(fresh, fresh.connect(), 'contacts')
      expect(contactsIn(pages).map(({ email }) => email)).toEqual(
        Array.from({ length: count }, (_, at) => `p${at}@example.com`),
      )
      await fresh.close()
    }
  })

  test('reads fields by their types, addresses, phone and consent', async () => {
    const { account } = world
    account.addProperty({ name: 'points', type: 'number' })
    account.addProperty({ name: 'vip', type: 'bool' })
    account.addProperty({ name: 'renewal', type: 'date' })
    account.addProperty({
      name: 'hobbies',
      type: 'enumeration',
      fieldType: 'checkbox',
      options: ['chess', 'running'].map(value => ({ label: value, value, hidden: false })),
    })
    account.addContact({
      email: 'Ada@Example.com',
      createdAt: Date.UTC(2025, 0, 2),
      properties: {
        firstname: 'Ada',
        phone: '+44 20 7946 0000',
        points: '12.5',
        vip: 'true',
        renewal: '1767225600000',
        hobbies: 'chess;running',
        hs_additional_emails: 'ada@old.example;countess@example.com',
      },
    })
    account.optOutOfAll('ada@example.com')
    const [ada] = contactsIn(await pull(world, world.connect(), 'contacts'))
    expect(ada).toEqual({
      kind: 'contact',
      container: '',
      remoteId: '101',
      email: 'ada@example.com',
      identities: [
        { kind: 'email', value: 'ada@example.com' },
        { kind: 'email', value: 'ada@old.example' },
        { kind: 'email', value: 'countess@example.com' },
        { kind: 'phone', value: '+44 20 7946 0000' },
      ],
      fields: {
        firstname: 'Ada',
        createdate: '2025-01-02T00:00:00.000Z',
        points: 12.5,
        vip: true,
        renewal: '2026-01-01',
        hobbies: ['chess', 'running'],
      },
      consent: [
        {
          channel: 'email',
          scope: 'global',
          status: 'unsubscribed',
          at: null,
          evidence: 'hubspot:hs_email_optout',
        },
      ],
      changedAt: START,
    })
  })

  test('pulls chosen properties, the standard ones and the hub’s own group', async () => {
    const { account } = world
    for (const name of ['wanted', 'unwanted']) account.addProperty({ name })
    account.addProperty({ name: 'churn', groupName: 'esplanade' })
    const properties = { firstname: 'Ada', wanted: '1', unwanted: '2', churn: 'low' }
    account.addContact({ email: 'ada@example.com', properties, createdAt: START })
    const [some] = contactsIn(await pull(world, world.connect({ properties: ['wanted'] }), 'contacts'))
    expect(Object.keys(some?.fields ?? {}).sort()).toEqual(['churn', 'createdate', 'firstname', 'wanted'])
    const [all] = contactsIn(await pull(world, world.connect(), 'contacts'))
    expect(Object.keys(all?.fields ?? {})).toContain('unwanted')
  })

  test('states an opt-in only where its time is known', async () => {
    const at = START - days(20)
    world.account.addContact({ email: 'in@example.com', createdAt: at, subscriptions: { 1: 'SUBSCRIBED' } })
    world.account.addContact({
      email: 'out@example.com',
      createdAt: at,
      subscriptions: { 1: 'UNSUBSCRIBED' },
    })
    const consents = async (tier: 'professional' | 'enterprise') =>
      contactsIn(await pull(world, world.connect({ tier, subscriptionId: '1' }), 'contacts')).map(
        ({ consent }) => consent.map(({ status, at: when }) => [status, when]),
      )
    expect(await consents('professional')).toEqual([[], [['unsubscribed', null]]])
    expect(await consents('enterprise')).toEqual([[['subscribed', at]], [['unsubscribed', at]]])
  })

  test('says for each topic what was said of it, apart from mail as a whole', async () => {
    const { account } = world
    account.addSubscriptionType({ id: '7', name: 'Weekly' })
    const at = START - days(20)
    const add = (name: string, subscriptions: Record<string, 'SUBSCRIBED' | 'UNSUBSCRIBED'>) =>
      account.addContact({ email: `${name}@example.com`, createdAt: at, subscriptions })
    add('both', { 1: 'SUBSCRIBED', 7: 'SUBSCRIBED' })
    add('no-weekly', { 1: 'SUBSCRIBED', 7: 'UNSUBSCRIBED' })
    add('silent', {})
    account.optOutOfAll('silent@example.com', at)
    const said = async (given: Parameters<World['connect']>[0]) => {
      const pages = await pull(world, world.connect({ topics: { weekly: '7' }, ...given }), 'contacts')
      const words = contactsIn(pages).map(({ email, consent }) => [
        email?.replace(/@.*/, ''),
        consent.map(({ scope, status, at: when }) => `${scope} ${status}${when === null ? '' : ' dated'}`),
      ])
      return Object.fromEntries(words)
    }
    expect(await said({ tier: 'enterprise', subscriptionId: '1' })).toEqual({
      both: ['global subscribed dated', 'weekly subscribed dated'],
      'no-weekly': ['global subscribed dated', 'weekly unsubscribed dated'],
      silent: ['global unsubscribed dated', 'weekly unsubscribed dated'],
    })
    // Without the bulk form of Enterprise opt-outs are all that contacts tell, and they tell no time.
    expect(await said({ tier: 'professional' })).toEqual({
      both: [],
      'no-weekly': ['weekly unsubscribed'],
      silent: ['weekly unsubscribed', 'global unsubscribed'],
    })
  })

  test('calls a hard bounce suppressed and a soft one nothing', async () => {
    for (const name of ['hard', 'soft'] as const) {
      world.account.addContact({ email: `${name}@example.com`, createdAt: START - days(2) })
      world.account.recordEmailEvent({
        type: 'BOUNCE',
        recipient: `${name}@example.com`,
        campaignId: 1,
        at: START - days(1),
        bounce: name,
      })
    }
    const pulled = contactsIn(await pull(world, world.connect(), 'contacts'))
    expect(pulled.map(({ consent }) => consent.map(({ status }) => status))).toEqual([['suppressed'], []])
  })

  test('stopped after any page goes on from its checkpoint and loses nothing', async () => {
    const all = seedContacts(world, 250)
    const pages = await pull(world, world.connect(), 'contacts')
    for (const [stored, page] of pages.entries()) {
      const rest = await pull(world, world.connect(), 'contacts', page.checkpoint)
      const got = new Set([...idsIn(pages.slice(0, stored + 1)), ...idsIn(rest)])
      expect(got.size).toBe(all.length)
    }
  })

  test('resumed later also finds what changed among the contacts already listed', async () => {
    const [first = ''] = seedContacts(world, 250)
    const [page] = await pull(world, world.connect(), 'contacts')
    world.clock.advance(minutes(30))
    world.account.updateContact(first, { city: 'Turin' })
    world.clock.advance(minutes(30))
    const rest = contactsIn(await pull(world, world.connect(), 'contacts', page?.checkpoint))
    expect(rest.find(({ remoteId }) => remoteId === first)?.fields.city).toBe('Turin')
  })
})
