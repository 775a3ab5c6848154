import { days, hours } from '@esplanade/connector-kit'
import { describe, expect, it } from 'vitest'
import { NOW, openKlaviyo } from './support/open-klaviyo.ts'
import { contactsOf, pullAll } from './support/pull-all.ts'
import { openRaw } from './support/raw-klaviyo.ts'

describe('the catalogue', () => {
  it('tells campaigns with subject and time, an A/B test with each of its messages', async () => {
    const klaviyo = await openKlaviyo()
    const { catalogue } = klaviyo.account
    const sentAt = NOW - hours(5)
    const { id } = catalogue.addCampaign({ name: 'Test', subjects: ['A', 'B'], sentAt }, NOW - hours(6))
    catalogue.addCampaign({ name: 'Draft', subjects: ['Soon'], sentAt: null }, NOW - hours(6))
    catalogue.addCampaign({ name: 'Text', subjects: ['Hi'], channel: 'sms', sentAt }, NOW - hours(6))
    const { items } = await pullAll(klaviyo, 'campaigns')
    const told = items.map(
      item => item.kind === 'campaign' && [item.name, item.subject, item.sentAt, item.channel],
    )
    expect(told).toEqual([
      ['Test', null, sentAt, 'email'],
      ['Test', 'A', sentAt, 'email'],
      ['Test', 'B', sentAt, 'email'],
      ['Draft', 'Soon', null, 'email'],
      ['Draft', 'Soon', null, 'email'],
      ['Text', null, sentAt, 'sms'],
      ['Text', null, sentAt, 'sms'],
    ])
    expect(items[0]).toMatchObject({ kind: 'campaign', id })
  })

  it.each([
    ['campaigns', 300],
    ['products', 150],
  ] as const)('%s that are old news are not told again', async (stream, told) => {
    const klaviyo = await openKlaviyo()
    const add = (no: number, at: number) => {
      klaviyo.account.catalogue.addCampaign({ name: `C${no}`, subjects: ['S'], sentAt: at }, at)
      klaviyo.account.catalogue.addItem({ externalId: `p${no}`, title: `P${no}`, price: 9.5 }, at)
    }
    for (let no = 0; no < 150; no += 1) add(no, NOW - days(2))
    const first = await pullAll(klaviyo, stream)
    expect(new Set(first.items.map(item => ('id' in item ? item.id : ''))).size).toBe(told)
    klaviyo.clock.advance(days(1))
    add(200, klaviyo.clock.now())
    klaviyo.clock.advance(days(1))
    const { items } = await pullAll(klaviyo, stream, { checkpoint: first.checkpoint })
    expect(items.length).toBe(told / 150)
  })
})

describe('a merge', () => {
  it('is taken on, deletes the source, and leaves its identifiers and events with the survivor', async () => {
    const { ask, account, clock, ...rest } = await openRaw()
    const into = account.addProfile({ email: 'a@example.com', created: NOW - days(9) })
    const source = account.addProfile({ phone_number: '+4915112345678', created: NOW - days(9) })
    account.recordEvent({ metric: 'Opened Email', profileId: source.id, at: NOW - days(1) })
    const merge = {
      data: {
        type: 'profile-merge',
        id: into.id,
        relationships: { profiles: { data: [{ type: 'profile', id: source.id }] } },
      },
    }
    expect((await ask('POST /api/profile-merge', merge)).status).toBe(201)
    account.settle()
    expect((await ask(`GET /api/profiles/${source.id}`)).status).toBe(404)
    expect((await ask('POST /api/profile-merge', merge)).status).toBe(404)
    const klaviyo = { ...rest, account, clock }
    const [contact, ...others] = contactsOf(await pullAll(klaviyo, 'contacts'))
    expect(others).toEqual([])
    expect(contact?.identities.map(({ kind }) => kind)).toEqual(['email', 'phone'])
    const { items } = await pullAll(klaviyo, 'email_events')
    expect(items).toMatchObject([{ who: [{ value: into.id }] }])
  })
})
