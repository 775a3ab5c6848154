import { deliverBatch, hours, type OptInRow } from '@esplanade/connector-kit'
import { expect, test } from 'vitest'
import type { MemberSeed } from '../emulator/index.ts'
import { mailchimpConnector } from '../src/index.ts'
import { AUDIENCE, later, openAccount, START } from './open-account.ts'

const EMAIL = 'ada@example.com'

async function optIn(seed: Omit<MemberSeed, 'email'>, { doubleOptIn = false, erased = false } = {}) {
  const { account, emulator, context } = await openAccount()
  const list = doubleOptIn ? account.addAudience({ name: 'Double', doubleOptIn: true }).id : AUDIENCE
  const member = account.addMember(list, { email: EMAIL, timestampOpt: START - hours(100), ...seed })
  const { contactId: remoteId, status: remoteStatus } = member
  if (erased) account.audience(list).forget(member)
  const operation = mailchimpConnector.operations.optIn
  if (!operation) throw new Error('Mailchimp takes opt-ins.')
  const row: OptInRow = {
    remoteId,
    remoteStatus,
    email: EMAIL,
    optIn: { at: later(-hours(2)), source: 'form', evidence: 'newsletter form' },
  }
  const target = { container: list, mirrorAt: START }
  const [outcome] = await deliverBatch({ context, operation, target, rows: [row], onJob: async () => {} })
  return {
    outcome,
    member: account.member(list, EMAIL),
    writes: emulator.journal.byRoute.get('POST /lists/{list_id}'),
  }
}

test.each(['unsubscribed', 'transactional', 'archived'] as const)(
  'whoever is %s by the account is subscribed as of the recorded opt-in',
  async status => {
    const { outcome, member } = await optIn({ status, unsubscribedBy: 'api' })
    expect(outcome).toEqual({ status: 'applied' })
    expect(member).toMatchObject({ status: 'subscribed', timestampOpt: START - hours(2) })
  },
)

test('an audience with double opt-in asks for confirmation', async () => {
  const { outcome, member } = await optIn(
    { status: 'unsubscribed', unsubscribedBy: 'api' },
    { doubleOptIn: true },
  )
  expect(outcome).toMatchObject({ status: 'accepted', code: 'confirmation-sent' })
  expect(member?.status).toBe('pending')
})

test.each([
  ['subscribed', { status: 'unchanged' }],
  ['pending', { status: 'accepted', code: 'confirmation-sent' }],
  ['cleaned', { status: 'refused', code: 'address-bounced' }],
] as const)('a %s member is not written to', async (status, expected) => {
  const { outcome, member, writes } = await optIn({ status })
  expect(outcome).toMatchObject(expected)
  expect(member?.status).toBe(status)
  expect(writes).toBeUndefined()
})

test('who left by themselves is refused in Mailchimp’s words, without their address', async () => {
  const { outcome, member } = await optIn({ status: 'unsubscribed', unsubscribedBy: 'person' })
  expect(outcome).toMatchObject({ status: 'rejected', message: expect.stringContaining('compliance state') })
  expect(outcome?.message).not.toContain(EMAIL)
  expect(member?.status).toBe('unsubscribed')
})

test('who was deleted for good stays so', async () => {
  const { outcome, member } = await optIn({ status: 'unsubscribed', unsubscribedBy: 'api' }, { erased: true })
  expect(outcome).toMatchObject({
    status: 'rejected',
    message: expect.stringContaining('permanently deleted'),
  })
  expect(member).toBeUndefined()
})
