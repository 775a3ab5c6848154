import { describe, expect, test } from 'vitest'
import { subscriberHash } from '../emulator/member.ts'
import { AUDIENCE } from './open-account.ts'
import { openRaw } from './raw-mailchimp.ts'

const MEMBERS = `/lists/${AUDIENCE}/members`

describe('an emulated address', () => {
  test('belongs to one member of an audience, and to others in other audiences', async () => {
    const { ask, account } = await openRaw()
    account.addAudience({ id: 'second', name: 'Second' })
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    account.addMember('second', { email: 'ada@example.com', status: 'unsubscribed' })
    const [here, there] = [
      await ask(`GET ${MEMBERS}/ada@example.com`),
      await ask('GET /lists/second/members/ada@example.com'),
    ]
    expect([here.body.status, there.body.status]).toEqual(['subscribed', 'unsubscribed'])
    expect(here.body.unique_email_id).toBe(there.body.unique_email_id)
    expect(here.body.contact_id).not.toBe(there.body.contact_id)
  })

  test('is not taken from another member, nor brought back from a deletion, by a change', async () => {
    const { ask, account } = await openRaw()
    for (const name of ['ada', 'bob', 'gone']) account.addMember(AUDIENCE, { email: `${name}@example.com` })
    await ask(`POST ${MEMBERS}/gone@example.com/actions/delete-permanent`)
    const rename = (to: string) => ask(`PATCH ${MEMBERS}/ada@example.com`, { email_address: to })
    expect((await rename('Bob@example.com')).body).toMatchObject({ status: 400, title: 'Member Exists' })
    expect((await rename('gone@example.com')).body).toMatchObject({ title: 'Forgotten Email Not Subscribed' })
    expect(account.snapshot().map(({ email }) => email)).toEqual(['ada@example.com', 'bob@example.com'])
    expect((await rename('Ada@Example.com')).status).toBe(200)
  })

  test('that looks made up, or signed up to too many lists lately, is refused alone and in a batch', async () => {
    const { ask, account } = await openRaw()
    account.audience(AUDIENCE).distrusted.set(subscriberHash('eager@example.com'), 'signs-up-too-often')
    const people = ['asdf@asdf.invalid', 'eager@example.com', 'ada@example.com']
    const members = people.map(email_address => ({ email_address, status: 'subscribed' }))
    const batch = await ask(`POST /lists/${AUDIENCE}`, { members })
    expect(batch.body).toMatchObject({ total_created: 1, error_count: 2 })
    expect(batch.body.errors.map(({ error }) => String(error).replace(/^\S+ /, ''))).toEqual([
      'looks fake or invalid, please enter a real email address.',
      "has signed up to a lot of lists very recently; we're not allowing more signups for now.",
    ])
    for (const member of members.slice(0, 2)) {
      expect((await ask(`POST ${MEMBERS}`, member)).body).toMatchObject({
        status: 400,
        title: 'Invalid Resource',
      })
    }
  })
})

describe('emulated consent', () => {
  test.each([
    ['who left by themselves', 'unsubscribed', 200],
    ['who bounced', 'cleaned', 400],
  ] as const)('asking %s to confirm is answered %s: %i', async (_who, status, answered) => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com', status })
    const asked = await ask(`PATCH ${MEMBERS}/ada@example.com`, { status: 'pending' })
    expect(asked.status).toBe(answered)
    if (answered === 200) {
      account.changeMember(AUDIENCE, 'ada@example.com', { status: 'subscribed' })
      expect((await ask(`GET ${MEMBERS}/ada@example.com`)).body).toMatchObject({ status: 'subscribed' })
    }
  })

  test('of who is under review is not raised at all', async () => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com', status: 'unsubscribed', unsubscribedBy: 'api' })
    account.audience(AUDIENCE).distrusted.set(subscriberHash('ada@example.com'), 'under-review')
    for (const status of ['subscribed', 'pending']) {
      expect((await ask(`PATCH ${MEMBERS}/ada@example.com`, { status })).body).toMatchObject({
        title: 'Member In Compliance State',
      })
    }
  })

  test('withdrawn by the API says so, and by the person does not', async () => {
    const { ask, account } = await openRaw()
    for (const name of ['ada', 'bob']) account.addMember(AUDIENCE, { email: `${name}@example.com` })
    await ask(`POST /lists/${AUDIENCE}`, {
      members: [{ email_address: 'ada@example.com', status: 'unsubscribed' }],
      update_existing: true,
    })
    account.changeMember(AUDIENCE, 'bob@example.com', { status: 'unsubscribed' })
    const reason = async (name: string) =>
      (await ask(`GET ${MEMBERS}/${name}@example.com`)).body.unsubscribe_reason
    expect(await reason('ada')).toBe('N/A (Unsubscribed by admin)')
    expect(await reason('bob')).toBe('')
  })

  test.each(['cleaned', 'pending', 'archived'] as const)(
    'a member who is %s is not archived',
    async status => {
      const { ask, account } = await openRaw()
      account.addMember(AUDIENCE, { email: 'ada@example.com', status })
      expect((await ask(`DELETE ${MEMBERS}/ada@example.com`)).body).toMatchObject({
        status: 405,
        title: 'Method Not Allowed',
      })
    },
  )

  test('an archived member comes back by PUT, and is left out of lists unless asked for', async () => {
    const { ask, account } = await openRaw()
    account.addMember(AUDIENCE, { email: 'ada@example.com', status: 'archived' })
    expect((await ask(`GET ${MEMBERS}`)).body).toMatchObject({ members: [], total_items: 0 })
    expect((await ask(`GET ${MEMBERS}?status=archived`)).body).toMatchObject({ total_items: 1 })
    const back = { email_address: 'ada@example.com', status: 'subscribed', status_if_new: 'subscribed' }
    expect((await ask(`PUT ${MEMBERS}/ada@example.com`, back)).body).toMatchObject({ status: 'subscribed' })
  })
})

describe('emulated fields', () => {
  test.each([
    ['number', 'twelve', 'Please enter a number'],
    ['birthday', '13/01', 'Please enter a month (01-12) and a day (01-31)'],
    ['date', '1.2.2026', 'Please enter the date'],
    ['address', { addr1: '1 Way', city: 'Here' }, 'Please enter a complete address'],
    ['dropdown', 'purple', 'Please choose one of the options'],
    ['url', 'nowhere', 'Please enter a valid URL'],
  ] as const)('of type %s refuse %j by name', async (type, value, message) => {
    const { ask, account } = await openRaw()
    account.audience(AUDIENCE).mergeFields.push({
      mergeId: 9,
      tag: 'ODD',
      name: 'Odd',
      type,
      required: false,
      choices: ['red'],
    })
    const member = { email_address: 'ada@example.com', status: 'subscribed', merge_fields: { ODD: value } }
    const { body } = await ask(`POST ${MEMBERS}`, member)
    expect(body).toMatchObject({
      title: 'Invalid Resource',
      status: 400,
      errors: [{ field: 'ODD', message }],
    })
    expect(typeof body.instance).toBe('string')
  })

  test.each([
    ['standard', 30],
    ['premium', 80],
  ] as const)('on the %s plan are %i at most', async (plan, most) => {
    const { ask, account } = await openRaw()
    account.plan = plan
    const add = (no: number) =>
      ask(`POST /lists/${AUDIENCE}/merge-fields`, { name: `Field ${no}`, type: 'text', tag: `F${no}` })
    const there = account.audience(AUDIENCE).mergeFields.length
    for (let no = there; no < most; no += 1) expect((await add(no)).status).toBe(200)
    expect((await add(most)).body).toMatchObject({ title: 'Invalid Resource' })
  })

  test('of text are cut after 255 bytes, and unknown ones dropped, both without a word', async () => {
    const { ask, account } = await openRaw()
    const merge_fields = { FNAME: 'é'.repeat(200), NOPE: 'x' }
    const { body } = await ask(`POST ${MEMBERS}`, {
      email_address: 'ada@example.com',
      status: 'subscribed',
      merge_fields,
    })
    expect(body.status).toBe('subscribed')
    expect(account.member(AUDIENCE, 'ada@example.com')?.mergeFields).toEqual({ FNAME: 'é'.repeat(127) })
  })
})
