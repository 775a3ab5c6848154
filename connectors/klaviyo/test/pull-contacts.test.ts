import { describe, expect, it } from 'vitest'
import { at, NOW, openKlaviyo } from './support/open-klaviyo.ts'
import { contactsOf, pullAll } from './support/pull-all.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, no) => `p${no}@example.com`)

describe('pull of contacts', () => {
  it('gives a profile with its identities, fields and consent', async () => {
    const klaviyo = await openKlaviyo()
    const profile = klaviyo.account.addProfile({
      email: 'Ada@Example.com',
      phone_number: '+15005550006',
      external_id: 'c-17',
      attributes: { first_name: 'Ada', organization: 'Analytical' },
      location: { city: 'London', country: 'United Kingdom' },
      properties: { plan: 'gold', visits: 3, vip: true, tags: ['a', 'b'], blank: '', nested: { a: 1 } },
      subscriptions: { email: { consent: 'SUBSCRIBED', at: at('2026-01-02'), method: 'FORM' } },
      created: at('2026-01-01'),
      updated: at('2026-02-01T10:00:00Z'),
    })
    const pulled = contactsOf(await pullAll(klaviyo, 'contacts'))
    expect(pulled).toEqual([
      {
        kind: 'contact',
        container: '',
        remoteId: profile.id,
        identities: [
          { kind: 'email', value: 'Ada@Example.com' },
          { kind: 'phone', value: '+15005550006' },
          { kind: 'external', value: 'c-17' },
        ],
        email: 'Ada@Example.com',
        fields: {
          first_name: 'Ada',
          organization: 'Analytical',
          'location.city': 'London',
          'location.country': 'United Kingdom',
          plan: 'gold',
          visits: 3,
          vip: true,
          tags: ['a', 'b'],
          created: '2026-01-01T00:00:00.000Z',
        },
        consent: [
          { channel: 'email', scope: 'global', status: 'subscribed', at: at('2026-01-02'), evidence: 'form' },
        ],
        changedAt: at('2026-02-01T10:00:00Z'),
      },
    ])
  })

  it('takes only the chosen custom properties', async () => {
    const klaviyo = await openKlaviyo({ properties: ['plan'] })
    klaviyo.account.addProfile({ email: 'a@example.com', properties: { plan: 'gold', other: 1 } })
    const [contact] = contactsOf(await pullAll(klaviyo, 'contacts'))
    expect(contact?.fields).toMatchObject({ plan: 'gold' })
    expect(contact?.fields).not.toHaveProperty('other')
  })

  it('gives everyone once when a flood shares one second, over several pages', async () => {
    const klaviyo = await openKlaviyo()
    const emails = numbered(230)
    for (const email of emails) klaviyo.account.addProfile({ email, updated: at('2026-02-01') })
    const pulled = await pullAll(klaviyo, 'contacts')
    expect(contactsOf(pulled).map(({ email }) => email)).toHaveLength(230)
    expect(new Set(contactsOf(pulled).map(({ email }) => email))).toEqual(new Set(emails))
  })

  it('loses nobody when it is cut after any page and resumed', async () => {
    const klaviyo = await openKlaviyo()
    const emails = numbered(250)
    emails.forEach((email, no) => {
      klaviyo.account.addProfile({ email, updated: at('2026-02-01') + Math.floor(no / 60) * 1_000 })
    })
    for (const maxPages of [1, 2, 3]) {
      const first = await pullAll(klaviyo, 'contacts', { maxPages })
      const rest = await pullAll(klaviyo, 'contacts', { checkpoint: first.checkpoint })
      const seen = [...contactsOf(first), ...contactsOf(rest)].map(({ email }) => email)
      expect(new Set(seen)).toEqual(new Set(emails))
    }
  })

  it('then gives only what changed, and a change in the second that was read last', async () => {
    const klaviyo = await openKlaviyo()
    for (const [no, email] of numbered(120).entries()) {
      klaviyo.account.addProfile({ email, updated: at('2026-02-01') + no * 60_000 })
    }
    klaviyo.account.addProfile({ email: 'now@example.com', updated: NOW })
    const first = await pullAll(klaviyo, 'contacts')
    klaviyo.account.addProfile({ email: 'same-second@example.com', updated: NOW + 900 })
    klaviyo.clock.advance(5_000)
    const second = await pullAll(klaviyo, 'contacts', { checkpoint: first.checkpoint })
    expect(contactsOf(second).map(({ email }) => email)).toEqual([
      'now@example.com',
      'same-second@example.com',
    ])
  })

  it('leaves a profile dated ahead for the pull that reaches it', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.addProfile({ email: 'ahead@example.com', created: NOW, updated: NOW + 3_600_000 })
    const first = await pullAll(klaviyo, 'contacts')
    expect(contactsOf(first)).toEqual([])
    klaviyo.account.addProfile({ email: 'later@example.com', updated: NOW + 60_000 })
    klaviyo.clock.advance(3_600_000)
    const second = await pullAll(klaviyo, 'contacts', { checkpoint: first.checkpoint })
    expect(contactsOf(second).map(({ email }) => email)).toEqual(['later@example.com', 'ahead@example.com'])
  })

  it('sees an opt-out and a bounce that moved no update time', async () => {
    const klaviyo = await openKlaviyo()
    for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) {
      klaviyo.account.addProfile({
        email,
        subscriptions: { email: { consent: 'SUBSCRIBED' } },
        created: at('2026-01-01'),
      })
    }
    const first = await pullAll(klaviyo, 'contacts')
    klaviyo.clock.advance(60_000)
    klaviyo.account.unsubscribe('a@example.com')
    klaviyo.account.suppress('b@example.com', 'HARD_BOUNCE')
    klaviyo.clock.advance(60_000)
    const second = await pullAll(klaviyo, 'contacts', { checkpoint: first.checkpoint })
    // All share the second that was read last, so c comes again unchanged.
    const verdicts = new Map(contactsOf(second).map(({ email, consent }) => [email, consent[0]]))
    expect(verdicts.get('a@example.com')).toMatchObject({ status: 'unsubscribed', at: NOW + 60_000 })
    expect(verdicts.get('b@example.com')).toMatchObject({ status: 'suppressed', evidence: 'hard-bounce' })
    const third = await pullAll(klaviyo, 'contacts', { checkpoint: second.checkpoint })
    expect(contactsOf(third).find(({ email }) => email === 'a@example.com')?.consent[0]?.status).toBe(
      'unsubscribed',
    )
  })
})

describe('consent of a profile', () => {
  it.each([
    ['never asked', {}, []],
    [
      'unsubscribed: the opt-in time that the vendor leaves behind counts for nothing',
      { email: { consent: 'UNSUBSCRIBED', at: at('2026-02-02') } },
      [{ status: 'unsubscribed', at: at('2026-02-02') }],
    ],
    [
      'subscribed and hard bounced: not mailable, however new the opt-in',
      {
        email: { consent: 'SUBSCRIBED', at: at('2026-02-02') },
        suppressions: [{ reason: 'HARD_BOUNCE', at: at('2026-01-02') }],
      },
      [{ status: 'suppressed', at: at('2026-01-02'), evidence: 'hard-bounce' }],
    ],
    [
      'subscribed by text message',
      { sms: { consent: 'SUBSCRIBED', at: at('2026-02-02') } },
      [{ channel: 'sms', status: 'subscribed', at: at('2026-02-02') }],
    ],
    [
      'mailable, and not to be tracked: a topic of its own',
      {
        email: { consent: 'SUBSCRIBED', at: at('2026-02-02') },
        openTracking: { consent: 'UNSUBSCRIBED', at: at('2026-02-03') },
      },
      [
        { scope: 'global', status: 'subscribed' },
        { channel: 'email', scope: 'open_tracking', status: 'unsubscribed', at: at('2026-02-03') },
      ],
    ],
    [
      'to be tracked as the person allowed',
      { openTracking: { consent: 'SUBSCRIBED', at: at('2026-02-03') } },
      [{ scope: 'open_tracking', status: 'subscribed', at: at('2026-02-03') }],
    ],
  ] as const)('%s', async (_, subscriptions, expected) => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.addProfile({ email: 'a@example.com', subscriptions, created: at('2026-01-01') })
    const [contact] = contactsOf(await pullAll(klaviyo, 'contacts'))
    expect(contact?.consent).toMatchObject(expected)
    expect(contact?.consent).toHaveLength(expected.length)
  })

  it.each([
    ['a list', {}, 'list:L00001'],
    ['a list that stands for a topic', { topics: { weekly_news: 'L00001' } }, 'weekly_news'],
  ])('tells an opt-out of %s as one of that only', async (_, settings, scope) => {
    const klaviyo = await openKlaviyo(settings)
    klaviyo.account.addList({ name: 'News' })
    const seed = { email: 'a@example.com', subscriptions: { email: { consent: 'SUBSCRIBED' } } } as const
    klaviyo.account.addToList('News', klaviyo.account.addProfile(seed).id)
    klaviyo.account.unsubscribe('a@example.com', { list: 'News' })
    const [contact] = contactsOf(await pullAll(klaviyo, 'contacts'))
    expect(contact?.consent.map(({ scope, status }) => [scope, status])).toEqual([
      ['global', 'subscribed'],
      [scope, 'unsubscribed'],
    ])
  })
})
