import { days, instant } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import { mailchimpConnector } from '../src/index.ts'
import { AUDIENCE, later, openAccount, pull, START } from './open-account.ts'

test('an account is described: plan, audiences, tags and segments, merge fields with types and options', async () => {
  const { account, emulator, context } = await openAccount()
  account.addMember(AUDIENCE, { email: 'ada@example.com', tags: ['VIP'] })
  account.audience(AUDIENCE).addSegment(99, 'Near us', START, 'saved')
  account.addAudience({
    id: 'b',
    name: 'B',
    mergeFields: [{ tag: 'BIRTHDAY', type: 'birthday', required: true }],
  })
  await mailchimpConnector.createFields(context, AUDIENCE, [
    { name: 'PLAN', type: 'text', options: ['Free'] },
  ])
  const asked = emulator.journal.requests
  const described = await mailchimpConnector.describe?.(context)
  expect(emulator.journal.requests - asked).toBe(6)
  expect(described).toMatchObject({
    account: { name: 'Emulated account', tier: 'monthly' },
    containers: [
      { id: AUDIENCE, members: 1 },
      { id: 'b', members: 0 },
    ],
    targets: [
      { kind: 'tag', container: AUDIENCE, name: 'VIP', writable: true, members: 1 },
      { kind: 'segment', container: AUDIENCE, name: 'Near us', remoteId: '99', writable: false },
    ],
    limits: [
      { allowed: null, used: 5 },
      { allowed: null, used: 5 },
    ],
    scopes: null,
  })
  expect(described?.fields).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        container: AUDIENCE,
        name: 'PLAN',
        vendorType: 'dropdown',
        options: ['Free'],
      }),
      expect.objectContaining({
        container: 'b',
        name: 'BIRTHDAY',
        type: null,
        required: true,
        writable: false,
      }),
    ]),
  )
})

describe('campaigns', () => {
  test('are those that were sent, and one that took two days to be sent is found', async () => {
    const { account, clock, context } = await openAccount()
    const sendTime = later(-days(1))
    const spring = account.addCampaign({
      id: 'spring',
      audienceId: AUDIENCE,
      subject: 'Spring',
      title: 'S1',
      sendTime,
    })
    spring.status = 'sending'
    const first = await pull(context, 'campaigns')
    expect(first.items).toEqual([])
    spring.status = 'sent'
    clock.advance(days(1))
    const { items, checkpoint } = await pull(context, 'campaigns', { checkpoint: first.checkpoint })
    expect(items).toEqual([
      {
        kind: 'campaign',
        id: 'spring',
        name: 'S1',
        subject: 'Spring',
        channel: 'email',
        sentAt: sendTime,
        changedAt: sendTime,
      },
    ])
    clock.advance(days(3))
    expect((await pull(context, 'campaigns', { checkpoint })).items).toEqual([])
  })

  test('of many pages are complete, also when killed after any', async () => {
    const { account, context } = await openAccount()
    for (let n = 0; n < 2_100; n++) {
      account.addCampaign({ id: `c${n}`, audienceId: AUDIENCE, subject: 'S', sendTime: later(-n * 60_000) })
    }
    const whole = await pull(context, 'campaigns')
    expect(whole.items).toHaveLength(2_100)
    for (let pages = 1; pages < whole.pages.length; pages++) {
      const part = await pull(context, 'campaigns', { pages })
      const rest = await pull(context, 'campaigns', { checkpoint: part.checkpoint })
      const ids = [...part.items, ...rest.items].map(item => (item.kind === 'campaign' ? item.id : ''))
      expect(new Set(ids).size, `killed after ${pages}`).toBe(2_100)
    }
  })
})

test('products of every shop come once a day, with a price where they have one', async () => {
  const { account, emulator, clock, context } = await openAccount()
  for (const id of ['eu', 'us'])
    account.addStore({ id, audienceId: AUDIENCE, name: id, currency: id === 'eu' ? 'EUR' : 'USD' })
  account.addProduct('eu', {
    id: 'mug',
    title: 'Mug',
    type: 'Kitchen',
    url: 'https://shop.example/mug',
    image: 'https://shop.example/mug.jpg',
    prices: [9, 9],
  })
  account.addProduct('us', { id: 'tee', title: 'Tee', prices: [15, 17.5] })
  const { items, checkpoint } = await pull(context, 'products')
  expect(items).toEqual([
    {
      kind: 'product',
      id: 'mug',
      title: 'Mug',
      categories: ['Kitchen'],
      price: '9',
      currency: 'EUR',
      url: 'https://shop.example/mug',
      image: 'https://shop.example/mug.jpg',
      changedAt: null,
    },
    {
      kind: 'product',
      id: 'tee',
      title: 'Tee',
      categories: [],
      price: null,
      currency: 'USD',
      url: null,
      image: null,
      changedAt: null,
    },
  ])
  const asked = emulator.journal.requests
  clock.advance(days(1) - 1)
  await pull(context, 'products', { checkpoint })
  expect(emulator.journal.requests).toBe(asked)
  clock.advance(1)
  expect((await pull(context, 'products', { checkpoint })).items).toHaveLength(2)
})

describe('members deleted for good', () => {
  test('are found by a sweep, once a week, and archived ones are not taken for them', async () => {
    const { account, emulator, clock, context } = await openAccount()
    const [ada, ben, cy] = ['ada', 'ben', 'cy'].map(name =>
      account.addMember(AUDIENCE, { email: `${name}@example.com` }),
    )
    if (!ada || !ben || !cy) throw new Error('Three members were added.')
    const ids = [ada, ben, cy].map(({ contactId }) => contactId)
    const mirror = async function* () {
      yield ids
    }
    account.audience(AUDIENCE).forget(ben)
    account.changeMember(AUDIENCE, cy.email, { status: 'archived', by: 'admin' })
    const { items, checkpoint } = await pull(context, 'deletions', { mirror })
    expect(items).toEqual([{ kind: 'gone', container: AUDIENCE, remoteId: ben.contactId, reason: 'deleted' }])
    const asked = emulator.journal.requests
    clock.advance(days(7) - 1)
    await pull(context, 'deletions', { mirror, checkpoint })
    expect(emulator.journal.requests).toBe(asked)
  })

  test('without a mirror nothing is asked', async () => {
    const { emulator, context } = await openAccount()
    expect((await pull(context, 'deletions', { until: instant(START) })).items).toEqual([])
    expect(emulator.journal.requests).toBe(0)
  })
})

test('of the merge fields only those that are chosen are pulled', async () => {
  const { account, context } = await openAccount()
  account.addMember(AUDIENCE, { email: 'ada@example.com', mergeFields: { FNAME: 'Ada', LNAME: 'Lovelace' } })
  const chosen = { ...context, config: { ...context.config, mergeFields: ['LNAME', 'GONE'] } }
  const { items } = await pull(chosen, 'contacts')
  expect(items).toMatchObject([{ fields: { LNAME: 'Lovelace' } }])
  expect(JSON.stringify(items)).not.toContain('Ada')
})
