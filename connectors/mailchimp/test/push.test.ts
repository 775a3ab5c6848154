import {
  deliverBatch,
  type FieldRow,
  hours,
  type MemberRow,
  minutes,
  type Operation,
  type OperationTarget,
  type OptOutRow,
  type RowAddress,
} from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import type { MailchimpAccount, MemberStatus } from '../emulator/index.ts'
import { type MailchimpClient, type MailchimpConfig, mailchimpConnector } from '../src/index.ts'
import { AUDIENCE, type Context, openAccount, START } from './open-account.ts'

const { operations } = mailchimpConnector
const address = (n: number): string => `member${n}@example.com`

/** A row as the hub makes it from the mirror. */
function mirrored(account: MailchimpAccount, email: string): RowAddress & { email: string } {
  const member = account.known(AUDIENCE, email)
  return { remoteId: member.contactId, email: member.email.toLowerCase(), remoteStatus: member.status }
}

const send = <Row extends RowAddress>(
  context: Context,
  operation: Operation<Row, MailchimpConfig, MailchimpClient>,
  rows: readonly Row[],
  target: OperationTarget = { container: AUDIENCE, mirrorAt: START },
) => deliverBatch({ context, operation, target, rows, onJob: async () => {} })

async function audienceOf(statuses: Readonly<Record<string, MemberStatus>>) {
  const opened = await openAccount()
  for (const [email, status] of Object.entries(statuses)) {
    opened.account.addMember(AUDIENCE, { email, status, timestampOpt: START - hours(1_000) })
  }
  return opened
}

const fieldRow = (
  account: MailchimpAccount,
  email: string,
  values: FieldRow['values'] = { FNAME: 'Ada' },
): FieldRow => ({ ...mirrored(account, email), values })

describe('merge fields', () => {
  test('are written and cleared, and everything else of the member stays', async () => {
    const { account, context } = await openAccount()
    account.addMember(AUDIENCE, {
      email: 'ada@example.com',
      mergeFields: { FNAME: 'Ada', LNAME: 'Lovelace' },
      tags: ['VIP'],
    })
    const values = { FNAME: null, PHONE: '+44 20 7946 0000' }
    const row = fieldRow(account, 'ada@example.com', values)
    expect(await send(context, operations.fields, [row])).toEqual([{ status: 'applied' }])
    expect(account.snapshot()).toEqual([
      {
        audienceId: AUDIENCE,
        email: 'ada@example.com',
        status: 'subscribed',
        mergeFields: { LNAME: 'Lovelace', PHONE: '+44 20 7946 0000' },
        tags: ['VIP'],
      },
    ])
  })

  test('500 rows take one write', async () => {
    const { account, context, emulator } = await openAccount()
    for (let n = 0; n < 500; n++) account.addMember(AUDIENCE, { email: address(n) })
    const rows = Array.from({ length: 500 }, (_, n) => fieldRow(account, address(n)))
    const outcomes = await send(context, operations.fields, rows)
    expect(outcomes.every(({ status }) => status === 'applied')).toBe(true)
    expect(emulator.journal.byRoute.get('POST /lists/{list_id}')).toBe(1)
  })

  test('no status moves, whatever it is', async () => {
    const statuses = {
      'a@example.com': 'subscribed',
      'b@example.com': 'unsubscribed',
      'c@example.com': 'cleaned',
      'd@example.com': 'transactional',
      'e@example.com': 'pending',
      'f@example.com': 'archived',
    } as const
    const { account, context } = await audienceOf(statuses)
    const rows = Object.keys(statuses).map(email => fieldRow(account, email))
    const outcomes = await send(context, operations.fields, rows)
    expect(outcomes.map(({ status, code }) => code ?? status)).toEqual([
      'applied',
      'applied',
      'applied',
      'applied',
      'member-pending',
      'member-archived',
    ])
    expect(account.snapshot().map(({ status }) => status)).toEqual(Object.values(statuses))
  })

  test('a value that the vendor refuses is one row, in its words', async () => {
    const { account, context } = await audienceOf({
      'a@example.com': 'subscribed',
      'b@example.com': 'subscribed',
    })
    account.audience(AUDIENCE).mergeFields.push({
      mergeId: 9,
      tag: 'AGE',
      name: 'Age',
      type: 'number',
      required: false,
      choices: [],
    })
    const rows = [
      fieldRow(account, 'a@example.com', { AGE: 'old' }),
      fieldRow(account, 'b@example.com', { AGE: 44 }),
    ]
    expect(await send(context, operations.fields, rows)).toMatchObject([
      { status: 'rejected', message: expect.stringContaining('AGE: Please enter a number') },
      { status: 'applied' },
    ])
  })

  test('a field that the audience does not have is not silently lost', async () => {
    const { account, context } = await audienceOf({ 'a@example.com': 'subscribed' })
    const rows = [fieldRow(account, 'a@example.com', { GONE: 'x' })]
    expect(await send(context, operations.fields, rows)).toMatchObject([
      { status: 'rejected', code: 'merge-field-missing', message: expect.stringContaining('GONE') },
    ])
  })

  test('an empty required field does not stop the others', async () => {
    const { account, context } = await openAccount()
    const required = { tag: 'SIZE', type: 'text', required: true } as const
    account.addAudience({ id: 'strict', name: 'Strict', mergeFields: [required] })
    const member = account.addMember('strict', { email: 'ada@example.com' })
    const row = { remoteId: member.contactId, email: member.email, values: { FNAME: 'Ada' } }
    expect(await send(context, operations.fields, [row], { container: 'strict' })).toEqual([
      { status: 'applied' },
    ])
  })
})

describe('a status that changed since the pull', () => {
  const everyWay = [
    ['unsubscribed through the API', { status: 'unsubscribed', by: 'api' }, 'applied', 'unsubscribed'],
    ['unsubscribed by an admin', { status: 'unsubscribed', by: 'admin' }, 'applied', 'unsubscribed'],
    ['unsubscribed themselves', { status: 'unsubscribed', by: 'person' }, 'applied', 'unsubscribed'],
    ['were archived', { status: 'archived', by: 'admin' }, 'refused', 'archived'],
  ] as const
  test.each(everyWay)('people who %s stay so', async (_how, change, outcome, status) => {
    const { account, context, clock } = await audienceOf({ 'a@example.com': 'subscribed' })
    const row = fieldRow(account, 'a@example.com')
    clock.advance(minutes(3))
    account.changeMember(AUDIENCE, 'a@example.com', change)
    expect(await send(context, operations.fields, [row])).toMatchObject([{ status: outcome }])
    expect(account.member(AUDIENCE, 'a@example.com')?.status).toBe(status)
  })

  test.each(everyWay)('also when they %s after the batch before', async (_how, change, _outcome, status) => {
    const { account, context, clock } = await audienceOf({
      'a@example.com': 'subscribed',
      'b@example.com': 'subscribed',
    })
    const rows = ['a@example.com', 'b@example.com'].map(email => fieldRow(account, email))
    await send(context, operations.fields, rows.slice(1))
    clock.advance(1)
    account.changeMember(AUDIENCE, 'a@example.com', change)
    await send(context, operations.fields, rows.slice(0, 1))
    expect(account.member(AUDIENCE, 'a@example.com')?.status).toBe(status)
  })

  test('a stale opt-out does not lower who has signed up again', async () => {
    const { account, context, clock } = await audienceOf({ 'a@example.com': 'unsubscribed' })
    const row = fieldRow(account, 'a@example.com')
    clock.advance(minutes(3))
    account.changeMember(AUDIENCE, 'a@example.com', { status: 'subscribed' })
    await send(context, operations.fields, [row])
    expect(account.member(AUDIENCE, 'a@example.com')).toMatchObject({
      status: 'subscribed',
      mergeFields: { FNAME: 'Ada' },
    })
  })

  test('a new address is written to, and the old one not brought back', async () => {
    const { account, context, clock } = await audienceOf({ 'a@example.com': 'subscribed' })
    const row = fieldRow(account, 'a@example.com')
    clock.advance(minutes(3))
    account.changeMember(AUDIENCE, 'a@example.com', { email: 'a@new.example' })
    expect(await send(context, operations.fields, [row])).toEqual([{ status: 'applied' }])
    expect(account.snapshot()).toMatchObject([{ email: 'a@new.example', mergeFields: { FNAME: 'Ada' } }])
  })

  test('a member who was deleted for good is refused by the vendor, not created', async () => {
    const { account, context } = await audienceOf({ 'a@example.com': 'subscribed' })
    const row = fieldRow(account, 'a@example.com')
    account.audience(AUDIENCE).forget(account.known(AUDIENCE, 'a@example.com'))
    const [outcome] = await send(context, operations.fields, [row])
    expect(outcome).toMatchObject({ status: 'rejected' })
    expect(outcome?.message).not.toContain('a@example.com')
    expect(account.snapshot()).toEqual([])
  })

  test('without a mirror the audience is read first, and strangers are not created', async () => {
    const { account, context, emulator } = await audienceOf({ 'a@example.com': 'unsubscribed' })
    const rows = [
      {
        remoteId: account.known(AUDIENCE, 'a@example.com').contactId,
        email: 'a@example.com',
        values: { FNAME: 'A' },
      },
      { remoteId: 'nobody', email: 'stranger@example.com', values: { FNAME: 'S' } },
    ]
    const target = { container: AUDIENCE }
    expect(await send(context, operations.fields, rows, target)).toMatchObject([
      { status: 'applied' },
      { status: 'refused', code: 'member-missing' },
    ])
    expect(account.snapshot()).toMatchObject([{ email: 'a@example.com', status: 'unsubscribed' }])
    emulator.journal.clear()
    await send(context, operations.fields, rows.slice(1), target)
    expect(emulator.journal.byRoute.get('POST /lists/{list_id}')).toBeUndefined()
  })

  test('batches sent at once each see what changed before them', async () => {
    const { account, context, clock } = await openAccount()
    for (let n = 0; n < 60; n++)
      account.addMember(AUDIENCE, { email: address(n), timestampOpt: START - hours(9) })
    const rows = Array.from({ length: 60 }, (_, n) => fieldRow(account, address(n)))
    clock.advance(minutes(1))
    for (let n = 0; n < 60; n += 3)
      account.changeMember(AUDIENCE, address(n), { status: 'unsubscribed', by: 'api' })
    const before = account.snapshot().map(({ status }) => status)
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => send(context, operations.fields, rows.slice(n * 5, n * 5 + 5))),
    )
    expect(account.snapshot().map(({ status }) => status)).toEqual(before)
    expect(account.snapshot().every(({ mergeFields }) => mergeFields.FNAME === 'Ada')).toBe(true)
  })
})

describe('opt-outs', () => {
  const optOut = (account: MailchimpAccount, email: string): OptOutRow => mirrored(account, email)

  test('unsubscribe who is mailed and leave the others as they are', async () => {
    const statuses = {
      'a@example.com': 'subscribed',
      'b@example.com': 'pending',
      'c@example.com': 'unsubscribed',
      'd@example.com': 'cleaned',
      'e@example.com': 'archived',
    } as const
    const { account, context } = await audienceOf(statuses)
    const rows = Object.keys(statuses).map(email => optOut(account, email))
    const outcomes = await send(context, operations.optOut, rows)
    expect(outcomes.map(({ status }) => status)).toEqual([
      'applied',
      'applied',
      'unchanged',
      'unchanged',
      'unchanged',
    ])
    expect(account.snapshot().map(({ status }) => status)).toEqual([
      'unsubscribed',
      'unsubscribed',
      'unsubscribed',
      'cleaned',
      'archived',
    ])
  })

  test('repeated, change nothing and need no write', async () => {
    const { account, context, emulator } = await audienceOf({ 'a@example.com': 'subscribed' })
    const rows = [optOut(account, 'a@example.com')]
    await send(context, operations.optOut, rows)
    emulator.journal.clear()
    expect(await send(context, operations.optOut, rows)).toEqual([{ status: 'unchanged' }])
    expect(emulator.journal.byRoute.get('POST /lists/{list_id}')).toBeUndefined()
  })

  test('create nobody', async () => {
    const { account, context } = await openAccount()
    const rows = [{ remoteId: 'nobody', email: 'stranger@example.com' }]
    const outcomes = await send(context, operations.optOut, rows, { container: AUDIENCE })
    expect(outcomes).toMatchObject([{ status: 'refused', code: 'member-missing' }])
    expect(account.snapshot()).toEqual([])
  })

  test('cut off after their effect, are repeated without harm', async () => {
    const { account, context, emulator } = await audienceOf({ 'a@example.com': 'subscribed' })
    emulator.order({ route: 'POST /lists/{list_id}', times: 1, fault: { kind: 'cut-after-effect' } })
    expect(await send(context, operations.optOut, [optOut(account, 'a@example.com')])).toEqual([
      { status: 'applied' },
    ])
    expect(account.member(AUDIENCE, 'a@example.com')?.status).toBe('unsubscribed')
  })
})

describe('tags', () => {
  const memberRow = (account: MailchimpAccount, email: string, action: MemberRow['action']): MemberRow => ({
    ...mirrored(account, email),
    action,
  })
  const ref = { kind: 'tag', container: AUDIENCE, name: 'Big spenders' } as const

  test('are created, filled, emptied and read', async () => {
    const { account, context, emulator } = await openAccount()
    for (let n = 0; n < 500; n++) account.addMember(AUDIENCE, { email: address(n) })
    expect(await mailchimpConnector.findTarget(context, ref)).toBeUndefined()
    const target = await mailchimpConnector.createTarget(context, ref)
    expect(await mailchimpConnector.findTarget(context, { ...ref, name: 'BIG SPENDERS' })).toMatchObject({
      remoteId: target.remoteId,
    })
    emulator.journal.clear()
    const add = Array.from({ length: 500 }, (_, n) => memberRow(account, address(n), 'add'))
    const added = await send(context, operations.members, add, { container: AUDIENCE, target })
    expect(added.every(({ status }) => status === 'applied')).toBe(true)
    expect(emulator.journal.requests).toBe(1)

    const mixed = [memberRow(account, address(0), 'remove'), memberRow(account, address(1), 'add')]
    expect(await send(context, operations.members, mixed, { container: AUDIENCE, target })).toEqual([
      { status: 'applied' },
      { status: 'accepted' },
    ])
    const read: string[] = []
    for await (const { remoteIds } of mailchimpConnector.readMembers(context, target)) read.push(...remoteIds)
    const expected = Array.from(
      { length: 499 },
      (_, n) => account.member(AUDIENCE, address(n + 1))?.contactId,
    )
    expect(new Set(read)).toEqual(new Set(expected))
    expect(account.tagMembers(AUDIENCE, ref.name).has(address(0))).toBe(false)
  })

  test('are read with all who hold them, mailed or not', async () => {
    const { account, context } = await audienceOf({
      'a@example.com': 'subscribed',
      'b@example.com': 'unsubscribed',
      'c@example.com': 'cleaned',
      'd@example.com': 'transactional',
    })
    for (const { email } of account.snapshot()) account.tagMember(AUDIENCE, email, ref.name)
    const target = await mailchimpConnector.findTarget(context, ref)
    if (!target) throw new Error('The tag was just made.')
    const read: string[] = []
    for await (const { remoteIds } of mailchimpConnector.readMembers(context, target)) read.push(...remoteIds)
    expect(read).toHaveLength(4)
  })

  test('an address that is not in the audience is one rejected row', async () => {
    const { account, context } = await audienceOf({ 'a@example.com': 'subscribed' })
    const target = await mailchimpConnector.createTarget(context, ref)
    const rows: MemberRow[] = [
      memberRow(account, 'a@example.com', 'add'),
      { remoteId: 'nobody', email: 'stranger@example.com', action: 'add' },
      { remoteId: 'no-address', email: null, action: 'add' },
    ]
    const outcomes = await send(context, operations.members, rows, { container: AUDIENCE, target })
    expect(outcomes).toMatchObject([
      { status: 'applied' },
      { status: 'rejected', code: 'not-in-audience' },
      { status: 'refused', code: 'email-missing' },
    ])
    expect(account.snapshot()).toHaveLength(1)
  })

  test('there are no lists to write to', async () => {
    const { context } = await openAccount()
    await expect(mailchimpConnector.findTarget(context, { ...ref, kind: 'list' })).rejects.toThrow(
      "into: { tag: 'Big spenders' }",
    )
  })
})

describe('the fields of an audience', () => {
  test('are listed by what the hub may put there, and created', async () => {
    const { context } = await openAccount()
    await mailchimpConnector.createFields(context, AUDIENCE, [
      { name: 'SPEND', type: 'number' },
      { name: 'LAST_ORDER', type: 'date' },
      { name: 'LOYAL', type: 'boolean' },
    ])
    const most = { unit: 'bytes', count: 255 }
    expect(await mailchimpConnector.listFields(context, AUDIENCE)).toEqual([
      { name: 'FNAME', type: 'text', most },
      { name: 'LNAME', type: 'text', most },
      { name: 'ADDRESS', type: null },
      { name: 'PHONE', type: 'text', most },
      { name: 'SPEND', type: 'number' },
      { name: 'LAST_ORDER', type: 'date' },
      { name: 'LOYAL', type: 'text', most },
    ])
  })

  test.each(['TOO_LONG_TAG', 'lower', 'SP ACE', ''])(
    '"%s" is refused before anything is created',
    async name => {
      const { account, context } = await openAccount()
      const created = mailchimpConnector.createFields(context, AUDIENCE, [
        { name: 'FINE', type: 'text' },
        { name, type: 'text' },
      ])
      await expect(created).rejects.toThrow('Rename the field')
      expect(account.audience(AUDIENCE).mergeFields).toHaveLength(4)
    },
  )
})
