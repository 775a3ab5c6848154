import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { subscriberHash } from '../emulator/member.ts'
import { AUDIENCE } from './open-account.ts'
import { openRaw } from './raw-mailchimp.ts'

const ROUTE = `/lists/${AUDIENCE}/webhooks`
const URL = 'https://hub.example.com/hooks/f3b1'
const EVERY_EVENT = { subscribe: true, unsubscribe: true, profile: true, cleaned: true, upemail: true }

async function openHook(sources: object = { user: true, admin: true, api: true }) {
  const raw = await openRaw()
  const made = await raw.ask(`POST ${ROUTE}`, { url: URL, events: EVERY_EVENT, sources })
  const { webhooks } = raw.account.audience(AUDIENCE)
  const sent = () =>
    webhooks.deliveries.entries.map(({ body }) =>
      Object.fromEntries(new URLSearchParams(Buffer.from(body).toString())),
    )
  return { ...raw, made, webhooks, sent }
}

describe('an emulated webhook', () => {
  test('is made where the address answers 200, once for an address, and can be changed and taken away', async () => {
    const { ask, made, webhooks } = await openHook()
    expect(made.body).toMatchObject({ url: URL, events: { subscribe: true, campaign: false } })
    expect((await ask(`POST ${ROUTE}`, { url: URL })).status).toBe(400)
    webhooks.answerOf = () => 404
    expect((await ask(`POST ${ROUTE}`, { url: `${URL}/2` })).body).toMatchObject({
      title: 'Invalid Resource',
    })
    const one = `${ROUTE}/${String(made.body.id)}`
    const { body } = await ask(`PATCH ${one}`, { sources: { user: true } })
    expect(body).toMatchObject({ events: { profile: true }, sources: { user: true, api: false } })
    expect((await ask(`GET ${ROUTE}`)).body).toMatchObject({ total_items: 1 })
    expect((await ask(`DELETE ${one}`)).status).toBe(204)
    expect((await ask(`GET ${one}`)).status).toBe(404)
  })

  test('tells of changes in a form, each once, with the new address of who moved', async () => {
    const { account, sent } = await openHook()
    account.addMember(AUDIENCE, { email: 'ada@example.com', status: 'pending' })
    const change = (what: Parameters<typeof account.changeMember>[2], email = 'ada@example.com') =>
      account.changeMember(AUDIENCE, email, what)
    change({ status: 'subscribed' })
    change({ mergeFields: { FNAME: 'Ada' } })
    change({ email: 'ada@new.example' })
    change({ status: 'unsubscribed' }, 'ada@new.example')
    expect(sent().map(({ type }) => type)).toEqual(['subscribe', 'profile', 'upemail', 'unsubscribe'])
    expect(sent()[0]).toMatchObject({
      fired_at: '2026-03-01 12:00:00',
      'data[email]': 'ada@example.com',
      'data[list_id]': AUDIENCE,
    })
    expect(sent()[1]).toMatchObject({ 'data[merges][FNAME]': 'Ada' })
    expect(sent()[2]).toMatchObject({
      'data[old_email]': 'ada@example.com',
      'data[new_email]': 'ada@new.example',
      'data[new_id]': subscriberHash('ada@new.example'),
    })
    expect(sent()[3]).toMatchObject({ 'data[action]': 'unsub' })
  })

  test('without the API among its sources sends no echo of what the API wrote', async () => {
    const { ask, account, sent } = await openHook({ user: true, admin: true, api: false })
    await ask(`POST /lists/${AUDIENCE}/members`, { email_address: 'ada@example.com', status: 'subscribed' })
    await ask(`PATCH /lists/${AUDIENCE}/members/ada@example.com`, { status: 'unsubscribed' })
    expect(sent()).toEqual([])
    account.changeMember(AUDIENCE, 'ada@example.com', { status: 'subscribed', by: 'admin' })
    expect(sent().map(({ type }) => type)).toEqual(['subscribe'])
  })

  test('that is signed tells its secret once', async () => {
    const { ask, account, made, webhooks } = await openHook()
    expect(made.body).not.toHaveProperty('signing_secret')
    webhooks.signing = true
    const signed = await ask(`POST ${ROUTE}`, {
      url: `${URL}/2`,
      events: { cleaned: true },
      sources: { user: true },
    })
    const secret = String(signed.body.signing_secret)
    expect((await ask(`GET ${ROUTE}/${String(signed.body.id)}`)).body).not.toHaveProperty('signing_secret')
    account.addMember(AUDIENCE, { email: 'ada@example.com' })
    account.changeMember(AUDIENCE, 'ada@example.com', { status: 'cleaned' })
    const [plain, delivery] = webhooks.deliveries.entries
    expect(plain?.headers).not.toHaveProperty('x-mailchimp-signature')
    const t = Math.floor(account.now() / 1_000)
    const v1 = createHmac('sha256', secret)
      .update(`${t}.`)
      .update(delivery?.body ?? '')
      .digest('hex')
    expect(delivery?.headers['x-mailchimp-signature']).toBe(`t=${t},v1=${v1}`)
  })
})
