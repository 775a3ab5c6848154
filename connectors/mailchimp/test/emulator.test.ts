import { describe, expect, test } from 'vitest'
import { Campaign } from '../emulator/campaign.ts'
import { subscriberHash } from '../emulator/member.ts'
import { AUDIENCE, openAccount } from './open-account.ts'

/** The vendor's own client, with the methods that only these tests call. */
interface Sdk {
  ping: { get(): Promise<unknown> }
  lists: Record<
    | 'setListMember'
    | 'addListMember'
    | 'updateListMember'
    | 'getListMember'
    | 'deleteListMember'
    | 'deleteListMemberPermanent'
    | 'batchListMembers'
    | 'updateListMemberTags'
    | 'getListMembersInfo'
    | 'tagSearch'
    | 'createSegment'
    | 'addListMergeField'
    | 'getSegmentMembersList'
    | 'getList'
    | 'listSegments'
    | 'batchSegmentMembers',
    (...args: unknown[]) => Promise<Answer>
  >
}
type Answer = Record<string, unknown> & { errors: Record<string, string>[] }

async function openSdk() {
  const opened = await openAccount()
  return { ...opened, sdk: opened.context.client as unknown as Sdk }
}

/** The problem that a call of the SDK was answered with. */
async function problemOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call
  } catch (error) {
    return (error as { response: { body: Record<string, unknown> } }).response.body
  }
  throw new Error('The call was not refused.')
}

describe('the emulator, through the SDK', () => {
  test('answers a ping with a good key and a problem with a bad one', async () => {
    const { sdk, context } = await openSdk()
    expect(await sdk.ping.get()).toEqual({ health_status: "Everything's Chimpy!" })
    context.client.setConfig({ apiKey: 'wrong-us1' })
    expect(await problemOf(sdk.ping.get())).toMatchObject({ status: 401, title: 'API Key Invalid' })
  })

  test('finds a member by hash, address and contact id, and keeps the last when the address changes', async () => {
    const { sdk, account } = await openSdk()
    const { contactId } = account.addMember(AUDIENCE, { email: 'Ada@Example.com' })
    for (const key of [subscriberHash('ada@example.com'), 'ada@example.com', contactId]) {
      expect(await sdk.lists.getListMember(AUDIENCE, key)).toMatchObject({ email_address: 'Ada@Example.com' })
    }
    await sdk.lists.updateListMember(AUDIENCE, contactId, { email_address: 'ada@new.example' })
    expect(await sdk.lists.getListMember(AUDIENCE, contactId)).toMatchObject({
      id: subscriberHash('ada@new.example'),
    })
    expect(await problemOf(sdk.lists.getListMember(AUDIENCE, 'ada@example.com'))).toMatchObject({
      status: 404,
    })
  })

  test('upserts with status_if_new for new members only', async () => {
    const { sdk, account } = await openSdk()
    const put = (body: object) =>
      sdk.lists.setListMember(AUDIENCE, subscriberHash('ada@example.com'), {
        email_address: 'ada@example.com',
        ...body,
      })
    expect(await put({ status_if_new: 'unsubscribed' })).toMatchObject({ status: 'unsubscribed' })
    expect(await put({ status_if_new: 'subscribed', merge_fields: { FNAME: 'Ada', NOPE: 1 } })).toMatchObject(
      {
        status: 'unsubscribed',
        merge_fields: { FNAME: 'Ada', LNAME: '' },
      },
    )
    await put({ merge_fields: { FNAME: '' } })
    expect(account.member(AUDIENCE, 'ada@example.com')?.mergeFields).toEqual({})
  })

  test.each([
    ['person', 'Member In Compliance State'],
    ['api', undefined],
    ['admin', undefined],
  ] as const)('resubscribing who was unsubscribed by %s', async (by, title) => {
    const { sdk, account } = await openSdk()
    account.addMember(AUDIENCE, { email: 'ada@example.com', status: 'unsubscribed', unsubscribedBy: by })
    const call = sdk.lists.updateListMember(AUDIENCE, 'ada@example.com', { status: 'subscribed' })
    if (title) expect(await problemOf(call)).toMatchObject({ status: 400, title })
    else expect(await call).toMatchObject({ status: 'subscribed' })
  })

  test('refuses cleaned members, revives archived ones, and forgets for good', async () => {
    const { sdk, account } = await openSdk()
    account.addMember(AUDIENCE, { email: 'cleaned@example.com', status: 'cleaned' })
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const subscribe = (email: string) =>
      sdk.lists.addListMember(AUDIENCE, { email_address: email, status: 'subscribed' })
    const cleaned = sdk.lists.updateListMember(AUDIENCE, 'cleaned@example.com', { status: 'subscribed' })
    expect(await problemOf(cleaned)).toMatchObject({ title: 'Member In Compliance State' })
    expect(await problemOf(subscribe('ada@example.com'))).toMatchObject({ title: 'Member Exists' })
    await sdk.lists.deleteListMember(AUDIENCE, 'ada@example.com')
    const again = sdk.lists.deleteListMember(AUDIENCE, 'ada@example.com')
    expect(await problemOf(again)).toMatchObject({ status: 405 })
    expect(await subscribe('ada@example.com')).toMatchObject({ status: 'subscribed' })
    await sdk.lists.deleteListMemberPermanent(AUDIENCE, 'ada@example.com')
    expect(await problemOf(subscribe('ada@example.com'))).toMatchObject({
      title: 'Forgotten Email Not Subscribed',
    })
  })

  test('an archived opt-out cannot be revived as subscribed', async () => {
    const { sdk, account } = await openSdk()
    account.addMember(AUDIENCE, { email: 'ada@example.com', status: 'unsubscribed' })
    await sdk.lists.deleteListMember(AUDIENCE, 'ada@example.com')
    const call = sdk.lists.addListMember(AUDIENCE, { email_address: 'ada@example.com', status: 'subscribed' })
    expect(await problemOf(call)).toMatchObject({ title: 'Member In Compliance State' })
  })

  test('a batch fails per member, and as a whole when one is malformed', async () => {
    const { sdk, account } = await openSdk()
    account.addMember(AUDIENCE, { email: 'left@example.com', status: 'unsubscribed' })
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const members = [
      { email_address: 'left@example.com', status: 'subscribed' },
      { email_address: 'new@example.com', status: 'subscribed' },
      { email_address: 'nonsense', status: 'subscribed' },
      { email_address: 'ada@example.com', status: 'subscribed' },
    ]
    const answer = await sdk.lists.batchListMembers(AUDIENCE, { members })
    expect(answer).toMatchObject({ total_created: 1, total_updated: 0, error_count: 3 })
    expect(answer.errors.map(({ error_code }) => error_code)).toContain('ERROR_CONTACT_EXISTS')
    const updated = await sdk.lists.batchListMembers(AUDIENCE, { members, update_existing: true })
    expect(updated).toMatchObject({ total_created: 0, total_updated: 2, error_count: 2 })

    const malformed = [...members, { email_address: 'x@example.com', status: 'happy' }]
    const before = account.snapshot()
    const call = sdk.lists.batchListMembers(AUDIENCE, { members: malformed, update_existing: true })
    expect(await problemOf(call)).toMatchObject({
      title: 'Invalid Resource',
      errors: [{ field: 'members.item:4.status' }],
    })
    expect(account.snapshot()).toEqual(before)
  })

  test.each([
    [500, undefined],
    [501, 'Invalid Resource'],
  ])('a batch of %i members', async (count, title) => {
    const { sdk } = await openSdk()
    const members = Array.from({ length: count }, (_, n) => ({
      email_address: `m${n}@example.com`,
      status: 'subscribed',
    }))
    const call = sdk.lists.batchListMembers(AUDIENCE, { members })
    if (title) expect(await problemOf(call)).toMatchObject({ title })
    else expect(await call).toMatchObject({ total_created: count })
  })

  test('tags are static segments whose names know no case', async () => {
    const { sdk, account } = await openSdk()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    await sdk.lists.updateListMemberTags(AUDIENCE, 'ada@example.com', {
      tags: [{ name: 'VIP', status: 'active' }],
    })
    expect(await sdk.lists.tagSearch(AUDIENCE, { name: 'vi' })).toMatchObject({ tags: [{ name: 'VIP' }] })
    const call = sdk.lists.createSegment(AUDIENCE, { name: 'vip', static_segment: [] })
    expect(await problemOf(call)).toMatchObject({ status: 400 })
    const members = [{ email_address: 'ada@example.com', status: 'subscribed', tags: ['New'] }]
    await sdk.lists.batchListMembers(AUDIENCE, { members, update_existing: true })
    expect(account.snapshot()[0]?.tags).toEqual(['New', 'VIP'])
    await sdk.lists.batchListMembers(AUDIENCE, { members, update_existing: true, sync_tags: true })
    expect(account.snapshot()[0]?.tags).toEqual(['New'])
  })

  test('required merge fields stop a write unless that check is skipped', async () => {
    const { sdk } = await openSdk()
    await sdk.lists.addListMergeField(AUDIENCE, { name: 'Size', tag: 'SIZE', type: 'text', required: true })
    const member = { email_address: 'ada@example.com', status: 'subscribed' }
    const call = sdk.lists.addListMember(AUDIENCE, member)
    expect(await problemOf(call)).toMatchObject({ title: 'Invalid Resource', errors: [{ field: 'SIZE' }] })
    expect(await sdk.lists.addListMember(AUDIENCE, member, { skipMergeValidation: true })).toMatchObject({
      status: 'subscribed',
    })
  })

  test('pages hold ten unless told, a thousand at most, and only the fields asked for', async () => {
    const { sdk, account } = await openSdk()
    for (let n = 0; n < 12; n++) account.addMember(AUDIENCE, { email: `m${n}@example.com` })
    const page = await sdk.lists.getListMembersInfo(AUDIENCE, { fields: ['members.status', 'total_items'] })
    const members = Array.from({ length: 10 }, () => ({ status: 'subscribed' }))
    expect(page).toEqual({ members, total_items: 12 })
    const call = sdk.lists.getListMembersInfo(AUDIENCE, { count: 1_001 })
    expect(await problemOf(call)).toMatchObject({ status: 400 })
  })

  test('members are found by opt-in and unsubscribe, the latter with its status only', async () => {
    const { sdk, account } = await openSdk()
    const at = account.now()
    account.addMember(AUDIENCE, { email: 'old@example.com', timestampOpt: at - 60_000 })
    account.addMember(AUDIENCE, { email: 'gone@example.com', status: 'unsubscribed', lastChanged: at })
    account.addMember(AUDIENCE, { email: 'new@example.com', timestampOpt: at })
    const before = new Date(at - 1_000).toISOString()
    const found = async (filter: object) =>
      (await sdk.lists.getListMembersInfo(AUDIENCE, { fields: ['members.email_address'], ...filter })).members
    expect(await found({ sinceTimestampOpt: before })).toEqual([{ email_address: 'new@example.com' }])
    expect(await found({ beforeTimestampOpt: before, status: 'subscribed' })).toEqual([
      { email_address: 'old@example.com' },
    ])
    expect(await found({ unsubscribedSince: before, status: 'unsubscribed' })).toEqual([
      { email_address: 'gone@example.com' },
    ])
    expect(await problemOf(found({ unsubscribedSince: before }))).toMatchObject({ status: 400 })
  })

  test('counts of members lag, while a member reads back at once', async () => {
    const { account, clock, sdk } = await openSdk()
    account.addMember(AUDIENCE, { email: 'one@example.com', tags: ['VIP'] })
    const counted = async () => {
      const { stats } = await sdk.lists.getList(AUDIENCE)
      const { segments } = await sdk.lists.listSegments(AUDIENCE)
      return { stats, segments }
    }
    const saying = (members: number) => ({
      stats: { member_count: members },
      segments: [{ member_count: members }],
    })
    expect(await counted()).toMatchObject(saying(1))
    account.addMember(AUDIENCE, { email: 'two@example.com', tags: ['VIP'] })
    const two = await sdk.lists.getListMember(AUDIENCE, subscriberHash('two@example.com'))
    expect(two.status).toBe('subscribed')
    expect(await counted()).toMatchObject(saying(1))
    clock.advance(60_000)
    expect(await counted()).toMatchObject(saying(2))
  })

  test('a saved segment takes no members by hand', async () => {
    const { account, sdk } = await openSdk()
    account.addMember(AUDIENCE, { email: 'one@example.com' })
    const { id } = account.audience(AUDIENCE).addSavedSegment(account.nextId(), 'Active', account.now(), [])
    const adding = sdk.lists.batchSegmentMembers(
      { members_to_add: ['one@example.com'] },
      AUDIENCE,
      String(id),
    )
    expect(await problemOf(adding)).toMatchObject({ status: 400 })
  })

  test('a report tells of a thousand opens of one member, and of as many clicks', () => {
    const campaign = new Campaign('c', AUDIENCE, 'News', 'News', 0)
    const ada = { email: 'ada@example.com', hash: subscriberHash('ada@example.com') }
    campaign.send(ada)
    for (let at = 1; at <= 1_001; at++) {
      campaign.record(ada.hash, { action: 'open', at, detail: '' })
      if (at <= 1_000) campaign.record(ada.hash, { action: 'click', at, detail: 'https://example.com/' })
    }
    expect(campaign.activityOf(0, Number.POSITIVE_INFINITY)).toHaveLength(2_000)
  })
})
