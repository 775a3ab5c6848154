import { describe, expect, test } from 'vitest'
import { AUDIENCE } from './open-account.ts'
import { openRaw } from './raw-mailchimp.ts'

const LIST = `/lists/${AUDIENCE}`

describe('emulated tags', () => {
  test('are given to a new member along with the rest', async () => {
    const { ask, account } = await openRaw()
    const add = (email_address: string, tags: string[]) =>
      ask(`POST ${LIST}/members`, { email_address, status: 'subscribed', tags })
    expect((await add('ada@example.com', ['VIP'])).body).toMatchObject({
      tags_count: 1,
      tags: [{ name: 'VIP' }],
    })
    await add('bob@example.com', ['vip'])
    expect(account.tagMembers(AUDIENCE, 'VIP')).toEqual(new Set(['ada@example.com', 'bob@example.com']))
    expect((await add('eve@example.com', ['x'.repeat(101)])).status).toBe(400)
    expect(account.member(AUDIENCE, 'eve@example.com')).toBeUndefined()
  })

  test('of nobody are not found, and a name is one of 1 to 100 characters', async () => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const tag = (email: string, name: string) =>
      ask(`POST ${LIST}/members/${email}/tags`, { tags: [{ name, status: 'active' }] })
    expect((await tag('nobody@example.com', 'VIP')).status).toBe(404)
    expect((await tag('ada@example.com', '')).status).toBe(400)
    expect((await tag('ada@example.com', 'x'.repeat(101))).status).toBe(400)
    expect((await tag('ada@example.com', 'x'.repeat(100))).status).toBe(204)
  })

  test('are apart from a saved segment of the same name', async () => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const saved = account.audience(AUDIENCE).addSavedSegment(account.nextId(), 'Active', account.now(), [])
    await ask(`POST ${LIST}/members/ada@example.com/tags`, { tags: [{ name: 'active', status: 'active' }] })
    expect(saved.members.size).toBe(0)
    const { body } = await ask(`GET ${LIST}/segments?type=static`)
    expect(body.segments).toMatchObject([{ name: 'active', type: 'static' }])
  })

  test('in bulk report whom they do not know, and create nobody', async () => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const { body: made } = await ask(`POST ${LIST}/segments`, { name: 'VIP', static_segment: [] })
    const { body } = await ask(`POST ${LIST}/segments/${String(made.id)}`, {
      members_to_add: ['ada@example.com', 'nobody@example.com'],
    })
    expect(body).toMatchObject({
      total_added: 1,
      error_count: 1,
      errors: [{ email_addresses: ['nobody@example.com'] }],
    })
    expect(account.snapshot()).toHaveLength(1)
  })

  test('that changed since are found by it', async () => {
    const { ask, account, clock } = await openRaw()
    for (const tag of ['Old', 'New']) {
      account.addMember(AUDIENCE, { email: `${tag}@example.com`, tags: [tag] })
      clock.advance(60_000)
    }
    const since = new Date(account.now() - 61_000).toISOString()
    const { body } = await ask(`GET ${LIST}/segments?since_updated_at=${since}`)
    expect(body.segments).toMatchObject([{ name: 'New' }])
  })

  test('and events start automations, unless they are told to be mere syncing', async () => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const member = `POST ${LIST}/members/ada@example.com`
    for (const is_syncing of [true, false]) {
      await ask(`${member}/tags`, { tags: [{ name: `Syncing ${is_syncing}`, status: 'active' }], is_syncing })
      await ask(`${member}/events`, { name: `syncing_${is_syncing}`, is_syncing })
    }
    expect(account.audience(AUDIENCE).automations.entries).toEqual([
      { by: 'tag', name: 'Syncing false' },
      { by: 'event', name: 'syncing_false' },
    ])
  })
})

describe('emulated events of members', () => {
  test('have no key: the same one twice is two', async () => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    const route = `${LIST}/members/ada@example.com/events`
    for (const _ of [1, 2]) expect((await ask(`POST ${route}`, { name: 'visited' })).status).toBe(204)
    expect((await ask(`GET ${route}`)).body).toMatchObject({ total_items: 2 })
    expect((await ask(`POST ${route}`, { name: 'x' })).status).toBe(400)
    expect((await ask(`POST ${route}`, { name: 'visited', properties: { rank: 1 } })).status).toBe(400)
  })
})

describe('emulated interests', () => {
  test('are 60 at most over all categories, and members are put into them and found by them', async () => {
    const { ask, account } = await openRaw()
    const category = await ask(`POST ${LIST}/interest-categories`, { title: 'Sport', type: 'checkboxes' })
    const path = `${LIST}/interest-categories/${String(category.body.id)}/interests`
    const ids: string[] = []
    for (let no = 0; no < 60; no += 1) {
      ids.push(String((await ask(`POST ${path}`, { name: `Sport ${no}` })).body.id))
    }
    expect((await ask(`POST ${path}`, { name: 'One more' })).status).toBe(400)
    const [chess = '', rugby = ''] = ids
    const write = (email_address: string, interests: object) =>
      ask(`PUT ${LIST}/members/${email_address}`, { email_address, status_if_new: 'subscribed', interests })
    expect((await write('ada@example.com', { [chess]: true, [rugby]: true })).body.interests).toMatchObject({
      [chess]: true,
      [rugby]: true,
    })
    await write('bob@example.com', { [chess]: true })
    expect((await write('ada@example.com', { [rugby]: false })).body.interests).toMatchObject({
      [chess]: true,
      [rugby]: false,
    })
    await write('ada@example.com', { [rugby]: true })
    const found = async (match: string, ...wanted: string[]) => {
      const query = `interest_category_id=x&interest_ids=${wanted.join(',')}&interest_match=${match}`
      return (await ask(`GET ${LIST}/members?${query}`)).body.members.map(member => member.email_address)
    }
    expect(await found('any', chess, rugby)).toEqual(['ada@example.com', 'bob@example.com'])
    expect(await found('all', chess, rugby)).toEqual(['ada@example.com'])
    expect(await found('none', rugby)).toEqual(['bob@example.com'])
    expect((await write('bob@example.com', { elsewhere: true })).body).toMatchObject({
      title: 'Invalid Resource',
    })
    expect(account.snapshot()).toHaveLength(2)
  })
})
