import { days, hours, minutes, type PulledContact, seconds } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import { AUDIENCE, later, openAccount, pull } from './open-account.ts'

const emailsOf = (items: readonly { kind: string }[]): string[] =>
  items.filter((item): item is PulledContact => item.kind === 'contact').map(item => item.email ?? '')

const address = (n: number): string => `member${n}@example.com`

describe('contacts', () => {
  test('come with fields, identities and what they said about mail', async () => {
    const { account, context } = await openAccount()
    account.addMember(AUDIENCE, {
      email: 'Ada@Example.com',
      timestampOpt: later(-days(30)),
      mergeFields: {
        FNAME: 'Ada',
        PHONE: '+44 20 7946 0000',
        ADDRESS: { addr1: '1 Main St', city: 'London', state: '', zip: 'N1', country: 'GB' },
      },
    })
    const { items } = await pull(context, 'contacts')
    expect(items).toEqual([
      {
        kind: 'contact',
        container: AUDIENCE,
        remoteId: account.member(AUDIENCE, 'ada@example.com')?.contactId,
        identities: [
          { kind: 'email', value: 'Ada@Example.com' },
          { kind: 'phone', value: '+44 20 7946 0000' },
        ],
        email: 'Ada@Example.com',
        fields: {
          FNAME: 'Ada',
          PHONE: '+44 20 7946 0000',
          'ADDRESS.addr1': '1 Main St',
          'ADDRESS.city': 'London',
          'ADDRESS.zip': 'N1',
          'ADDRESS.country': 'GB',
          timestamp_signup: '2026-01-30T12:00:00.000Z',
        },
        consent: [
          {
            channel: 'email',
            scope: 'global',
            status: 'subscribed',
            at: later(-days(30)),
            evidence: 'mailchimp audience newsletter: subscribed, API - Generic',
          },
        ],
        changedAt: later(-days(30)),
        remoteStatus: 'subscribed',
      },
    ])
  })

  test.each([
    ['subscribed', ['subscribed']],
    ['unsubscribed', ['unsubscribed']],
    ['nonsubscribed', []],
    ['pending', []],
  ] as const)(
    'a number that is %s to messages states %j of them, and none of mail',
    async (status, stated) => {
      const { account, context } = await openAccount()
      const at = later(-days(3))
      const member = account.addMember(AUDIENCE, {
        email: 'ada@example.com',
        mergeFields: { PHONE: '+44 20 7946 0000' },
      })
      member.sms = { phone: '(212) 555-0147', status, updatedAt: at }
      const { items } = await pull(context, 'contacts')
      const [contact] = items as PulledContact[]
      // The number that the word is about comes first.
      expect(contact?.identities.map(({ value }) => value)).toEqual([
        'ada@example.com',
        '+1(212) 555-0147',
        '+44 20 7946 0000',
      ])
      const ofSms = contact?.consent.filter(({ channel }) => channel === 'sms')
      expect(ofSms?.map(one => [one.status, one.at])).toEqual(stated.map(word => [word, at]))
      expect(contact?.consent.find(({ channel }) => channel === 'email')?.status).toBe('subscribed')
    },
  )

  test.each([
    ['+12125550147', '+12125550147'],
    ['+442079460000', '+442079460000'],
    ['1 212 555 0147', '+1 212 555 0147'],
    ['2125550147', '+12125550147'],
  ])('the number %s is %s', async (phone, told) => {
    const { account, context } = await openAccount()
    const member = account.addMember(AUDIENCE, { email: 'ada@example.com' })
    member.sms = { phone, status: 'subscribed', updatedAt: later(-days(3)) }
    const { items } = await pull(context, 'contacts')
    expect((items as PulledContact[])[0]?.identities[1]?.value).toBe(told)
  })

  test.each([
    ['unsubscribed', ['unsubscribed']],
    ['cleaned', ['suppressed']],
    ['pending', []],
    ['transactional', []],
  ] as const)('a %s member states %j', async (status, stated) => {
    const { account, context } = await openAccount()
    account.addMember(AUDIENCE, { email: 'ada@example.com', status })
    const { items } = await pull(context, 'contacts')
    const [contact] = items as PulledContact[]
    expect(contact?.consent.map(consent => consent.status)).toEqual(stated)
    expect(contact?.remoteStatus).toBe(status)
  })

  test('of all audiences, or of those that the configuration names', async () => {
    const all = await openAccount()
    all.account.addAudience({ id: 'shop', name: 'Shop' })
    all.account.addMember('shop', { email: 'ada@example.com' })
    all.account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const { items } = await pull(all.context, 'contacts')
    expect(items).toMatchObject([{ container: AUDIENCE }, { container: 'shop' }])

    const one = await openAccount({ audiences: [AUDIENCE] })
    one.account.addAudience({ id: 'shop', name: 'Shop' })
    one.account.addMember('shop', { email: 'ada@example.com' })
    expect((await pull(one.context, 'contacts')).items).toEqual([])
  })

  test('an empty audience still ends with a checkpoint', async () => {
    const { context } = await openAccount()
    const { items, checkpoint } = await pull(context, 'contacts')
    expect(items).toEqual([])
    expect(checkpoint).toEqual({ parts: { [AUDIENCE]: { readTo: later(0) } } })
  })

  test('later pulls bring what changed, and say who was archived', async () => {
    const { account, context, clock } = await openAccount()
    for (let n = 0; n < 5; n++) {
      account.addMember(AUDIENCE, { email: address(n), timestampOpt: later(-days(9)) })
    }
    const first = await pull(context, 'contacts')
    expect(first.items).toHaveLength(5)

    clock.advance(days(1))
    account.changeMember(AUDIENCE, address(2), { status: 'unsubscribed' })
    account.changeMember(AUDIENCE, address(3), { status: 'archived', by: 'admin' })
    const second = await pull(context, 'contacts', { checkpoint: first.checkpoint })
    expect(second.items).toMatchObject([
      { kind: 'contact', email: address(2), remoteStatus: 'unsubscribed' },
      { kind: 'gone', reason: 'archived', remoteId: account.member(AUDIENCE, address(3))?.contactId },
    ])
  })

  test('a new address belongs to the same member', async () => {
    const { account, context, clock } = await openAccount()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const first = await pull(context, 'contacts')
    clock.advance(hours(1))
    account.changeMember(AUDIENCE, 'ada@example.com', { email: 'ada@new.example' })
    const second = await pull(context, 'contacts', { checkpoint: first.checkpoint })
    const [before] = first.items as PulledContact[]
    expect(second.items).toMatchObject([{ remoteId: before?.remoteId, email: 'ada@new.example' }])
  })

  test('nobody is lost among many who share one second', async () => {
    const { account, context } = await openAccount()
    for (let n = 0; n < 2_500; n++) {
      account.addMember(AUDIENCE, { email: address(n), timestampOpt: later(-days(1)) })
    }
    const { items } = await pull(context, 'contacts')
    expect(new Set(emailsOf(items)).size).toBe(2_500)
  })

  test('nobody is skipped when members change between two pages', async () => {
    const { account, context, clock } = await openAccount()
    for (let n = 0; n < 2_500; n++) {
      account.addMember(AUDIENCE, { email: address(n), timestampOpt: later(-days(1) + seconds(n)) })
    }
    clock.advance(minutes(1))
    const first = await pull(context, 'contacts', { pages: 1 })
    // Forty of those already read move to the end, out of the window: everybody behind moves up.
    clock.advance(minutes(1))
    for (let n = 0; n < 40; n++) account.changeMember(AUDIENCE, address(n), { mergeFields: { FNAME: 'New' } })
    const rest = await pull(context, 'contacts', { checkpoint: first.checkpoint })
    expect(new Set(emailsOf([...first.items, ...rest.items])).size).toBe(2_500)
  })

  test('a pull that was killed goes on after the last stored page', async () => {
    const { account, context, connect, emulator } = await openAccount()
    for (let n = 0; n < 3_500; n++) {
      account.addMember(AUDIENCE, { email: address(n), timestampOpt: later(-days(2) + seconds(n)) })
    }
    const whole = await pull(context, 'contacts')
    for (let pages = 1; pages < whole.pages.length; pages++) {
      const killed = await pull(context, 'contacts', { pages })
      emulator.journal.clear()
      const rest = await pull(connect(), 'contacts', { checkpoint: killed.checkpoint })
      expect(emailsOf([...killed.items, ...rest.items]).sort()).toEqual(emailsOf(whole.items).sort())
      expect(rest.checkpoint).toEqual(whole.checkpoint)
    }
  })
})
