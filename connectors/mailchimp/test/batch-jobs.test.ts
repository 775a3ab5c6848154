import { type CustomEventRow, days, deliverBatch, type EraseRow, JOB_PENDING } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import type { MailchimpAccount } from '../emulator/index.ts'
import { mailchimpConnector } from '../src/index.ts'
import { AUDIENCE, openAccount, START } from './open-account.ts'

const { events, erase } = mailchimpConnector.operations
if (!events || !erase) throw new Error('Mailchimp takes events and erasures.')

const address = (n: number) => `member${n}@example.com`
const target = { container: AUDIENCE }

async function accountOf(members: number) {
  const opened = await openAccount()
  for (let n = 0; n < members; n++) opened.account.addMember(AUDIENCE, { email: address(n) })
  return opened
}

const rowOf = (account: MailchimpAccount, n: number) => {
  const { contactId: remoteId, email } = account.known(AUDIENCE, address(n))
  return { remoteId, email }
}

const eventRow = (
  account: MailchimpAccount,
  n: number,
  more: Partial<CustomEventRow> = {},
): CustomEventRow => ({
  ...rowOf(account, n),
  key: `event-${n}`,
  name: 'Entered segment',
  at: START,
  properties: { segment: 'VIP', rank: n, since: ['a', 'b'] },
  ...more,
})

const eventsOf = (account: MailchimpAccount, n: number) =>
  account.audience(AUDIENCE).eventsOf(account.known(AUDIENCE, address(n)))

const keep = (into: unknown[]) => async (job: unknown) => {
  into.push(JSON.parse(JSON.stringify(job)))
}

describe('custom events', () => {
  test('go out by the batch, a thousand a request, as texts at their own time', async () => {
    const { account, emulator, context } = await accountOf(1_000)
    const rows = Array.from({ length: 1_000 }, (_, n) => eventRow(account, n))
    const outcomes = await deliverBatch({ context, operation: events, target, rows, onJob: async () => {} })
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']))
    expect(emulator.journal.byRoute.get('POST /batches')).toBe(1)
    expect(eventsOf(account, 7)).toEqual([
      {
        name: 'Entered segment',
        occurredAt: START,
        properties: { segment: 'VIP', rank: '7', since: 'a, b' },
      },
    ])
  })

  test('one that Mailchimp refuses is one row, in its words', async () => {
    const { account, context } = await accountOf(2)
    const stranger = { ...eventRow(account, 0), key: 'x', remoteId: 'nobody' }
    const rows = [stranger, eventRow(account, 1)]
    expect(await deliverBatch({ context, operation: events, target, rows, onJob: async () => {} })).toEqual([
      {
        status: 'rejected',
        code: 'Resource Not Found',
        message: 'The requested resource could not be found. Pull again before sending it anew.',
      },
      { status: 'applied' },
    ])
  })

  test.each([
    ['a', 'refused'],
    ['ab', 'applied'],
    ['x'.repeat(30), 'applied'],
    ['x'.repeat(31), 'refused'],
  ])('the name "%s" is %s', async (name, status) => {
    const { account, context } = await accountOf(1)
    const rows = [eventRow(account, 0, { name })]
    const [outcome] = await deliverBatch({ context, operation: events, target, rows, onJob: async () => {} })
    expect(outcome?.status).toBe(status)
  })

  test('a process that was killed while waiting leaves a job that another one asks after', async () => {
    const { account, emulator, connect } = await accountOf(2)
    const rows = [eventRow(account, 0), eventRow(account, 1)]
    const jobs: unknown[] = []
    const first = { context: connect(), operation: events, target, rows, patienceMs: 0 }
    expect(await deliverBatch({ ...first, onJob: keep(jobs) })).toMatchObject([
      { status: 'deferred', code: JOB_PENDING },
      { status: 'deferred', code: JOB_PENDING },
    ])
    const again = { context: connect(), operation: events, target, rows, job: jobs[0] }
    expect(await deliverBatch({ ...again, onJob: async () => {} })).toEqual([
      { status: 'applied' },
      { status: 'applied' },
    ])
    expect(emulator.journal.byRoute.get('POST /batches')).toBe(1)
    expect([0, 1].map(n => eventsOf(account, n).length)).toEqual([1, 1])
  })

  test('one that the result does not mention is in doubt, and sinks no other', async () => {
    const { account, context } = await accountOf(3)
    account.batches.loseNext = 1
    const rows = [0, 1, 2].map(n => eventRow(account, n))
    const outcomes = await deliverBatch({ context, operation: events, target, rows, onJob: async () => {} })
    expect(outcomes).toMatchObject([{ status: 'in-doubt' }, { status: 'applied' }, { status: 'applied' }])
  })

  test('one that broke off inside Mailchimp is in doubt: nobody knows whether it started anything', async () => {
    const { account, context } = await accountOf(1)
    account.batches.failNext = 1
    const delivery = { context, operation: events, target, rows: [eventRow(account, 0)] }
    const outcomes = await deliverBatch({ ...delivery, onJob: async () => {} })
    expect(outcomes).toMatchObject([{ status: 'in-doubt', code: 'Internal Server Error' }])
  })

  test('a batch that expired leaves its rows in doubt, never sent again', async () => {
    const { account, emulator, clock, context } = await accountOf(1)
    const rows = [eventRow(account, 0)]
    const jobs: unknown[] = []
    const delivery = { context, operation: events, target, rows }
    await deliverBatch({ ...delivery, patienceMs: 0, onJob: keep(jobs) })
    clock.advance(days(8))
    const outcomes = await deliverBatch({ ...delivery, job: jobs[0], onJob: async () => {} })
    expect(outcomes).toMatchObject([{ status: 'in-doubt', code: 'Resource Not Found' }])
    expect(emulator.journal.byRoute.get('POST /batches')).toBe(1)
  })

  test('a result that can no longer be fetched is told, with nothing of its address', async () => {
    const { account, emulator, context } = await accountOf(1)
    const fault = { kind: 'status', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } as const
    emulator.order({ route: 'GET /batch-results/{batch_id}', times: 1, fault })
    const rows = [eventRow(account, 0)]
    const [outcome] = await deliverBatch({ context, operation: events, target, rows, onJob: async () => {} })
    expect(outcome).toMatchObject({ status: 'in-doubt', code: 'Batch Result Expired' })
    expect(outcome?.message).not.toContain('http')
  })

  test('an archive that is none is a contract error', async () => {
    const { account, emulator, context } = await accountOf(1)
    emulator.order({ route: 'GET /batch-results/{batch_id}', times: 1, fault: { kind: 'truncate' } })
    const delivery = { context, operation: events, target, rows: [eventRow(account, 0)] }
    await expect(deliverBatch({ ...delivery, onJob: async () => {} })).rejects.toMatchObject({
      kind: 'contract',
    })
  })

  test('more open batches than Mailchimp keeps are for later', async () => {
    const { account, context } = await accountOf(1)
    const operation = { method: 'GET', path: '/ping', params: {}, body: undefined, operationId: '' }
    for (let open = 0; open < 500; open++)
      account.batches.submit(Array.from({ length: 1_000 }, () => operation))
    expect(account.batches.submit([operation])).toBeUndefined()
    const delivery = { context, operation: events, target, rows: [eventRow(account, 0)] }
    const [outcome] = await deliverBatch({ ...delivery, onJob: async () => {} })
    expect(outcome?.status).toBe('deferred')
  })
})

describe('erasure', () => {
  test('is for good, archived members included, and a repeat finds nobody', async () => {
    const { account, context } = await accountOf(3)
    account.changeMember(AUDIENCE, address(1), { status: 'archived', by: 'admin' })
    const rows: EraseRow[] = [0, 1].map(n => rowOf(account, n))
    const delivery = { context, operation: erase, target, rows, onJob: async () => {} }
    expect(await deliverBatch(delivery)).toEqual([{ status: 'applied' }, { status: 'applied' }])
    expect([0, 1, 2].map(n => account.member(AUDIENCE, address(n)) !== undefined)).toEqual([
      false,
      false,
      true,
    ])
    expect(await deliverBatch(delivery)).toEqual([{ status: 'applied' }, { status: 'applied' }])
  })

  test('follows a member to a new address', async () => {
    const { account, context } = await accountOf(1)
    const rows = [rowOf(account, 0)]
    account.changeMember(AUDIENCE, address(0), { email: 'moved@example.com' })
    await deliverBatch({ context, operation: erase, target, rows, onJob: async () => {} })
    expect(account.member(AUDIENCE, 'moved@example.com')).toBeUndefined()
  })

  test('one that broke off inside Mailchimp is not called done, and is for later', async () => {
    const { account, context } = await accountOf(2)
    account.batches.failNext = 1
    const rows = [0, 1].map(n => rowOf(account, n))
    const delivery = { context, operation: erase, target, rows, onJob: async () => {} }
    expect(await deliverBatch(delivery)).toMatchObject([
      { status: 'deferred', code: 'Internal Server Error' },
      { status: 'applied' },
    ])
    expect(await deliverBatch(delivery)).toEqual([{ status: 'applied' }, { status: 'applied' }])
  })
})
