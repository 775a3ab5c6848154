import { days } from '@esplanade/connector-kit'
import { describe, expect, it } from 'vitest'
import { at } from './support/open-klaviyo.ts'
import { filtered, openRaw } from './support/raw-klaviyo.ts'
import { imported, profile } from './support/request-bodies.ts'

describe('an emulated revision', () => {
  it('is named by every call', async () => {
    const { ask, emulator } = await openRaw()
    expect((await ask('GET /api/lists', undefined, { headers: { revision: 'latest' } })).status).toBe(400)
    const bare = await fetch(`${emulator.url}/api/lists`, {
      headers: { authorization: `Klaviyo-API-Key ${emulator.state.apiKey}` },
    })
    expect(bare.status).toBe(400)
  })

  it('falls forward in silence after two years, and is a 410 for who asked for that', async () => {
    const { ask } = await openRaw()
    const optOut = { 'X-Klaviyo-Revision-Fall-Forward-Opt-Out': '1' }
    // It is the first of March 2026.
    const statusOf = async (revision: string, headers: object = {}) =>
      (await ask('GET /api/lists', undefined, { headers: { revision, ...headers } })).status
    expect(await statusOf('2024-03-01')).toBe(200)
    expect(await statusOf('2024-03-01', optOut)).toBe(410)
    expect(await statusOf('2024-03-02', optOut)).toBe(200)
  })

  it('goes with a key of certain permissions', async () => {
    const { ask, account } = await openRaw()
    account.scopes = ['lists:read']
    expect((await ask('GET /api/lists')).status).toBe(200)
    const refused = await ask('GET /api/profiles')
    expect([refused.status, refused.body.errors[0]?.code]).toEqual([403, 'permission_denied'])
    expect(refused.body.errors[0]?.detail).toContain('profiles:read')
  })
})

describe('what an emulated collection shows', () => {
  it('is what was asked for; subscriptions come as an additional field only', async () => {
    const { ask, account } = await openRaw()
    account.addProfile({
      email: 'a@example.com',
      subscriptions: {
        email: { consent: 'SUBSCRIBED' },
        openTracking: { consent: 'UNSUBSCRIBED', at: at('2026-02-01') },
      },
    })
    const shown = async (query: string) => (await ask(`GET /api/profiles?${query}`)).body.data[0]?.attributes
    expect(await shown('fields[profile]=email')).toEqual({ email: 'a@example.com' })
    expect(await shown('')).not.toHaveProperty('subscriptions')
    expect(await shown('additional-fields[profile]=subscriptions')).toMatchObject({
      subscriptions: {
        email: {
          marketing: { consent: 'SUBSCRIBED', can_receive_email_marketing: true, suppression: [] },
          open_tracking: { consent: 'UNSUBSCRIBED' },
        },
      },
    })
  })

  it.each([
    ['profiles', 20, 100],
    ['lists', 10, 10],
    ['segments', 10, 10],
    ['profile-bulk-import-jobs', 20, 100],
  ])('of %s is %i a page, and %i at most', async (name, standard, most) => {
    const { ask, account, clock } = await openRaw()
    for (let no = 0; no < 21; no += 1) {
      account.addProfile({ email: `p${no}@example.com` })
      account.addList({ name: `List ${no}` })
      account.catalogue.addSegment(`Segment ${no}`, account.now)
      if (name.includes('import')) await ask(`POST /api/${name}`, imported({ email: `p${no}@example.com` }))
      clock.advance(1_000)
    }
    expect((await ask(`GET /api/${name}`)).body.data).toHaveLength(standard)
    expect((await ask(`GET /api/${name}?page[size]=${most}`)).status).toBe(200)
    expect((await ask(`GET /api/${name}?page[size]=${most + 1}`)).status).toBe(400)
  })

  it('of who opted out is found by the time of the suppression, also where nothing else changed', async () => {
    const { ask, account } = await openRaw()
    account.addProfile({ email: 'old@example.com', updated: at('2025-01-01') })
    account.addProfile({ email: 'new@example.com', updated: at('2025-01-01') })
    account.suppress('old@example.com', 'HARD_BOUNCE', at('2026-01-01'))
    account.suppress('new@example.com', 'SPAM_COMPLAINT', at('2026-02-01'))
    const time = 'subscriptions.email.marketing.suppression.timestamp'
    const found = await ask(filtered('/api/profiles', `greater-or-equal(${time},2026-02-01T00:00:00Z)`))
    expect(found.body.data.map(({ attributes }) => attributes.email)).toEqual(['new@example.com'])
    const updated = await ask(filtered('/api/profiles', 'greater-than(updated,2025-06-01T00:00:00Z)'))
    expect(updated.body.data).toEqual([])
  })

  it('of a list is found by the time of joining', async () => {
    const { ask, account, clock } = await openRaw()
    const { id } = account.addList({ name: 'News' })
    const ids = ['a', 'b'].map(name => account.addProfile({ email: `${name}@example.com` }).id)
    for (const each of ids) {
      account.addToList('News', each)
      clock.advance(60_000)
    }
    const path = `/api/lists/${id}/relationships/profiles`
    const found = await ask(filtered(path, 'greater-than(joined_group_at,2026-03-01T12:00:00Z)'))
    expect(found.body.data.map(member => member.id)).toEqual(ids.slice(1))
  })

  it('of campaigns is asked for by channel', async () => {
    const { ask, account } = await openRaw()
    account.catalogue.addCampaign({ name: 'News', subjects: ['News'], sentAt: account.now }, account.now)
    const answers = [
      await ask('GET /api/campaigns'),
      await ask(filtered('/api/campaigns', "equals(messages.channel,'email')")),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 200])
    expect(answers[1]?.body.data).toHaveLength(1)
  })

  it('of imports is found by their status, for a week', async () => {
    const { ask, account, clock } = await openRaw()
    await ask('POST /api/profile-bulk-import-jobs', imported({ email: 'a@example.com' }))
    account.settle()
    await ask('POST /api/profile-bulk-import-jobs', imported({ email: 'b@example.com' }))
    const found = async (status: string) =>
      (await ask(filtered('/api/profile-bulk-import-jobs', `equals(status,"${status}")`))).body.data
    expect([(await found('complete')).length, (await found('queued')).length]).toEqual([1, 1])
    const id = (await found('queued'))[0]?.id
    clock.advance(days(7) + 1)
    expect((await ask(`GET /api/profile-bulk-import-jobs/${id}`)).status).toBe(404)
    expect(await found('complete')).toEqual([])
  })
})

describe('an emulated profile', () => {
  it('is created once by whichever identifier, and the conflict names it', async () => {
    const { ask, account } = await openRaw()
    const made = await ask('POST /api/profiles', profile({ email: 'a@example.com', external_id: 'c-1' }))
    expect(made.status).toBe(201)
    const again = await ask('POST /api/profiles', profile({ email: 'other@example.com', external_id: 'c-1' }))
    expect([again.status, again.body.errors[0]?.meta.duplicate_profile_id]).toEqual([409, made.body.data.id])
    expect(account.profiles.size).toBe(1)
  })

  it('reads back at once by its id after a single write, null for what was cleared', async () => {
    const { ask } = await openRaw()
    const { body } = await ask(
      'POST /api/profile-import',
      profile({ email: 'a@example.com', first_name: 'A' }),
    )
    const read = async () => (await ask(`GET /api/profiles/${body.data.id}`)).body.data.attributes
    expect(await read()).toMatchObject({ email: 'a@example.com', first_name: 'A' })
    await ask('POST /api/profile-import', profile({ email: 'a@example.com', first_name: null }))
    expect(await read()).toMatchObject({ first_name: null })
  })

  it('keeps lists of words to which some are added and taken away', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addProfile({ email: 'a@example.com', properties: { tags: ['old'], gone: 1 } })
    const patch = { append: { tags: 'new' }, unappend: { tags: 'old' }, unset: ['gone'] }
    const body = { data: { ...profile({}, id).data, meta: { patch_properties: patch } } }
    expect((await ask(`PATCH /api/profiles/${id}`, body)).status).toBe(200)
    expect(account.profileByEmail('a@example.com')?.properties).toEqual({ tags: ['new'] })
  })

  it('of more than 100 kB fails alone in an import', async () => {
    const { ask, account } = await openRaw()
    const rows = imported(
      { email: 'big@example.com', properties: { text: 'x'.repeat(100_000) } },
      { email: 'a@example.com' },
    )
    const { body } = await ask('POST /api/profile-bulk-import-jobs', rows)
    account.settle()
    const errors = await ask(`GET /api/profile-bulk-import-jobs/${body.data.id}/import-errors`)
    expect(errors.body.data[0]?.attributes).toMatchObject({ code: 'payload_too_large' })
    expect(account.profileByEmail('a@example.com')).toBeDefined()
  })

  it('may be put on a list by the import that brings it', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addList({ name: 'News' })
    const { data } = imported({ email: 'a@example.com' })
    const into = (list: string) => ({ lists: { data: [{ type: 'list', id: list }] } })
    const route = 'POST /api/profile-bulk-import-jobs'
    expect((await ask(route, { data: { ...data, relationships: into('none') } })).status).toBe(404)
    await ask(route, { data: { ...data, relationships: into(id) } })
    account.settle()
    expect(account.listMembers('News')).toEqual(new Set(['a@example.com']))
    expect(account.consent('a@example.com')?.consent).toBe('NEVER_SUBSCRIBED')
  })
})
