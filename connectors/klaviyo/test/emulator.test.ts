import { AccountsApi, ApiKeySession, ProfilesApi } from 'klaviyo-api'
import { describe, expect, it } from 'vitest'
import { EMULATED_API_KEY } from '../emulator/index.ts'
import { at } from './support/open-klaviyo.ts'
import { filtered, openRaw } from './support/raw-klaviyo.ts'
import { imported, profile } from './support/request-bodies.ts'

describe('the emulated API', () => {
  it("answers the vendor's SDK as it comes", async () => {
    const { emulator, account } = await openRaw()
    account.addProfile({ email: 'a@example.com' })
    const session = new ApiKeySession(EMULATED_API_KEY)
    const accounts = new AccountsApi(session)
    const profiles = new ProfilesApi(session)
    accounts.basePath = emulator.url
    profiles.basePath = emulator.url
    expect((await accounts.getAccounts()).body.data[0]?.id).toBe(account.id)
    const { body } = await profiles.getProfiles({ filter: 'equals(email,"A@example.com")' })
    expect(body.data.map(({ attributes }) => attributes.email)).toEqual(['a@example.com'])
  })

  it('reports the budget, and on a 429 a Retry-After in its place', async () => {
    const { ask } = await openRaw()
    const first = await ask('GET /api/accounts')
    expect(first.headers.get('ratelimit-remaining')).toBe('14')
    expect(first.headers.get('retry-after')).toBeNull()
    const second = await ask('GET /api/accounts')
    expect(second.status).toBe(429)
    expect(second.headers.get('ratelimit-remaining')).toBeNull()
    expect(second.headers.get('retry-after')).toBe('1')
  })

  it.each([
    ['/api/profiles', 'greater-than(updated,2026-01-01T00:00:00Z)', 200],
    ['/api/profiles', 'greater-or-equal(updated,2026-01-01T00:00:00Z)', 400],
    ['/api/profiles', 'any(email,["a@example.com",\'b@example.com\'])', 200],
    ['/api/profiles', 'contains(email,"a")', 400],
    ['/api/profiles', 'equals(first_name,"a")', 400],
    ['/api/profiles', 'equals(email,"a@example.com"', 400],
    ['/api/profiles', 'greater-than(updated,yesterday)', 400],
    ['/api/events', 'greater-or-equal(datetime,2026-01-01T00:00:00Z)', 200],
    ['/api/events', 'any(metric_id,["a"])', 400],
    ['/api/lists', 'equals(name,["a"])', 200],
    ['/api/lists', 'equals(name,"a")', 400],
    ['/api/metrics', '', 200],
  ])('GET %s with the filter %s is answered %i', async (path, filter, status) => {
    const { ask } = await openRaw()
    const answer = await ask(filtered(path, filter))
    expect(answer.status).toBe(status)
    if (status === 400) expect(answer.body.errors[0]?.source).toEqual({ parameter: 'filter' })
  })

  it('refuses page sizes, parameters and cursors that it does not know', async () => {
    const { ask } = await openRaw()
    for (const query of ['page[size]=101', 'page[size]=0', 'limit=5', 'page[cursor]=x', 'sort=first_name']) {
      expect((await ask(`GET /api/profiles?${query}`)).status).toBe(400)
    }
    expect((await ask('GET /api/profiles?page[size]=100&sort=-updated')).status).toBe(200)
  })

  it('pages by https links, forwards and backwards', async () => {
    const { ask, account, emulator } = await openRaw()
    for (let no = 0; no < 25; no += 1)
      account.addProfile({ email: `p${no}@example.com`, updated: at('2026-01-01') })
    for (const sort of ['updated', '-updated', 'email']) {
      const seen: string[] = []
      let route: string | undefined = `GET /api/profiles?sort=${sort}&page[size]=10`
      while (route) {
        const { body } = await ask(route)
        seen.push(...body.data.map(({ id }) => id))
        const { next }: { next: string | null } = body.links
        if (next) expect(next).toMatch(/^https:\/\/127\.0\.0\.1/)
        route = next ? `GET ${next.replace(emulator.url.replace('http:', 'https:'), '')}` : undefined
      }
      expect(new Set(seen).size).toBe(25)
      expect(seen.length).toBe(25)
    }
  })
})

describe('emulated profiles', () => {
  it('are created or updated by any identifier; null clears', async () => {
    const { ask, account } = await openRaw()
    const route = 'POST /api/profile-import'
    const first = await ask(route, profile({ email: 'a@example.com', first_name: 'A', properties: { x: 1 } }))
    expect(first.status).toBe(201)
    const second = await ask(
      route,
      profile({ email: 'A@example.com', first_name: null, properties: { y: 2 } }),
    )
    expect([second.status, second.body.data.id]).toEqual([200, first.body.data.id])
    expect(account.profileByEmail('a@example.com')).toMatchObject({
      attributes: {},
      properties: { x: 1, y: 2 },
    })
  })

  it('conflict where two identifiers mean two people', async () => {
    const { ask, account } = await openRaw()
    const { id } = account.addProfile({ email: 'a@example.com' })
    account.addProfile({ external_id: 'c-1' })
    const answer = await ask(
      'POST /api/profile-import',
      profile({ email: 'a@example.com', external_id: 'c-1' }),
    )
    expect(answer.status).toBe(409)
    expect(answer.body.errors[0]).toMatchObject({ code: 'duplicate_profile' })
    expect(typeof answer.body.errors[0]?.meta.duplicate_profile_id).toBe('string')
    expect((await ask(`PATCH /api/profiles/${id}`, profile({ external_id: 'c-1' }, id))).status).toBe(409)
  })

  it.each([
    [{ phone_number: '015005550006' }, 'phone_number'],
    [{ email: 'nobody' }, 'email'],
    [{ email: 'a@example.com', favourite: 'x' }, 'favourite'],
    [{ first_name: 'A' }, ''],
  ])('refuse %j', async (attributes, pointed) => {
    const { ask } = await openRaw()
    const answer = await ask('POST /api/profile-import', profile(attributes))
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body.errors[0]?.source)).toContain(pointed)
  })

  it('are imported in bulk later; a null is ignored and a bad row fails alone', async () => {
    const { ask, account, clock } = await openRaw()
    account.addProfile({ email: 'a@example.com', attributes: { first_name: 'A' } })
    const rows = imported(
      { email: 'a@example.com', first_name: null, last_name: 'L' },
      { email: 'broken' },
      { email: 'b@example.com' },
    )
    const { status, body } = await ask('POST /api/profile-bulk-import-jobs', rows)
    expect([status, body.data.attributes.status]).toEqual([202, 'queued'])
    expect(account.profileByEmail('b@example.com')).toBeUndefined()
    const job = `/api/profile-bulk-import-jobs/${body.data.id}`
    clock.advance(300)
    expect((await ask(`GET ${job}`)).body.data.attributes.status).toBe('processing')
    clock.advance(300)
    expect((await ask(`GET ${job}`)).body.data.attributes).toMatchObject({
      status: 'complete',
      total_count: 3,
      completed_count: 2,
      failed_count: 1,
    })
    expect(account.profileByEmail('a@example.com')?.attributes).toEqual({ first_name: 'A', last_name: 'L' })
    const errors = (await ask(`GET ${job}/import-errors`)).body.data
    expect(errors[0]?.attributes).toMatchObject({
      code: 'invalid',
      source: { pointer: '/data/attributes/profiles/data/1/attributes/email' },
      original_payload: { attributes: { email: 'broken' } },
    })
  })
})
