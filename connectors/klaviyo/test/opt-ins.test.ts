import { days, deliverBatch, instant } from '@esplanade/connector-kit'
import { describe, expect, it } from 'vitest'
import { klaviyoConnector } from '../src/index.ts'
import { NOW, type OpenKlaviyo, openKlaviyo } from './support/open-klaviyo.ts'

const SAID_AT = instant(NOW - days(10))

async function optIn(klaviyo: OpenKlaviyo, emails: readonly string[], at = SAID_AT) {
  const operation = klaviyoConnector.operations.optIn
  if (!operation) throw new Error('The connector raises consent.')
  const said = { at, source: 'form', evidence: 'newsletter' }
  const rows = emails.map(email => ({
    remoteId: klaviyo.account.profileByEmail(email)?.id ?? email,
    email,
    optIn: said,
  }))
  const outcomes = await deliverBatch({
    context: klaviyo.context,
    operation,
    target: { container: '' },
    rows,
    onJob: async () => {},
  })
  klaviyo.account.settle()
  return outcomes.map(({ status, code }) => code ?? status)
}

describe('an opt-in', () => {
  it('counts from when it was said, also where the account asks twice, and sends no mail', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.optInProcess = 'double_opt_in'
    const profile = klaviyo.account.addProfile({ email: 'a@example.com' })
    expect(await optIn(klaviyo, ['A@example.com'])).toEqual(['accepted'])
    expect(profile.emailMarketing).toMatchObject({
      consent: 'SUBSCRIBED',
      consentedAt: SAID_AT,
      pending: null,
    })
  })

  it('lifts an older opt-out, and no later one', async () => {
    const klaviyo = await openKlaviyo()
    for (const email of ['older@example.com', 'later@example.com', 'same@example.com'])
      klaviyo.account.addProfile({ email, created: NOW - days(30) })
    klaviyo.account.unsubscribe('older@example.com', { at: SAID_AT - days(1) })
    klaviyo.account.unsubscribe('later@example.com', { at: SAID_AT + days(1) })
    klaviyo.account.unsubscribe('same@example.com', { at: SAID_AT })
    expect(await optIn(klaviyo, ['older@example.com', 'later@example.com', 'same@example.com'])).toEqual([
      'accepted',
      'opted-out-later',
      'opted-out-later',
    ])
    expect(klaviyo.account.consent('older@example.com')?.consent).toBe('SUBSCRIBED')
    expect(klaviyo.account.consent('later@example.com')?.consent).toBe('UNSUBSCRIBED')
  })

  it('never lifts a suppression, however old, though the vendor would', async () => {
    const klaviyo = await openKlaviyo()
    const reasons = ['HARD_BOUNCE', 'INVALID_EMAIL', 'SPAM_COMPLAINT', 'USER_SUPPRESSED'] as const
    const emails = reasons.map(reason => `${reason.toLowerCase()}@example.com`)
    for (const [no, email] of emails.entries()) {
      klaviyo.account.addProfile({ email })
      klaviyo.account.suppress(email, reasons[no] ?? 'HARD_BOUNCE', NOW - days(300))
    }
    expect(await optIn(klaviyo, emails)).toEqual(reasons.map(() => 'suppressed'))
    expect(emails.map(email => klaviyo.account.consent(email)?.canReceive)).toEqual(reasons.map(() => false))
  })

  it('of who is subscribed asks for nothing, and one dated ahead is refused', async () => {
    const klaviyo = await openKlaviyo()
    klaviyo.account.addProfile({
      email: 'a@example.com',
      subscriptions: { email: { consent: 'SUBSCRIBED' } },
    })
    expect(await optIn(klaviyo, ['a@example.com'])).toEqual(['unchanged'])
    expect(await optIn(klaviyo, ['b@example.com'], instant(NOW + days(1)))).toEqual(['opt-in-ahead'])
    expect(klaviyo.emulator.journal.byRoute.has('POST /api/profile-subscription-bulk-create-jobs')).toBe(
      false,
    )
  })
})
